"""A race as data in a file, all or nothing, as `fallline run` writes it; nothing here imports textual."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from core.race import Race
from tui.export.formats import write_csv, write_json
from tui.state.files import FileError, reason, replacing

DATA = (".csv", ".json")
PICTURES = (".svg",)


def write_data(path: Path, race: Race) -> None:
    """Write every step of a race, as the suffix says. Raises FileError."""
    write = write_csv if path.suffix.lower() == ".csv" else write_json
    _write(path, lambda file: write(race, 1, file))


def write_text(path: Path, text: str) -> None:
    """Write a text. Raises FileError."""

    def write(file: TextIO) -> None:
        file.write(text)

    _write(path, write)


def _write(path: Path, write: Callable[[TextIO], None]) -> None:
    try:
        with replacing(path.resolve()) as file:  # a symbolic link stays one
            write(file)
    except FileNotFoundError:
        raise FileError(f"can't write {path}: there is no folder {path.parent}") from None
    except OSError as error:
        raise FileError(f"can't write {path}: {reason(error)}") from None
