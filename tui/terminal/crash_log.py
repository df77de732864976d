"""The crash log: a file of bounded size for tracebacks, readable by its owner alone."""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from core.safe_text import safe_text

MAX_LOG = 256_000
"""Bytes of the log; when it is larger, it replaces the old log, and a new one begins."""

MAX_TRACEBACK = 32_000
"""Bytes of one traceback."""


def log_path() -> Path:
    """The path of the log."""
    from platformdirs import user_log_path  # noqa: PLC0415 - only a crash needs it

    return user_log_path("fallline") / "fallline.log"


def write_to_log(error: BaseException) -> Path | None:
    """Append an exception's traceback; return the log's path, or None if it can't be written."""
    lines = "".join(traceback.format_exception(error)).encode("utf-8", "backslashreplace")
    entry = f"{datetime.now().astimezone():%Y-%m-%d %H:%M:%S %z}\n".encode() + lines[-MAX_TRACEBACK:] + b"\n"
    try:
        path = log_path()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            if path.stat().st_size > MAX_LOG:
                path.replace(path.with_suffix(".old.log"))
        _append(path, entry)
    except (OSError, RuntimeError):  # RuntimeError: there is no home
        return None
    return path


def _append(path: Path, entry: bytes) -> None:
    # Follow no link, and do not wait if somebody has put a pipe there.
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        os.write(descriptor, entry)
    finally:
        os.close(descriptor)


def failure(error: BaseException, log: Path | None) -> str:
    """One sentence about a crash."""
    where = f"the traceback is in {log}" if log else "the log can't be written"
    return f"unexpected error ({summary(error)}); {where}"


def summary(error: BaseException) -> str:
    """The type and message of an exception, in one short line."""
    said = " ".join(str(error).split())
    text = f"{type(error).__name__}: {said}" if said else type(error).__name__
    return safe_text(text[:200])
