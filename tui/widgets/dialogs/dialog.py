"""The base of the dialogs: a box in the middle of the dimmed screen."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from core.safe_text import safe_text
from tui.demo_safe import demo_safe
from tui.widgets.entry import Entry
from tui.widgets.key_groups import HELP_KEYS
from tui.widgets.racer_style import display_text

Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None]):
    """Asks for one thing; escape answers None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss", "Cancel", id="dialog.cancel"),
        *HELP_KEYS,
    ]
    BINDING_GROUP_TITLE = "Dialog"
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        & > Vertical {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 90%;
            border: round $border;
            border-title-color: $foreground;
            border-title-style: bold;
            padding: 0 1;
            background: $surface;
        }
        & .message { height: auto; min-height: 1; color: $text-muted; }
        & .message.-wrong { color: $text-error; }
    }
    """

    @demo_safe
    async def action_submit(self) -> None:
        """Submit the entry, as enter does in it: a dialog that binds a key to this shows it in its key line."""
        for entry in self.query(Entry):  # none while the dialog closes
            await entry.action_submit()

    def say(self, sentence: str, *, wrong: bool = False) -> None:
        """Show a hint, or an error."""
        message = self.query_one(".message", Static)
        message.update(display_text(self, safe_text(sentence, keep="\n")))
        message.set_class(wrong, "-wrong")
