"""The dialog that shows what a racer is up to, and why, in full."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from core.safe_text import safe_text
from tui.demo_safe import demo_safe
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.key_line import KeyLine


@demo_safe
class StatusDialog(Dialog[None]):
    """Shows a sentence that the standings have no room for."""

    HELP = """
    ### Status

    What the selected racer is up to, and why. The anatomy shows it with the numbers behind it.
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter", "dismiss", "Close", key_display="esc", id="status.close")
    ]
    DEFAULT_CSS = "StatusDialog > Vertical { max-height: 80%; overflow-y: auto; }"

    def __init__(self, racer: str, sentence: str) -> None:
        super().__init__()
        self._racer, self._sentence = safe_text(racer), safe_text(sentence)

    def compose(self) -> ComposeResult:
        """Lay out the sentence, wrapped."""
        with Vertical() as box:
            box.border_title = Content(self._racer)
            box.border_subtitle = "esc closes"
            yield Static(Content(self._sentence), markup=False)
        yield KeyLine()
