"""The page of a catalog entry: purpose, equations, settings and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from textwrap import wrap
from typing import TypeAlias

import numpy as np
from rich.cells import cell_len
from textual.content import Content

from core.frozen import frozen
from core.hyper import Hyper
from core.learning_rates import rates
from core.number_text import point_text, rounded
from core.optimizers import Optimizer
from core.problems import ProblemEntry, bind
from core.problems.equations import Derivatives, derivatives
from core.schedules import Schedule
from core.specs import ProblemSpec, ScheduleSpec
from tui.ascii import ascii_words
from tui.plotting.chart.sparkline import small_curve
from tui.state.catalog_items import Item

MUTED = "$text-muted"
MAX_CURVE_ROWS, MAX_CURVE_COLUMNS = 16, 96
MAX_MINIMA = 4

Line: TypeAlias = Content


@frozen
class PageStyle:
    """The width of a page in cells, and whether it must be ASCII."""

    width: int
    ascii: bool = False
    curve: int = 5
    """The rows of a schedule's curve."""

    def display_text(self, text: str) -> str:
        """The text, in ASCII if the page must be."""
        return ascii_words(text) if self.ascii else text


def page(item: Item, width: int, height: int = 0, *, steps: int, derivatives_too: bool, ascii: bool = False) -> Content:
    """The page of an item, `width` cells wide; the curve of a schedule covers `steps` steps, and fills the `height`."""
    page_style = PageStyle(width, ascii)
    head, tail = list(_head(item, page_style)), list(_tail(item, page_style))
    middle = list(_equations(item, page_style, steps, derivatives_too))
    free = height - len(head) - len(middle) - len(tail)
    if item.kind == "schedules" and free > 0:
        taller = replace(page_style, curve=min(page_style.curve + free, MAX_CURVE_ROWS))
        middle = list(_equations(item, taller, steps, derivatives_too))
    lines = [*head, *middle, *tail]
    return Content("\n").join(lines)


def _text(text: str, page_style: PageStyle, style: str = "", indent: str = "") -> Iterator[Line]:
    for line in wrap(
        page_style.display_text(text), max(page_style.width, 20), subsequent_indent=indent, break_on_hyphens=False
    ):
        yield Content.styled(line, style) if style else Content(line)


def _head(item: Item, page_style: PageStyle) -> Iterator[Line]:
    yield from _text(item.title, page_style, "bold $text-accent")
    yield from _text(
        "Typed into the form: any formula in x and y." if item.is_typed else item.entry.purpose, page_style
    )
    yield Content("")


def _equations(item: Item, page_style: PageStyle, steps: int, derivatives_too: bool) -> Iterator[Line]:
    entry = item.entry
    if isinstance(entry, Optimizer):
        for equation in entry.equations():
            yield from _equation(equation, page_style)
    elif isinstance(entry, ProblemEntry):
        yield from _landscape(item, entry, page_style, derivatives_too)
    else:
        yield from _schedule(item, entry, page_style, steps)


def _equation(text: str, page_style: PageStyle) -> Iterator[Line]:
    """The lines of an equation, indented; lines after the first more deeply."""
    for line in wrap(
        page_style.display_text(text), max(page_style.width - 2, 20), subsequent_indent="    ", break_long_words=False
    ):
        yield Content(f"  {line}")


def _landscape(item: Item, entry: ProblemEntry, page_style: PageStyle, derivatives_too: bool) -> Iterator[Line]:
    spec = item.spec
    assert isinstance(spec, ProblemSpec)
    found = derivatives(spec.entry)
    if found is None:
        yield from _text("The loss is a mean over data, not a formula in x and y.", page_style, MUTED)
    else:
        yield from _equation(found.value, page_style)
        yield from _derivatives(found, page_style) if derivatives_too else ()
        if not derivatives_too:
            yield Content.styled("  ^g shows gradient and Hessian", MUTED)
    problem = bind(spec)
    if problem.minima:
        yield Content("")
    for minimum in problem.minima[:MAX_MINIMA]:
        where = point_text(minimum.point)
        yield from _text(f"minimum  f = {rounded(minimum.value)} at {where}", page_style)
    if len(problem.minima) > MAX_MINIMA:
        yield Content.styled(f"and {len(problem.minima) - MAX_MINIMA} more minima", MUTED)
    if problem.about_best:
        yield Content("")
        yield from _text(problem.about_best, page_style, MUTED)


def _derivatives(found: Derivatives, page_style: PageStyle) -> Iterator[Line]:
    for equation in (*found.gradient, *found.hessian):
        yield from _equation(equation, page_style)


def _schedule(item: Item, entry: Schedule, page_style: PageStyle, steps: int) -> Iterator[Line]:
    for equation in entry.equation.split("; "):
        yield from _equation(equation, page_style)
    assert isinstance(item.spec, ScheduleSpec)
    values = rates(item.spec, np.arange(steps), total=steps, lr=1.0)
    columns = min(MAX_CURVE_COLUMNS, page_style.width - 4)
    yield Content("")
    for line in small_curve(values, columns, page_style.curve):
        yield Content.styled(f"  {line}", "$text-accent")
    low, high = rounded(float(values.min())), rounded(float(values.max()))
    yield from _text(f"η from {low} to {high} in {steps} steps, where lr=1", page_style, MUTED)


def _tail(item: Item, page_style: PageStyle) -> Iterator[Line]:
    if item.hypers:
        yield Content("")
        for hyper in item.hypers:
            yield from _hyper(item, hyper, page_style)
    if getattr(item.entry, "per_layer", False):
        yield Content("")
        yield from _text("Its norms are those of each layer, where a problem has layers.", page_style)
    differs = getattr(item.entry, "differs", "")
    if differs:
        yield Content("")
        yield from _text(f"Notes: {differs}", page_style)
    if item.entry.citation and not item.is_typed:
        yield Content("")
        yield from _text(item.entry.citation, page_style, MUTED)


def _hyper(item: Item, hyper: Hyper, page_style: PageStyle) -> Iterator[Line]:
    value = item.spec.get(hyper.name)
    symbol = hyper.symbol if hyper.symbol != hyper.name and cell_len(hyper.symbol) < 4 else ""
    lead = (
        f"{page_style.display_text(symbol):<3} "
        if symbol and page_style.display_text(symbol) != hyper.name
        else ""
        if page_style.ascii
        else "    "
    )
    head = f"{lead}{hyper.name}={hyper.format(value)}"
    lines = [*_text(f"{hyper.allowed} · {hyper.sentence}", replace(page_style, width=page_style.width - 4), MUTED)]
    yield Content.styled(head, "bold")
    for line in lines:
        yield Content.assemble("    ", line)
