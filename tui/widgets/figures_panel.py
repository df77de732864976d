"""The figures behind a diagnosis: curvature here and at the minimum, the stability limit, rates, the finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from textual.reactive import reactive

from core.diagnosis import curvature, measured_rate, nearest_minimum, predicted_rate, stability_limit
from core.number_text import rounded
from tui.widgets.racer_style import display_text
from tui.widgets.text_rows import Lines, Row

if TYPE_CHECKING:
    from tui.state.frame import Frame, RacerFrame


class FiguresPanel(Lines, can_focus=False):
    """A few lines of numbers for the selected racer at the clock's step."""

    BORDER_TITLE = "Figures"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"figures--text", "figures--bad", "figures--good"}
    DEFAULT_CSS = """
    FiguresPanel {
        height: auto;
        border: round $foreground 30%;
        border-title-color: $foreground;
        padding: 0 1;
        & > .figures--text { color: $foreground; }
        & > .figures--bad { color: $text-error; }
        & > .figures--good { color: $text-success; }
    }
    """

    frame: reactive[Frame | None] = reactive(None, repaint=False, init=False)
    """What to show."""

    def watch_frame(self) -> None:
        """Compute the figures of the new step."""
        self.redraw()

    def rows(self, width: int) -> Sequence[Row]:
        """Return the lines of figures."""
        frame = self.frame
        if frame is None or not frame.racers:
            return []
        racer = frame.racers[frame.view.selected]
        return [[(display_text(self, text), look) for text, look in row] for row in self._lines(frame, racer, width)]

    def _lines(self, frame: Frame, racer: RacerFrame, width: int) -> Iterator[Row]:
        text = self.look("figures--text")
        point = tuple(map(float, racer.path[-1]))
        yield [(f"here     {_curvature(frame, point)}", text)]
        minimum = nearest_minimum(frame.problem, point)
        if minimum is not None:
            yield [(f"minimum  {_curvature(frame, minimum.point)}", text)]
        yield self._limit(frame, racer, point, width)
        yield from self._rates(frame, racer)
        yield [(f"{racer.status.kind}  {racer.status.sentence}", text)]

    def _limit(self, frame: Frame, racer: RacerFrame, point: tuple[float, ...], width: int) -> Row:
        inside = racer.look_inside
        terms = inside.terms(racer.steps) if inside is not None and racer.steps > 0 else None
        limit = stability_limit(racer.spec, frame.problem, point, terms)
        lr = float(racer.lr(np.array([racer.steps + 1]))[0])
        now = f"lr now   {rounded(lr, 4)}"
        if limit is None:
            return [(f"{now}, no limit known for this rule", self.look("figures--text"))]
        above = lr > limit.value
        verdict = "above" if above else "below"
        look = self.look("figures--bad" if above else "figures--good")
        value = rounded(limit.value, 4)
        spelled = (f"{limit.text} = {value} here", f"{limit.text} = {value}", f"its limit {value} here")
        sentences = [f"{now}, {verdict} {text}" for text in spelled]
        return [(next((text for text in sentences if len(text) <= width), sentences[-1]), look)]

    def _rates(self, frame: Frame, racer: RacerFrame) -> Iterator[Row]:
        predicted = predicted_rate(racer.spec, frame.problem)
        minimum = nearest_minimum(frame.problem, tuple(map(float, racer.path[-1])))
        if predicted is None or minimum is None:
            return
        recent = racer.path[-60:] - np.array(minimum.point)
        measured = measured_rate(np.sqrt((recent * recent).sum(axis=1)))
        addition = f", measured {rounded(measured, 4)}" if measured is not None else ""
        yield [(f"rate     theory {rounded(predicted, 4)} a step{addition}", self.look("figures--text"))]


def _curvature(frame: Frame, point: tuple[float, ...]) -> str:
    found = curvature(frame.problem, point)
    if found is None:
        return "curvature is not finite"
    kappa = f"  κ {rounded(found.kappa, 4)}" if found.kappa is not None else ""
    return f"λmax {rounded(found.high, 4)}  λmin {rounded(found.low, 4)}{kappa}"
