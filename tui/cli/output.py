"""Write results to stdout, or to a file that is replaced as a whole or not at all."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from core.input_files import reason, shown_path
from tui.cli.commands import UsageError
from tui.cli.streams import OutputError
from tui.state.files import mode_of, replacing


@contextmanager
def results(name: str | None) -> Iterator[TextIO]:
    """The text file to write to.

    Raises UsageError at once, before a long run, if it can't be written, and OutputError if that turns out later.
    """
    if name is None:
        if isinstance(sys.stdout, TextIOWrapper):
            # Data are the same bytes under every locale; a terminal gets what it can show.
            sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="replace")
        yield sys.stdout
        return
    path = Path(name)
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("a", encoding="utf-8") if is_device(path) else replacing(path))
        except OSError as error:
            raise UsageError(f"can't write --output {shown_path(name)}: {reason(error)}") from None
        try:
            yield file
            file.flush()
        except OSError as error:
            raise OutputError(error) from None


def is_device(path: Path) -> bool:
    """Whether a path is a pipe or a device (/dev/stdout), which must not be replaced by a file."""
    mode = mode_of(path)
    return mode is not None and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)
