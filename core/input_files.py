"""Read a file that the user names: regular files only, without blocking, up to a size limit."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from core.safe_text import safe_text

MAX_SHOWN = 200

_READING = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""Opening never blocks on a pipe without a writer, and never makes a terminal the controlling terminal."""


def read_file(path: str | Path, limit: int) -> bytes:
    """The first `limit` + 1 bytes of a regular file: more than `limit` means that it is too large. Raises OSError.

    Refuses pipes, which may block for ever, and devices, which may never end.
    """
    try:
        descriptor = os.open(path, _READING)
    except ValueError as error:
        raise unusable_name() from error
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise OSError(errno.EISDIR, "it is a directory")
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is no ordinary file")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(limit + 1)
    finally:
        os.close(descriptor)


def unusable_name() -> OSError:
    """The error for a text that cannot name a file: one with a NUL or a lone surrogate."""
    return OSError(errno.EINVAL, "no file can have such a name")


def reason(error: OSError) -> str:
    """The operating system's message."""
    return error.strerror or str(error) or type(error).__name__


def shown_path(path: str | Path) -> str:
    """A path for an error message: printable, and shortened in the middle if it is long."""
    text = safe_text(str(path))
    half = MAX_SHOWN // 2
    return text if len(text) <= MAX_SHOWN else f"{text[: half - 1]}…{text[-half:]}"
