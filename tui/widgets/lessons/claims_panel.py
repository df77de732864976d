"""The claims of a lesson: how many hold or, unfolded, each with its expected and its measured value."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from core.lessons import Claim, Examination, Outcome
from core.lessons.lesson import measured_text
from tui.demo_safe import demo_safe
from tui.widgets.panel import Panel
from tui.widgets.racer_style import display_text
from tui.widgets.text_rows import Row

INDENT = 2
SIGNS = {"open": "·", "good": "✓", "bad": "✗"}


def state_of(outcome: Outcome | None) -> str:
    """Whether a claim is still being measured, holds or does not: one of `SIGNS`."""
    return "open" if outcome is None else "good" if outcome.passed else "bad"


class ClaimsPanel(Panel, can_focus=True):
    """One line that counts the claims that hold; unfolded, one paragraph for each claim with its values."""

    BORDER_TITLE = "Claims"
    HELP = """\
What the lesson says, measured here and now: `✓` holds, `✗` does not, `·` is still being computed.
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
        self._show()

    def _show(self) -> None:
        examination = self._examination
        measuring = "" if examination is None or examination.done else f"measuring, {examination.progress:.0%}"
        self.set_titles("Claims" if self.folded else f"Claims · {self._count}", measuring)
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
        pairs = list(zip(self._examination.lesson.claims, self._examination.outcomes, strict=True))
        if self.folded:
            return [self._summary([outcome for _, outcome in pairs])]
        return [row for claim, outcome in pairs for row in self._paragraph(claim, outcome, width)]

    def _summary(self, outcomes: Sequence[Outcome | None]) -> Row:
        names = [state_of(outcome) for outcome in outcomes]
        name = next((name for name in ("bad", "open") if name in names), "good")
        return [
            (f"{SIGNS[name]} ", self.style_of(f"claims--{name}")),
            (self._count, self.style_of("claims--text")),
            ("   c unfolds", self.style_of("claims--label")),
        ]

    def _paragraph(self, claim: Claim, outcome: Outcome | None, width: int) -> Iterator[Row]:
        name = state_of(outcome)
        room = max(width - INDENT - 1, 10)
        for number, line in enumerate(textwrap.wrap(display_text(self, claim.says), room)):
            yield [
                (SIGNS[name] if number == 0 else " ", self.style_of(f"claims--{name}")),
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
