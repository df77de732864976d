"""The chart of one racer's θ and loss over the same steps, each with an axis of its own.

Three curves for every racer could not be told apart, so the others have only their loss, drawn faintly.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.plotting.chart import readout
from tui.plotting.chart.charts import loss_chart, weights_chart
from tui.plotting.chart.curves import Chart, Curve
from tui.plotting.landscape.picture import drawing_order

if TYPE_CHECKING:
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame, RacerFrame

_LOSS = "loss →"  # where its axis is


def chosen(frame: Frame) -> RacerFrame | None:
    """The racer whose curves are shown: the selected one, or if that is hidden the last visible one."""
    shown = drawing_order(frame)
    return shown[-1] if shown else None


def weights_and_loss_chart(frame: Frame, theme: PlotTheme) -> Chart:
    """θ on the left, the second component dotted, and the loss on the right, dashed and in the colour of text."""
    racer = chosen(frame)
    if racer is not None:
        frame = replace(frame, view=replace(frame.view, metric="loss", selected=racer.index))
    weights, loss = weights_chart(frame, theme), loss_chart(frame, theme)
    spelled = theme.ascii and theme.depth == "mono"
    names = [frame.problem.names[component] for component in frame.curves]
    theta = [
        replace(curve, label=name, owner="", sign=name[0] if spelled else "")
        for curve, name in zip(_selected(weights), names[::-1], strict=False)
    ]
    height = [
        replace(curve, label=_LOSS, color=theme.ink, dashed=True, sign=_LOSS[0] if spelled else "")
        for curve in _selected(loss)
    ]
    own = () if racer is None else (("ghost", racer.slot), ("iterates", racer.slot))
    ghosts = [curve for curve in loss.faint if curve.name in own]
    others = readout.sorted_at(frame.view.cursor or 0, [curve for curve in loss.curves if not curve.selected])
    shadows = [] if theme.depth == "mono" else [_shadow(curve, frame, theme) for curve in others]
    right = replace(loss, curves=tuple(height), faint=(*ghosts, *shadows), cursor=None, note="")
    return replace(weights, curves=tuple(theta), right=right, others=tuple(others))


def _shadow(curve: Curve, frame: Frame, theme: PlotTheme) -> Curve:
    slot = next(racer.slot for racer in frame.racers if (racer.index, racer.slot) == curve.name)
    return replace(curve, color=theme.faint(slot))


def _selected(chart: Chart) -> list[Curve]:
    return [curve for curve in chart.curves if curve.selected]
