"""A race as data in a file, as `fallline run` writes it; nothing here imports textual."""

from __future__ import annotations

from pathlib import Path

from core.race import Race
from tui.export.formats import write_csv, write_json
from tui.state.files import writing

DATA = (".csv", ".json")
PICTURES = (".svg",)


def write_data(path: Path, race: Race) -> None:
    """Write every step of a race, all or nothing, in the format of the suffix. Raises FileError."""
    write = write_csv if path.suffix.lower() == ".csv" else write_json
    with writing(path) as file:
        write(race, 1, file)
