"""The dialog that renames a racer."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Static

from core.hyper import HyperError
from core.settings import LABEL
from core.specs import RacerSpec
from tui.demo_safe import demo_safe
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.entry import Entry
from tui.widgets.key_line import KeyLine
from tui.widgets.racer_style import display_text

HINT = "⏎ names it; an empty name means: by its settings"


@demo_safe
class RenameRacer(Dialog[str]):
    """Asks for a racer's name; None when the name does not change."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Name it", priority=True, id="rename.submit")]
    HELP = """
    ### Name

    The name stands in the lists and the plots. Without one, a racer is called by its optimizer and the settings in
    which it differs from the others.
    """
    DEFAULT_CSS = "RenameRacer > Vertical { width: 50; }"

    def __init__(self, spec: RacerSpec) -> None:
        super().__init__()
        self.spec = spec

    def compose(self) -> ComposeResult:
        """Lay out the entry and its message."""
        with Vertical() as box:
            box.border_title = "Name"
            yield Entry(self.spec.label, placeholder=str(self.spec))
            yield Static(display_text(self, HINT), classes="message", markup=False)
        yield KeyLine()

    @on(Input.Changed)
    def _check(self, event: Input.Changed) -> None:
        wrong = _error(event.value)
        self.say(wrong or HINT, wrong=bool(wrong))

    @on(Input.Submitted)
    def _take(self, event: Input.Submitted) -> None:
        if not _error(event.value):
            self.dismiss(str(LABEL.parse(event.value)))


def _error(text: str) -> str:
    try:
        LABEL.parse(text)
    except HyperError as error:
        return str(error)
    return ""
