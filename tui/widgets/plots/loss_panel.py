"""The loss panel: the loss, or another measure, over the steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.measures import shown_measure
from tui import plotting
from tui.widgets.plots.steps_panel import STEPS_BUTTONS, StepsPanel
from tui.widgets.title_buttons import SEPARATOR

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
Of a network the points that test are dotted.
`x` puts the steps on a logarithmic axis.
"""

    def chart(self, frame: Frame, theme: PlotTheme) -> Chart:
        """The measure of each racer that is not hidden."""
        return plotting.charts.loss_chart(frame, theme)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The measure with its scale, and the scale of the steps."""
        view = frame.view
        measure = shown_measure(frame.problem, view.metric)
        title = measure.title
        if frame.scenario.averages:
            title += " at θ" if frame.scenario.measured_at == "theta" else " at the answer"
        title += f" · {self._scale_of(frame)}"
        if frame.bands and measure.name in plotting.bands.OF_LOSSES:
            title += " · 32 seeds"
        if frame.stale:
            title += " · catching up"
        steps = "steps · log" if view.log_x else "steps"
        if plotting.charts.beside(frame) is None:
            return title, steps
        through, dotted = ("::", "..") if self.plot_theme().ascii else ("⠒⠒", "⠂⠂")
        return title, f"train {through} test {dotted} · {steps}"

    def buttons(self, frame: Frame) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """Measure, scale and steps change at a click."""
        measure = self.titles(frame)[0].partition(SEPARATOR)[0]
        return {measure: "screen.metric", self._scale_of(frame): "screen.log"}, STEPS_BUTTONS

    def _scale_of(self, frame: Frame) -> str:
        """The scale of the values, as it is possible."""
        if not frame.view.log_y:
            return "linear"
        if plotting.charts.log_is_possible(frame, shown_measure(frame.problem, frame.view.metric)):
            return "log"
        return "symlog" if self.symlog else "linear (below 0)"
