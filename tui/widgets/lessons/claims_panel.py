"""The claims of a lesson: how many hold or, unfolded, each with its expected and its measured value."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from core.lessons import Examination, Outcome
from core.lessons.answers import read_answer, verdict
from core.lessons.lesson import measured_text
from tui.demo_safe import demo_safe
from tui.widgets.panel import Panel
from tui.widgets.racer_style import display_text
from tui.widgets.text_rows import Row
from tui.widgets.title_buttons import click_style

INDENT = 2
BLANK = " " * INDENT
SIGNS = {"open": "·", "good": "✓", "bad": "✗", "ask": "?"}


def room(width: int) -> int:
    """The columns of a sentence in a panel of `width` columns."""
    return max(width - INDENT - 1, 10)


def state_of(outcome: Outcome | None) -> str:
    """Whether a claim is still being measured, holds or does not: one of `SIGNS`."""
    return "open" if outcome is None else "good" if outcome.passed else "bad"


class ClaimsPanel(Panel, can_focus=True):
    """One line that counts the claims that hold; unfolded, one paragraph for each claim with its values."""

    BORDER_TITLE = "Claims"
    HELP = """\
What the lesson says, measured here and now: `✓` holds, `✗` does not, `·` is still being computed, `?` asks
first: `a` answers.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "fold", "Unfold", tooltip="Unfold or fold the claims", id="claims.fold"),
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
        "claims--ask",
    }
    DEFAULT_CSS = """
    ClaimsPanel {
        height: 3;
        overflow-y: auto;
        &.-unfolded { height: auto; min-height: 5; max-height: 60%; }
        .claims--text { color: $foreground; }
        .claims--label { color: $text-muted; }
        .claims--good { color: $text-success; text-style: bold; }
        .claims--bad { color: $text-error; text-style: bold; }
        .claims--open { color: $text-muted; }
        .claims--ask { color: $text-accent; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._examination: Examination | None = None
        self._answers: Mapping[int, str] = {}

    def show(self, examination: Examination, answers: Mapping[int, str] = MappingProxyType({})) -> None:
        """Show the claims and what has been measured so far; call it again after each slice of measuring.

        A claim that asks is hidden until its number is among the `answers`; an empty one reveals it without a guess.
        """
        self._answers = answers
        if examination is not self._examination:
            self._examination = examination
            self.scroll_home(animate=False)
        self._show()

    def _show(self) -> None:
        examination = self._examination
        measuring = "" if examination is None or examination.done else f"measuring, {examination.progress:.0%}"
        folds = "c unfolds" if self.folded else Content.styled("c folds", click_style("fold"))
        self.set_titles("Claims" if self.folded else f"Claims · {self._count}", measuring or folds)
        self.redraw()

    @property
    def folded(self) -> bool:
        """Whether one line stands for all claims."""
        return not self.has_class("-unfolded")

    @demo_safe
    def action_fold(self) -> None:
        """Unfold the claims, or fold them."""
        self.toggle_class("-unfolded")
        self._show()

    def reveal(self, number: int) -> None:
        """Unfold the claims, and scroll to the claim of that number."""
        if self.folded:
            self.action_fold()
        width = self.scrollable_content_region.width
        above = sum(len(list(self._paragraph(each, width))) for each in range(number))
        self.call_after_refresh(self.scroll_to, y=above, animate=False)

    def on_click(self) -> None:
        """Unfold the claims."""
        if self.folded:
            self.action_fold()

    @property
    def _count(self) -> str:
        outcomes = self._examination.outcomes if self._examination is not None else []
        passed = sum(outcome is not None and outcome.passed for outcome in outcomes)
        return f"{passed} of {len(outcomes)} hold"

    def rows(self, width: int) -> Sequence[Row]:
        """All claims, one below the other; folded, their number."""
        if self._examination is None:
            return []
        if self.folded:
            return [self._summary(width)]
        return [row for number in range(len(self._examination.lesson.claims)) for row in self._paragraph(number, width)]

    def _summary(self, width: int) -> Row:
        """The number of claims that hold, and of those that ask first, in the words that have room."""
        assert self._examination is not None
        names = [state_of(outcome) for outcome in self._examination.outcomes]
        name = next((name for name in ("bad", "open") if name in names), "good")
        asked = sum(self._hidden(number) for number in range(len(names)))
        left = width - len(SIGNS[name]) - 1 - len(self._count)
        questions = [f"   ? {asked} to predict: a", f" ? {asked} to predict: a", f" ? {asked}: a"] if asked else [""]
        return [
            (f"{SIGNS[name]} ", self.style_of(f"claims--{name}")),
            (self._count, self.style_of("claims--text")),
            (next((text for text in questions if len(text) <= left), ""), self.style_of("claims--ask")),
        ]

    def _hidden(self, number: int) -> bool:
        """Whether a claim waits for an answer."""
        assert self._examination is not None
        return bool(self._examination.lesson.claims[number].ask) and number not in self._answers

    def _paragraph(self, number: int, width: int) -> Iterator[Row]:
        """The rows of a claim, or of the question that hides it."""
        assert self._examination is not None
        claim, outcome = self._examination.lesson.claims[number], self._examination.outcomes[number]
        label = self.style_of("claims--label")
        if self._hidden(number):
            yield from self._sentence(claim.ask, "ask", width)
            yield [(f"{BLANK}a: predict, then see", label)]
            return
        name = state_of(outcome)
        yield from self._sentence(claim.says, name, width)
        value = self.style_of(f"claims--{name}")
        expected = ("expected ", display_text(self, str(claim.expected)))
        measured = ("measured ", display_text(self, "…" if outcome is None else measured_text(outcome.measured)))
        gap = "   "
        if sum(map(len, (*expected, gap, *measured))) <= room(width):
            yield [(BLANK + expected[0], label), (expected[1], value), (gap + measured[0], label), (measured[1], value)]
        else:
            yield [(BLANK + expected[0], label), (expected[1], value)]
            yield [(BLANK + measured[0], label), (measured[1], value)]
        if answer := self._answers.get(number):
            told = "" if outcome is None else f"   {verdict(read_answer(answer, claim), claim, outcome.measured)}"
            yield [
                (f"{BLANK}you said ", label),
                (display_text(self, answer), self.style_of("claims--text")),
                (told, self.style_of("claims--ask")),
            ]
        if outcome is not None and not outcome.passed and outcome.note:
            for line in textwrap.wrap(display_text(self, outcome.note), room(width)):
                yield [(BLANK + line, label)]

    def _sentence(self, text: str, name: str, width: int) -> Iterator[Row]:
        """A sentence behind a sign."""
        for number, line in enumerate(textwrap.wrap(display_text(self, text), room(width))):
            sign = SIGNS[name] if number == 0 else " "
            yield [(sign, self.style_of(f"claims--{name}")), (f" {line}", self.style_of("claims--text"))]
