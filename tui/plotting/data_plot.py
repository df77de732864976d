"""The picture of a problem's data: with the fits of all racers, or on maps of what their networks answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui.plotting.chart.data_fit import FitPlot
from tui.plotting.network.decision_plot import DecisionPlot, network_of

if TYPE_CHECKING:
    from tui.plotting.cells import Picture
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame


@dataclass(eq=False)
class DataPlot:
    """Draws one frame after another."""

    width: int = 0
    height: int = 0
    _fits: FitPlot = field(default_factory=FitPlot)
    _maps: DecisionPlot = field(default_factory=DecisionPlot)

    def draw(self, frame: Frame, theme: PlotTheme, in_turn: bool = False) -> Picture:
        """The picture of a frame whose problem has data; of a network all of it, or the map whose turn it is."""
        if network_of(frame) is not None:
            self._maps.width, self._maps.height = self.width, self.height
            return self._maps.draw(frame, theme, in_turn)
        self._fits.width, self._fits.height = self.width, self.height
        return self._fits.draw(frame, theme)

    @property
    def drew_large(self) -> bool:
        """Whether the last picture of a network has a new large map."""
        return self._maps.drew_large

    def racer_at(self, column: int, row: int) -> int | None:
        """The index of the racer whose own small map stands at a cell; None where there is none."""
        return self._maps.racer_at(column, row)
