"""The messages of the sweep screen's panels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.state.sweep_frame import SweepView


class SweepViewChanged(Message):
    """The user changed how the sweep is shown: its view, quantity or cursor."""

    def __init__(self, view: SweepView) -> None:
        super().__init__()
        self.view = view


class CellTaken(Message):
    """Take the values under the cursor into the race."""


class RegionChosen(Message):
    """Show the part of a map between these values of each axis."""

    def __init__(self, ends: Sequence[tuple[float, float]]) -> None:
        super().__init__()
        self.ends = ends


class MapResized(Message):
    """A map has room for so many columns and rows of cells."""

    def __init__(self, columns: int, rows: int) -> None:
        super().__init__()
        self.size = columns, rows
