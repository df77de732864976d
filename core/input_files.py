"""Read the files that a user names: regular files only, up to a size limit, without blocking."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from core.safe_text import safe_text

MAX_SHOWN = 200
"""Characters of a path in an error message."""
NOT_REGULAR = "it is no ordinary file"
"""Why a pipe or a device is refused."""

_READING = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
"""Flags of `open`: do not wait for the writer of a pipe, and do not make a terminal the controlling terminal."""


def read_file(path: str | Path, limit: int) -> bytes:
    """Read up to `limit` + 1 bytes of a regular file: if more than `limit` come, the file is too large. Raises OSError.

    Pipes are refused because they may block for ever, devices because they may never end.
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
            raise OSError(errno.EINVAL, NOT_REGULAR)
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(limit + 1)
    finally:
        os.close(descriptor)


def unusable_name() -> OSError:
    """Return the error for a name with a NUL or a lone surrogate, which no file can have."""
    return OSError(errno.EINVAL, "no file can have such a name")


def reason(error: OSError) -> str:
    """The operating system's message."""
    return error.strerror or str(error) or type(error).__name__


def shown_path(path: str | Path) -> str:
    """A path for an error message: printable, and shortened in the middle if it is long."""
    text = safe_text(str(path))
    half = MAX_SHOWN // 2
    return text if len(text) <= MAX_SHOWN else f"{text[: half - 1]}…{text[-half:]}"
