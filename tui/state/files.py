"""Scenario files on disk: read with errors of one sentence, written all or nothing; and the sessions before.

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
"""Bytes of a file that are read at all; what a scenario may hold is bounded once more, by its reader."""
MOST_SESSIONS = 20


class FileError(ValueError):
    """A file that can't be read or written: one sentence that names it and says why."""


def read_scenario(path: Path) -> Scenario:
    """The scenario in a file. Raises FileError."""
    return parse_scenario(path, read_text(path))


def parse_scenario(path: Path, text: str) -> Scenario:
    """The scenario in the text of a file, its data looked at. Raises FileError with line, key and what is allowed."""
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
    try:
        with replacing(path.resolve()) as file:  # a symbolic link stays one
            file.write(text)
    except FileNotFoundError:
        raise FileError(f"can't write {path}: there is no folder {path.parent}") from None
    except OSError as error:
        raise FileError(f"can't write {path}: {reason(error)}") from None
    return text


def reason(error: OSError) -> str:
    """Why, as the system says it."""
    return error.strerror or str(error) or type(error).__name__


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A new file beside `path` that takes its place once all is written and on the disk. Raises OSError."""
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
    """Those of the file that is replaced, else those of any new file."""
    with suppress(OSError):
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def sessions_folder() -> Path:
    """Where the sessions before are kept, for this user."""
    from platformdirs import user_state_path  # noqa: PLC0415 - most commands don't ask

    return user_state_path("fallline", appauthor=False) / "sessions"


def keep_session(scenario: Scenario, folder: Path | None = None) -> Path | None:
    """Keep a session and forget the oldest; None where that is not possible, which is no reason to fail."""
    folder = folder or sessions_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{datetime.now():%Y-%m-%d-%H%M%S-%f}{SUFFIX}"
        before = kept_sessions(folder)
        if before and before[0].read_text(encoding="utf-8") == scenario.to_toml(str(folder)):
            os.replace(before[0], path)  # the same race again is no reason to forget another
            return path
        write_scenario(path, scenario)
        for old in before[MOST_SESSIONS - 1 :]:
            old.unlink()
    except (OSError, ValueError):
        return None
    return path


def kept_sessions(folder: Path | None = None) -> list[Path]:
    """The sessions before, the newest first."""
    folder = folder or sessions_folder()
    try:
        return sorted(
            (path for path in folder.iterdir() if path.suffix == SUFFIX and path.name[0] != "."), reverse=True
        )
    except OSError:
        return []
