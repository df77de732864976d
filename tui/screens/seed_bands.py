"""What other seeds give, behind the curves of the race: computed in slices while it is shown."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from tui.demo import gates

if TYPE_CHECKING:
    from tui.screens.session_screen import SessionScreen
    from tui.state.bands import Bands
    from tui.state.frame import Frame

SLICE = 0.015
"""Seconds of computing in a tick."""


class SeedBands:
    """Shows and hides the bands of a screen, and computes them while its view shows them."""

    def __init__(self, screen: SessionScreen) -> None:
        self._screen = screen

    @cached_property
    def _bands(self) -> Bands:
        from tui.state.bands import Bands  # noqa: PLC0415 - numpy

        return Bands(gates.reader(self._screen))

    def added_to(self, frame: Frame) -> Frame:
        """The frame with its bands, where the view shows them."""
        return replace(frame, bands=self._bands.of(frame)) if frame.view.bands else frame

    def advance(self) -> bool:
        """Compute for a moment; return whether there is more to show."""
        return self._screen.session.view.bands and self._bands.advance(SLICE)

    @property
    def busy(self) -> bool:
        """Whether there is something left to compute."""
        return self._screen.session.view.bands and not self._bands.complete

    def toggle(self) -> None:
        """Show the bands, or hide them, and say so."""
        from tui.state.bands import SEEDS  # noqa: PLC0415 - numpy

        screen, view = self._screen, self._screen.session.view
        if not view.bands and not screen.frame.random:
            screen.notify("No noise and no mini-batch: every seed gives the same race.", timeout=4)
            return
        screen.session.set_view(replace(view, bands=not view.bands))
        screen.show_session()
        if not view.bands:
            screen.notify(f"Median and 10 to 90 % of {SEEDS} seeds, behind each curve of the loss.", timeout=4)
