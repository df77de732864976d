"""A document: a scenario, the file that holds it, and the text of that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.frozen import frozen
from core.scenario import Scenario
from core.toml_positions import parsed

if TYPE_CHECKING:
    from core.sweep.sweep_toml import SweepTable


@frozen
class Document:
    """A scenario and the file that holds it, with the text that is in it."""

    path: Path
    text: str
    scenario: Scenario

    @property
    def has_sweep(self) -> bool:
        """Whether the table of a sweep stands beside the scenario."""
        return "sweep" in parsed(self.text)

    @property
    def sweep(self) -> SweepTable | None:
        """The table of a sweep beside the scenario; None without one, or with one that can't be read."""
        if not self.has_sweep:
            return None
        from core.sweep.sweep_toml import read_table  # noqa: PLC0415 - it imports numpy

        try:
            return read_table(self.text)
        except ValueError:
            return None

    @property
    def is_plain(self) -> bool:
        """Whether the file holds nothing, such as a comment, that saving would lose."""
        sweep = self.sweep
        table = "" if sweep is None else sweep.to_toml()
        return self.text == self.scenario.to_toml(str(self.path.parent)) + table
