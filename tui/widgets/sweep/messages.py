"""The messages of the sweep screen's panels."""

from __future__ import annotations

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
