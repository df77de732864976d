"""The dialog that asks before the app ends."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tui.demo_safe import demo_safe
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.key_line import KeyLine


@demo_safe
class Quit(Dialog[bool]):
    """Asks whether to quit; True if so."""

    HELP = """
    ### Quit

    `ctrl+q` quits at once, from everywhere. However the app ends, your race is kept: `fallline --last` and the dialog
    that opens files bring it back. In the demo nothing is kept.
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,q,y", "quit", "Quit", key_display="⏎", id="quit.quit"),
        Binding("n", "dismiss", "Stay", show=False, id="quit.stay"),
    ]
    DEFAULT_CSS = "Quit > Vertical { width: 50; }"

    def __init__(self, sentence: str) -> None:
        """Ask; the sentence says what is kept."""
        super().__init__()
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical() as box:
            box.border_title = "Quit Fall Line?"
            yield Static(self._sentence, markup=False)
        yield KeyLine()

    @demo_safe
    def action_quit(self) -> None:
        """Answer yes."""
        self.dismiss(True)
