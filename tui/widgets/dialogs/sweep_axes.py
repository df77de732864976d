"""The dialog that changes the axes of a sweep."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from tui.demo_safe import demo_safe
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.entry import Entry
from tui.widgets.key_line import KeyLine
from tui.widgets.racer_style import display_text

HINT = "⏎ computes it · name=low..high/count or name=[a,b,c] · any setting of the racers, x, y, noise, seed"


@demo_safe
class SweepAxes(Dialog[str]):
    """Asks for the axes as one line of text, and checks it while it is typed; None when it does not change."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Compute", priority=True, id="axes.submit")]
    HELP = """
    ### Axes

    The values that are swept: `lr=1e-4..1/200` for 200 values of a range, `beta1=[0.8,0.9]` for a list, with a blank
    between two axes. Without a count, a map has a value for each cell of the screen. `x` and `y` are the start, `noise`
    and `seed` the race's settings, `problem.kappa` a setting of the problem, `schedule.gamma` one of the schedules.
    """

    def __init__(self, text: str, check: Callable[[str], object]) -> None:
        """Suggest `text`; `check` raises ValueError for axes that are not allowed."""
        super().__init__()
        self._text = text
        self._check_axes = check

    def compose(self) -> ComposeResult:
        """Lay out the entry and its message."""
        with Vertical() as box:
            box.border_title = "Axes"
            yield Entry(self._text, placeholder="lr=1e-4..1/161")
            yield Static(display_text(self, HINT), classes="message", markup=False)
        yield KeyLine()

    @on(Input.Changed)
    def _check(self, event: Input.Changed) -> None:
        wrong = self._error(event.value)
        self.say(wrong or HINT, wrong=bool(wrong))

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        wrong = self._error(event.value)
        if wrong:
            self.say(wrong, wrong=True)
        else:
            self.dismiss(event.value.strip())

    def _error(self, text: str) -> str:
        try:
            self._check_axes(text)
        except ValueError as error:
            return str(error)
        return ""
