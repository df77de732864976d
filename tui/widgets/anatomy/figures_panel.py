"""Figures that explain a racer: curvature here and at the minimum, stability limit, convergence rate, status."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from core.number_text import rounded
from core.standings import status_text
from tui.widgets.panel import FramePanel
from tui.widgets.racer_style import display_text
from tui.widgets.text_rows import Piece, Row

if TYPE_CHECKING:
    from core.inspection.curvature import Curvature
    from core.inspection.inspection import Inspection
    from tui.state.frame import RacerFrame

_INDENT = 2


class FiguresPanel(FramePanel, can_focus=False):
    """A few lines of numbers for the selected racer at the clock's step."""

    BORDER_TITLE = "Curvature and stability"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"figures--text", "figures--bad", "figures--good"}
    DEFAULT_CSS = """
    FiguresPanel {
        height: auto;
        padding: 0 1;
        & > .figures--text { color: $foreground; }
        & > .figures--bad { color: $text-error; }
        & > .figures--good { color: $text-success; }
    }
    """

    def rows(self, width: int) -> Sequence[Row]:
        """Return the lines of figures."""
        racer = self.racer
        if racer is None:
            return []
        lines = [(display_text(self, text), style) for text, style in self._lines(racer, width)]
        return [[(part, style)] for text, style in lines for part in _wrapped(text, width)]

    def _lines(self, racer: RacerFrame, width: int) -> Iterator[Piece]:
        text = self.style_of("figures--text")
        found = racer.inspection
        if found is not None:
            if found.problem.has_hessian:
                yield f"here     {_curvature(found.curvature)}", text
            else:
                yield f"here     curvature is not computed with {found.problem.dims} parameters", text
            if found.problem.minima and found.problem.has_hessian:
                yield f"minimum  {_curvature(found.minimum_curvature)}", text
            yield self._limit(found, width)
            if found.rates is not None:
                predicted, measured = found.rates
                addition = f", measured {rounded(measured, 4)}" if measured is not None else ""
                yield f"rate     theory {rounded(predicted, 4)} a step{addition}", text
        yield status_text(racer.status), text

    def _limit(self, found: Inspection, width: int) -> Piece:
        lr, limit = found.next_lr, found.limit
        start = f"lr next  {rounded(lr, 4)}"
        if limit is None:
            known = "no limit known for this rule" if found.problem.has_hessian else "no limit known without curvature"
            return f"{start}, {known}", self.style_of("figures--text")
        above = lr > limit.value
        verdict = "above" if above else "below"
        style = self.style_of("figures--bad" if above else "figures--good")
        value = rounded(limit.value, 4)
        spelled = (f"{limit.text} = {value} here", f"{limit.text} = {value}", f"its limit {value} here")
        sentences = [f"{start}, {verdict} {text}" for text in spelled]
        return next((text for text in sentences if len(text) <= width), sentences[-1]), style


def _wrapped(text: str, width: int) -> list[str]:
    """Lines of a figure, those after the first one indented; a number is never cut."""
    if width <= _INDENT:
        return [text]
    kept = re.sub(r"(?<=\S) (?=[−-]?\d)", "\u00a0", text)  # a number stays with the word before it
    lines = textwrap.wrap(kept, width, subsequent_indent=" " * _INDENT, break_long_words=False)
    return [line.replace("\u00a0", " ") for line in lines]


def _curvature(found: Curvature | None) -> str:
    if found is None:
        return "curvature is not finite"
    kappa = f"  κ {rounded(found.kappa, 4)}" if found.kappa is not None else ""
    return f"λmax {rounded(found.high, 4)}  λmin {rounded(found.low, 4)}{kappa}"
