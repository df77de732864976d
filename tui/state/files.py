"""Read and write scenario files, and keep the last sessions.

Nothing here imports textual: commands without a screen read and write files, too.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TextIO

from core.input_files import NOT_REGULAR, read_file, reason, shown_path, unusable_name
from core.problems import DataError, check_data
from core.scenario import Scenario
from core.toml_positions import line_prefix, parsed

SUFFIX = ".toml"
DATA_SUFFIXES = (".csv", ".tsv", ".txt", ".dat")
"""The ends of the names of files of data."""
MAX_FILE_BYTES = 4_000_000
"""Larger files are not read; the parser has bounds of its own."""
MAX_SESSIONS = 20
TEMPORARY = ".fallline-"
"""How the names of temporary files begin."""
LEFTOVER_SECONDS = 3600.0
"""The age at which a temporary file is deleted: its writer was killed."""


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
        raise FileError(f"{shown_path(path)}: {line_prefix(text, 'problem')}problem: {error}") from None
    except ValueError as error:
        hint = " (it is a lesson: fallline FILE opens it)" if is_lesson(text) else ""
        raise FileError(f"{shown_path(path)}: {error}{hint}") from None
    return scenario


def is_lesson(text: str) -> bool:
    """Whether the text of a file is a lesson, complete or not, rather than a scenario."""
    try:
        keys = parsed(text).keys()
    except ValueError:
        return re.search(r"^(text\s*=|\[\[claims\]\]|\[scenarios?[].])", text, re.MULTILINE) is not None
    return not keys.isdisjoint(("text", "claims", "scenario", "scenarios"))


def typed_path(text: str) -> Path:
    """The path for a typed text, with `~` expanded if that home folder exists."""
    with suppress(ValueError):  # a name of a user with a NUL in it
        return Path(os.path.expanduser(text))
    return Path(text)


def read_text(path: Path, what: str = "scenario") -> str:
    """Read a text file; `what` says in an error what it should have been. Raises FileError."""
    try:
        data = read_file(path, MAX_FILE_BYTES)
    except OSError as error:
        raise FileError(f"can't read the {what} {shown_path(path)}: {reason(error)}") from None
    if len(data) > MAX_FILE_BYTES:
        raise FileError(f"{shown_path(path)} is not a {what}: it has more than {MAX_FILE_BYTES} bytes")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise FileError(f"{shown_path(path)} is not a {what}: it is not UTF-8 text") from None


def write_scenario(path: Path, scenario: Scenario, more: str = "") -> str:
    """Write a scenario file atomically, with `more` tables behind it, and return its text. Raises FileError."""
    text = scenario.to_toml(str(path.parent)) + more
    write_text(path, text)
    return text


def write_text(path: Path, text: str) -> None:
    """Write a file atomically. Raises FileError."""
    with writing(path) as file:
        file.write(text)


@contextmanager
def writing(path: Path) -> Iterator[TextIO]:
    """Open a file that replaces `path` when it is complete. Raises FileError."""
    try:
        with replacing(path) as file:
            yield file
    except FileNotFoundError:
        raise FileError(f"can't write {shown_path(path)}: there is no folder {shown_path(path.parent)}") from None
    except OSError as error:
        raise FileError(f"can't write {shown_path(path)}: {reason(error)}") from None


@contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """Write a temporary file beside `path`, flush it to the disk, then rename it to `path`. Raises OSError.

    A symbolic link stays one. Old temporary files in the folder, which killed writers have left, are deleted.
    """
    mode = check_replaceable(path)
    path = Path(os.path.realpath(path))
    descriptor, temporary = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # else a power cut may leave the name with nothing behind it
        os.chmod(temporary, _new_mode() if mode is None else stat.S_IMODE(mode))
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    delete_leftovers(path.parent)


def check_replaceable(path: Path) -> int | None:
    """Check that a file may be replaced; returns its mode, None if it is a new one. Raises OSError."""
    mode = mode_of(path)
    if mode is not None and stat.S_ISDIR(mode):
        raise IsADirectoryError(None, "it is a directory")
    if mode is not None and not stat.S_ISREG(mode):
        raise OSError(None, NOT_REGULAR)
    if mode is not None and not os.access(path, os.W_OK):
        raise PermissionError(None, "permission denied")
    return mode


def delete_leftovers(folder: Path) -> None:
    """Delete the temporary files in a folder that have not been written to for `LEFTOVER_SECONDS`."""
    oldest = time.time() - LEFTOVER_SECONDS
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.startswith(TEMPORARY) and entry.stat(follow_symlinks=False).st_mtime < oldest:
                with suppress(OSError):  # another's
                    os.unlink(entry)


def mode_of(path: Path) -> int | None:
    """The mode of the file at a path, following links; None if there is none. Raises OSError for an impossible path."""
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise unusable_name() from error


def _new_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def state_folder() -> Path:
    """The user's folder for files that the app keeps without being asked."""
    from platformdirs import user_state_path  # noqa: PLC0415 - few commands need it

    return user_state_path("fallline", appauthor=False)


def sessions_folder() -> Path:
    """The folder of the kept sessions."""
    return state_folder() / "sessions"


def keep_session(scenario: Scenario, folder: Path | None = None) -> Path | None:
    """Save a session and delete the oldest; return its path, or None if it cannot be saved."""
    folder = folder or sessions_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{datetime.now():%Y-%m-%d-%H%M%S-%f}{SUFFIX}"
        before = kept_sessions(folder)
        if before and _renamed(before[0], scenario.to_toml(str(folder)), path):
            return path
        write_scenario(path, scenario)
        for old in before[MAX_SESSIONS - 1 :]:
            old.unlink(missing_ok=True)
    except (OSError, ValueError):
        return None
    return path


def _renamed(old: Path, text: str, new: Path) -> bool:
    """Rename the last session if it is the same race: saved twice, it would replace another session.

    Another instance of the app may have renamed or deleted it meanwhile.
    """
    with suppress(OSError, FileError):
        if read_text(old) == text:
            os.replace(old, new)
            return True
    return False


def kept_sessions(folder: Path | None = None) -> list[Path]:
    """The kept sessions, the newest first."""
    folder = folder or sessions_folder()
    try:
        return sorted(
            (path for path in folder.iterdir() if path.suffix == SUFFIX and path.name[0] != "."), reverse=True
        )
    except OSError:
        return []
