"""Write results to stdout, or to a file that is replaced as a whole or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from tui.cli.parser import UsageError
from tui.state.files import reason, replacing


@contextmanager
def results(name: str | None) -> Iterator[TextIO]:
    """The text file to write to. Raises UsageError at once, before a long run, if it can't be written."""
    if name is None:
        if isinstance(sys.stdout, TextIOWrapper):
            # Data are the same bytes under every locale; a terminal gets what it can show.
            sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="replace")
        yield sys.stdout
        return
    path = Path(name).resolve()  # a symbolic link stays one
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("a", encoding="utf-8") if _is_device(path) else replacing(path))
        except OSError as error:
            raise UsageError(f"can't write --output {name}: {reason(error)}") from None
        yield file


def _is_device(path: Path) -> bool:
    """Whether a path is a pipe or a device (/dev/stdout), which must not be replaced by a file."""
    return path.exists() and not path.is_file() and not path.is_dir()
