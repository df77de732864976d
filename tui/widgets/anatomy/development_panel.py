"""The development panel: a sparkline and the present number of each named value, over the last updates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from core.formula import symbol
from core.frozen import frozen
from core.number_text import rounded
from tui.plotting.chart.sparkline import BARS, sparkline, sparkline_with_zero
from tui.plotting.viewport import DOTS_X
from tui.widgets.anatomy.equations_panel import CATCHING_UP, LISTED
from tui.widgets.panel import FramePanel
from tui.widgets.racer_style import ascii_only, display_text
from tui.widgets.text_rows import Row, fit

if TYPE_CHECKING:
    from core.arrays import Array

PLAIN_BARS = "_.-~=+*#"
NAME_WIDTH, VALUE_WIDTH = 14, 9
MIN_CURVE_WIDTH, MIN_NAME_WIDTH = 8, 11  # a narrow panel shortens the names first, then the curves
MIN_WIDTH = MIN_NAME_WIDTH + MIN_CURVE_WIDTH + 1 + VALUE_WIDTH
GAP = "  "
"""What stands between two curves side by side."""
_TITLES = {"effective_lr": "η eff.", "cosine": "cos(−∇f, Δθ)"}
_PLAIN_TITLES = {**_TITLES, "cosine": "cos(-g, step)"}  # short enough for the column
_SKIPPED = frozenset({"theta", "f", "at"})


@frozen
class Curve:
    """A value of one coordinate over the last updates."""

    title: str
    values: Array
    alone: bool
    """Whether the value has no coordinates."""


@frozen
class Form:
    """How the curves are laid out: `tall` ones have two rows, with a zero line, the largest and the smallest value."""

    tall: bool
    beside: int
    """Curves side by side."""

    def fits(self, curves: int, width: int, height: int) -> bool:
        """Whether all curves are in sight."""
        return self.rows(curves) <= height and self.width(width) >= MIN_WIDTH

    def rows(self, curves: int) -> int:
        """The rows of so many curves."""
        return -(-curves // self.beside) * (2 if self.tall else 1)

    def width(self, width: int) -> int:
        """The columns of one curve with its name and its numbers."""
        return (width - len(GAP) * (self.beside - 1)) // self.beside


FORMS = (Form(tall=True, beside=2), Form(tall=True, beside=1), Form(tall=False, beside=1), Form(tall=False, beside=2))
"""From the best to the smallest."""
SMALLEST = Form(tall=False, beside=1)


def best_form(curves: int, width: int, height: int, *, tall: bool) -> Form:
    """The best form that shows all curves; `tall` ones where they are allowed."""
    forms = (form for form in FORMS if tall or not form.tall)
    return next((form for form in forms if form.fits(curves, width, height)), SMALLEST)


class DevelopmentPanel(FramePanel, can_focus=True):
    """A table of sparklines for the selected racer: m, v, m̂, v̂, the effective rate, the angle of the step."""

    BORDER_TITLE = "History"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"development--name", "development--curve", "development--value"}
    DEFAULT_CSS = """
    DevelopmentPanel {
        overflow-y: auto;
        scrollbar-gutter: stable;
        padding: 0 0 0 1;
        & > .development--name { color: $foreground; }
        & > .development--curve { color: $primary; }
        & > .development--value { color: $text-muted; }
    }
    """

    def rows(self, width: int) -> Sequence[Row]:
        """Return the curves of all values and coordinates, in the best form that shows them all."""
        frame, racer = self.frame, self.racer
        if frame is None or racer is None:
            return []
        if racer.inspection is None or not racer.inspection.development:
            return [[(CATCHING_UP if racer.steps else "Before the first update.", self.style_of("development--value"))]]
        curves = list(self._curves(racer.inspection.development, frame.problem.names))
        height = self.scrollable_content_region.height
        form = best_form(len(curves), width, height, tall=not ascii_only(self))
        if form.beside > 1:
            curves.sort(key=lambda curve: curve.alone)  # the coordinates of a value stay side by side
        each = form.width(width)
        name = min(NAME_WIDTH, max(each - VALUE_WIDTH - 1 - MIN_CURVE_WIDTH, MIN_NAME_WIDTH))
        room = max(each - name - VALUE_WIDTH - 1, 1)
        seen = room * DOTS_X if form.tall else room
        self.set_titles(self.BORDER_TITLE, f"last {min(seen, len(curves[0].values))} updates")
        blocks = [(self._tall if form.tall else self._low)(curve, name, room) for curve in curves]
        return list(self._side_by_side(blocks, form.beside))

    def height_within(self, width: int, most: int) -> int:
        """The rows that the panel wants of `most`, with its border, in a content of `width` columns."""
        racer = self.racer
        if self.frame is None or racer is None or racer.inspection is None or not racer.inspection.development:
            return most
        curves = len(list(self._curves(racer.inspection.development, self.frame.problem.names)))
        return min(best_form(curves, width, most - 2, tall=not ascii_only(self)).rows(curves) + 2, most)

    def _curves(self, values: Mapping[str, Array], names: Sequence[str]) -> Iterator[Curve]:
        rule = None if self.racer is None else self.racer.spec.entry.rule
        scalars = set() if rule is None else {statement.name for statement in rule.body} - rule.vectors
        without_norm = {*_TITLES, *scalars, "lr"}  # a rate has no norm, nor has a layer's number
        titles = _PLAIN_TITLES if ascii_only(self) else _TITLES
        for name, history in values.items():
            if name in _SKIPPED:
                continue
            columns = history if history.ndim > 1 else history[:, None]
            title, count = titles.get(name, symbol(name)), columns.shape[1]
            listed: Sequence[int] = range(count)
            if count > LISTED and self.frame is not None:
                listed = (self.frame.parameter,)
                if name not in without_norm:
                    with np.errstate(all="ignore"):
                        norms = np.sqrt((columns * columns).sum(axis=1))
                    yield Curve(display_text(self, f"‖{title}‖"), norms, alone=False)
            for i in listed:
                coordinate = f" {names[i]}" if count > 1 and i < len(names) else ""
                yield Curve(display_text(self, f"{title}{coordinate}"), columns[:, i], not coordinate)

    def _tall(self, curve: Curve, width: int, room: int) -> list[Row]:
        """Two rows: the name and the largest value, the present and the smallest value."""
        seen = curve.values[-room * DOTS_X :]
        finite = seen[np.isfinite(seen)]
        ends = [self._text(float(end)) for end in (finite.max(), finite.min())] if len(finite) else ["", ""]
        heads = (f"{fit(curve.title, width - 1)} ", f"  {fit(self._text(float(curve.values[-1])), width - 3)} ")
        lines = sparkline_with_zero(curve.values, room, 2)
        styles = ("development--name", "development--value")
        return [
            [
                (head, self.style_of(style)),
                (f"{line} ", self.style_of("development--curve")),
                (fit(end, VALUE_WIDTH), self.style_of("development--value")),
            ]
            for head, style, line, end in zip(heads, styles, lines, ends, strict=True)
        ]

    def _low(self, curve: Curve, width: int, room: int) -> list[Row]:
        """One row: the name, the curve and the present value."""
        bars = PLAIN_BARS if ascii_only(self) else BARS
        return [
            [
                (f"{fit(curve.title, width - 1)} ", self.style_of("development--name")),
                (f"{sparkline(curve.values, room, bars)} ", self.style_of("development--curve")),
                (fit(self._text(float(curve.values[-1])), VALUE_WIDTH), self.style_of("development--value")),
            ]
        ]

    def _text(self, value: float) -> str:
        return display_text(self, rounded(value, 4))

    def _side_by_side(self, blocks: Sequence[Sequence[Row]], beside: int) -> Iterator[Row]:
        gap = (GAP, self.style_of("development--value"))
        for start in range(0, len(blocks), beside):
            for parts in zip_longest(*blocks[start : start + beside], fillvalue=()):
                yield [piece for number, part in enumerate(parts) for piece in ((gap,) if number else ()) + tuple(part)]
