"""The data of a problem, with the line or the boundary that each racer has fitted so far."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from core.problems import data_units_text
from tui import plotting
from tui.widgets.plots.plot_panel import PlotPanel

if TYPE_CHECKING:
    from tui.plotting.cells import Picture
    from tui.plotting.chart.data_fit import FitPlot
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame


_NAME = 16  # cells of a column's name

DATA_TITLE = "Data and fits"


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
    if data is None:
        return f"{DATA_TITLE}{catching_up}", ""
    catching_up = f"{_in_data_units(frame)}{catching_up}"
    left_out = f" · {data.left_out} row{'s' if data.left_out > 1 else ''} left out" if data.left_out else ""
    if data.labels is None:
        return f"{DATA_TITLE}{catching_up}", f"{' → '.join(map(_short, data.columns))}{left_out}"
    signs = ("o" if theme.ascii else plotting.data_fit.ZERO, plotting.data_fit.PLUS)
    classes = " · ".join(f"{sign} {_short(name)}" for sign, name in zip(signs, data.classes, strict=True))
    return f"Data and boundaries{catching_up}", f"{classes} · {', '.join(map(_short, data.columns))}{left_out}"


def _in_data_units(frame: Frame) -> str:
    """θ of the selected racer for columns that were standardised."""
    selected = next((racer for racer in frame.racers if racer.index == frame.view.selected), None)
    text = data_units_text(frame.problem, selected.path[-1]) if selected is not None and len(selected.path) else ""
    return f" · {text}" if text else ""


def _short(name: str) -> str:
    return plotting.labels.shorten(name, _NAME)
