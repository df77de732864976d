"""The claims of a lesson: expected and measured values, each with a sign and a colour."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from core.lessons import Claim, Examination, Outcome
from core.lessons.lesson import measured_text
from tui.widgets.panel import Panel
from tui.widgets.racer_style import display_text
from tui.widgets.text_rows import Row

INDENT = 2


class ClaimsPanel(Panel, can_focus=True):
    """One paragraph for each claim: its sentence, and under it the expected and the measured value."""

    BORDER_TITLE = "Claims"
    HELP = """\
What the lesson says, measured here and now: `✓` holds, `✗` does not, `·` is still being computed.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Scroll up", show=False, id="claims.up"),
        Binding("down,j", "scroll_down", "Scroll down", show=False, id="claims.down"),
        Binding("pageup", "page_up", "Page up", show=False, id="claims.page_up"),
        Binding("pagedown", "page_down", "Page down", show=False, id="claims.page_down"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "claims--text",
        "claims--label",
        "claims--good",
        "claims--bad",
        "claims--open",
    }
    DEFAULT_CSS = """
    ClaimsPanel {
        overflow-y: auto;
        .claims--text { color: $foreground; }
        .claims--label { color: $text-muted; }
        .claims--good { color: $text-success; text-style: bold; }
        .claims--bad { color: $text-error; text-style: bold; }
        .claims--open { color: $text-muted; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._examination: Examination | None = None

    def show(self, examination: Examination) -> None:
        """Show the claims and what has been measured so far; call it again after each slice of measuring."""
        if examination is not self._examination:
            self._examination = examination
            self.scroll_home(animate=False)
        passed = sum(outcome is not None and outcome.passed for outcome in examination.outcomes)
        subtitle = "" if examination.done else f"measuring, {examination.progress:.0%}"
        self.set_titles(f"Claims · {passed} of {len(examination.outcomes)} hold", subtitle)
        self.redraw()

    def rows(self, width: int) -> Sequence[Row]:
        """All claims, one below the other."""
        if self._examination is None:
            return []
        pairs = zip(self._examination.lesson.claims, self._examination.outcomes, strict=True)
        return [row for claim, outcome in pairs for row in self._paragraph(claim, outcome, width)]

    def _paragraph(self, claim: Claim, outcome: Outcome | None, width: int) -> Iterator[Row]:
        name = "open" if outcome is None else "good" if outcome.passed else "bad"
        sign = {"open": "·", "good": "✓", "bad": "✗"}[name]
        room = max(width - INDENT - 1, 10)
        for number, line in enumerate(textwrap.wrap(display_text(self, claim.says), room)):
            yield [
                (sign if number == 0 else " ", self.style_of(f"claims--{name}")),
                (f" {line}", self.style_of("claims--text")),
            ]
        label, value = self.style_of("claims--label"), self.style_of(f"claims--{name}")
        blank = " " * INDENT
        expected = ("expected ", display_text(self, str(claim.expected)))
        measured = ("measured ", display_text(self, "…" if outcome is None else measured_text(outcome.measured)))
        gap = "   "
        if sum(map(len, (*expected, gap, *measured))) <= room:
            yield [(blank + expected[0], label), (expected[1], value), (gap + measured[0], label), (measured[1], value)]
        else:
            yield [(blank + expected[0], label), (expected[1], value)]
            yield [(blank + measured[0], label), (measured[1], value)]
        if outcome is not None and not outcome.passed and outcome.note:
            for line in textwrap.wrap(display_text(self, outcome.note), room):
                yield [(blank + line, label)]
