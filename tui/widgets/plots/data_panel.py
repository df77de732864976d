"""The data of a problem, with the line or the boundary that each racer has fitted so far."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tui import plotting
from tui.widgets.plots.plot_panel import PlotPanel

if TYPE_CHECKING:
    from tui.plotting.cells import Picture
    from tui.plotting.chart.data_fit import FitPlot
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame


class DataPanel(PlotPanel):
    """The data and the fitted lines, or the boundaries between two classes."""

    BORDER_TITLE = "Data and fits"
    HELP = """\
The data, with the line that each racer has fitted so far; for two classes, with the boundary between them.
"""

    @cached_property
    def _plot(self) -> FitPlot:
        return plotting.data_fit.FitPlot()

    def picture(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        """Draw data and fits."""
        self._plot.width, self._plot.height = width, height
        return self._plot.draw(frame, theme)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The border titles of a plot of data."""
        return data_titles(frame, self.plot_theme())


def data_titles(frame: Frame, theme: PlotTheme) -> tuple[str, str]:
    """The border titles of a plot of data."""
    data, catching_up = frame.problem.data, " · catching up" if frame.stale else ""
    if data is None or data.labels is None:
        return f"Data and fits{catching_up}", "x → y"
    zero = "o" if theme.ascii else plotting.data_fit.ZERO
    return f"Data and boundaries{catching_up}", f"{zero} 0 · {plotting.data_fit.PLUS} 1 · {', '.join(data.columns)}"
