"""Where results go: stdout, or a file that holds all of them or stays as it was."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from tui.cli.arguments import UsageError


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
            file = stack.enter_context(path.open("a", encoding="utf-8") if _is_device(path) else _replacing(path))
        except OSError as error:
            raise UsageError(f"can't write --output {name}: {error.strerror or error}") from None
        yield file


def _is_device(path: Path) -> bool:
    """Whether it is a pipe or a device (/dev/stdout), which must not be replaced by a file."""
    return path.exists() and not path.is_file() and not path.is_dir()


@contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """A new file beside `path` that takes its place once all is written."""
    if path.is_dir():
        raise IsADirectoryError(None, "it is a directory")
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(None, "permission denied")
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            yield file
        os.chmod(temporary, _permissions(path))
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _permissions(path: Path) -> int:
    """Those of the file that is replaced, else those of any new file."""
    with suppress(OSError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
