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

    def draw(self, frame: Frame, theme: PlotTheme) -> Picture:
        """The picture of a frame whose problem has data."""
        plot = self._maps if network_of(frame) is not None else self._fits
        plot.width, plot.height = self.width, self.height
        return plot.draw(frame, theme)

    def racer_at(self, column: int, row: int) -> int | None:
        """The index of the racer whose own small map stands at a cell; None where there is none."""
        return self._maps.racer_at(column, row)
