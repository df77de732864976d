"""The map of one unit: what it answers all over the plane of the two inputs."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tui import plotting
from tui.widgets.plots.plot_panel import PlotPanel

if TYPE_CHECKING:
    from tui.plotting.cells import Picture
    from tui.plotting.network.unit_plot import UnitPlot
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame


class UnitPanel(PlotPanel):
    """The chosen unit's value over the inputs, with the data points."""

    BORDER_TITLE = "Unit"
    HELP = """\
What the chosen unit answers all over the plane: blue below 0 (of a sigmoid, below ½), orange above. Its figures stand
below: the activation, the length of its weights, and its bias. The units of the output layer answer for the network.
"""

    @cached_property
    def _plot(self) -> UnitPlot:
        return plotting.unit_plot.UnitPlot()

    def picture(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        """Draw the unit's map."""
        self._plot.width, self._plot.height = width, height
        return self._plot.draw(frame, theme)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The unit, and its figures."""
        return plotting.unit_plot.about_unit(frame)
