"""The loss over the steps, or another measure of how far the racers have come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.plotting import metrics
from tui.plotting.curves import Chart, Curve
from tui.plotting.landscape import by_rank
from tui.plotting.limits import step_axis
from tui.plotting.look import Look
from tui.widgets.steps_panel import StepsPanel

if TYPE_CHECKING:
    from tui.frame import Frame, RacerFrame


class LossPanel(StepsPanel):
    """One curve a racer: the metric of the view, its name where it ends."""

    def chart(self, frame: Frame, look: Look) -> Chart:
        """The metric of each racer that is not hidden."""
        view, metric = frame.view, frame.view.metric
        log_y = view.log_y and metrics.log_is_possible(frame, metric)
        note = metrics.unknown(frame.problem, metric)
        curves = () if note else tuple(_curve(frame, racer, look) for racer in by_rank(frame))
        firsts = [float(value) for curve in curves for value in curve.values(0, min(curve.count, 2)) if value == value]
        return Chart(
            key=(frame.epoch, metric, frame.problem.spec),
            curves=curves,
            across=step_axis(frame.clock.step, frame.scenario.steps, view.log_x),
            log_y=log_y,
            bounds=metrics.bounds(firsts, log_y),
            cursor=view.cursor,
            note=note or "no racer to show",
        )

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The metric with its scale, and the scale of the steps."""
        view = frame.view
        title = metrics.TITLES[view.metric]
        if view.log_y:
            title += " · log" if metrics.log_is_possible(frame, view.metric) else " · linear, as it goes below 0"
        if frame.stale:
            title += " · catching up"
        return title, "steps · log" if view.log_x else "steps"


def _curve(frame: Frame, racer: RacerFrame, look: Look) -> Curve:
    style = look.racer(racer.slot)
    return Curve(
        name=racer.index,
        label=racer.name,
        marker=style.marker,
        color=style.color,
        count=len(racer.loss),
        values=metrics.values(frame, racer, frame.view.metric),
    )
