"""Scenario files: reading with one-sentence errors, atomic writing, and the last sessions.

Nothing here imports textual: commands without a screen read and write files, too.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TextIO

from core.problems import DataError, check_data
from core.scenario import Scenario
from core.toml_positions import place

SUFFIX = ".toml"
LARGEST = 4_000_000
"""Bytes of the largest file that is read; the parser has bounds of its own."""
MOST_SESSIONS = 20


class FileError(ValueError):
    """A file that can't be read or written: one sentence that names it and says why."""


def read_scenario(path: Path) -> Scenario:
    """The scenario in a file. Raises FileError."""
    return parse_scenario(path, read_text(path))


def parse_scenario(path: Path, text: str) -> Scenario:
    """The scenario in the text of a file, checked with its data. Raises FileError, naming line and key."""
    try:
        scenario = Scenario.from_toml(text, str(path.parent))
        check_data(scenario.problem)
    except DataError as error:
        raise FileError(f"{path}: {place(text, 'problem')}problem: {error}") from None
    except ValueError as error:
        raise FileError(f"{path}: {error}") from None
    return scenario


def read_text(path: Path) -> str:
    """The text of a file. Raises FileError."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)  # a pipe has no size to look at before, and a device no end
    except OSError as error:
        raise FileError(f"can't read the scenario {path}: {reason(error)}") from None
    if len(data) > LARGEST:
        raise FileError(f"{path} is not a scenario: it has more than {LARGEST} bytes")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise FileError(f"{path} is not a scenario: it is not UTF-8 text") from None


def write_scenario(path: Path, scenario: Scenario) -> str:
    """Write a scenario file, all or nothing, and return its text. Raises FileError."""
    text = scenario.to_toml(str(path.parent))
    write_text(path, text)
    return text


def write_text(path: Path, text: str) -> None:
    """Write a file, all or nothing. Raises FileError."""
    with writing(path) as file:
        file.write(text)


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """A file to write, which takes its place when all is written. Raises FileError."""
    try:
        with replacing(path.resolve()) as file:  # a symbolic link stays one
            yield file
    except FileNotFoundError:
        raise FileError(f"can't write {path}: there is no folder {path.parent}") from None
    except OSError as error:
        raise FileError(f"can't write {path}: {reason(error)}") from None


def reason(error: OSError) -> str:
    """The operating system's message."""
    return error.strerror or str(error) or type(error).__name__


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """Write a temporary file beside `path`, flush it to the disk, then rename it to `path`. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(None, "it is a directory")
    if path.exists() and not path.is_file():
        raise OSError(None, "it is no ordinary file")
    if path.exists() and not os.access(path, os.W_OK):
        raise PermissionError(None, "permission denied")
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}."[:100], dir=path.parent)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # else a power cut may leave the name with nothing behind it
        os.chmod(temporary, _permissions(path))
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _permissions(path: Path) -> int:
    """The mode of the file that is replaced, or of a new file."""
    with suppress(OSError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def state_folder() -> Path:
    """The user's folder for what the app keeps by itself."""
    from platformdirs import user_state_path  # noqa: PLC0415 - few commands need it

    return user_state_path("fallline", appauthor=False)


def sessions_folder() -> Path:
    """The folder of the kept sessions."""
    return state_folder() / "sessions"


def keep_session(scenario: Scenario, folder: Path | None = None) -> Path | None:
    """Save a session and delete the oldest. Returns None, and raises nothing, where it cannot be saved."""
    folder = folder or sessions_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{datetime.now():%Y-%m-%d-%H%M%S-%f}{SUFFIX}"
        before = kept_sessions(folder)
        if before and before[0].read_text(encoding="utf-8") == scenario.to_toml(str(folder)):
            os.replace(before[0], path)  # the same race twice would push out another session
            return path
        write_scenario(path, scenario)
        for old in before[MOST_SESSIONS - 1 :]:
            old.unlink()
    except (OSError, ValueError):
        return None
    return path


def kept_sessions(folder: Path | None = None) -> list[Path]:
    """The kept sessions, the newest first."""
    folder = folder or sessions_folder()
    try:
        return sorted(
            (path for path in folder.iterdir() if path.suffix == SUFFIX and path.name[0] != "."), reverse=True
        )
    except OSError:
        return []
