"""The standard streams, whatever the shell has made of them: closed, full, or read by nobody any more."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any, TextIO

from core.input_files import reason


class OutputError(Exception):
    """The output can't be written; the text says why. Not an OSError, which argparse and others suppress."""

    def __init__(self, error: OSError) -> None:
        super().__init__("it is closed" if error.errno == errno.EBADF else reason(error))
        self.reader_gone = isinstance(error, BrokenPipeError)


class _Output(FileIO):
    """A file that raises OutputError once, and from then on drops what is written."""

    dropping = False

    def write(self, data: Any) -> int:
        if not self.dropping:
            try:
                return super().write(data)  # None where a non-blocking one is full, which io handles
            except OSError as error:
                self.dropping = True
                raise OutputError(error) from None
        return memoryview(data).nbytes


class _Messages(_Output):
    """A file that drops what can't be written: there is no place left to say so."""

    def write(self, data: Any) -> int:
        with suppress(OutputError):
            return super().write(data) or memoryview(data).nbytes
        return memoryview(data).nbytes


def guard_streams() -> None:
    """Make `sys.stdout` raise only OutputError, and `sys.stderr` nothing."""
    for descriptor, flags in enumerate(
        (os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)
    ):  # writing to stdout fails, as it should
        _open_if_closed(descriptor, flags)
    # Others than the process's own belong to a test.
    if sys.stdout is sys.__stdout__:
        sys.stdout = _text(_Output(1, "w", closefd=False), sys.__stdout__, "replace")
    if sys.stderr is sys.__stderr__:
        sys.stderr = _text(_Messages(2, "w", closefd=False), sys.__stderr__, "backslashreplace")


def _open_if_closed(descriptor: int, flags: int) -> None:
    """Occupy a closed descriptor, which the next file that is opened would get, and with it what is printed."""
    try:
        os.fstat(descriptor)
    except OSError:
        null = os.open(os.devnull, flags)
        if null != descriptor:
            os.dup2(null, descriptor)
            os.close(null)


def _text(file: FileIO, before: TextIO | None, errors: str) -> TextIO:
    encoding = None if before is None else before.encoding
    buffered: Any = BufferedWriter(file)
    return TextIOWrapper(buffered, encoding, errors, line_buffering=file.isatty() or isinstance(file, _Messages))


def finish_output() -> None:
    """Write what is still buffered, or leave nothing for Python's own flush at exit. Raises OutputError."""
    try:
        sys.stdout.flush()
    except BaseException:
        drop_output()
        raise


def drop_output() -> None:
    """Forget what is buffered: writing it may fail, or wait for ever."""
    file = getattr(getattr(sys.stdout, "buffer", None), "raw", None)
    if isinstance(file, _Output):
        file.dropping = True
