"""The loss panel: the loss, or another measure, over the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.measures import MEASURES
from tui import plotting
from tui.widgets.plots.steps_panel import StepsPanel

if TYPE_CHECKING:
    from tui.plotting.chart.curves import Chart
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame


class LossPanel(StepsPanel):
    """The measure of the view over the steps: one curve a racer, its name where it ends."""

    BORDER_TITLE = "Loss"
    HELP = """\
How far the racers have come, step by step; `m` chooses the measure, `l` a logarithmic or linear scale.

`left` and `right` move a cursor that reads out the values (with shift by exactly one step), escape removes it.
`x` puts the steps on a logarithmic axis.
"""

    def chart(self, frame: Frame, theme: PlotTheme) -> Chart:
        """The measure of each racer that is not hidden."""
        return plotting.charts.loss_chart(frame, theme)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The measure with its scale, and the scale of the steps."""
        view = frame.view
        measure = MEASURES[view.metric]
        title = measure.title
        if frame.scenario.averages:
            title += " at θ" if frame.scenario.measured_at == "theta" else " at the answer"
        if view.log_y:
            log = plotting.charts.log_is_possible(frame, measure)
            title += " · log" if log else " · symlog" if self.symlog else " · linear (below 0)"
        if frame.stale:
            title += " · catching up"
        return title, "steps · log" if view.log_x else "steps"
