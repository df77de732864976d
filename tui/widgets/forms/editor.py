"""The text input of a form, moved to the row that has the focus."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from tui.widgets.entry import Entry


class Editor(Entry):
    """A text input that knows whether the user has changed its text."""

    ALLOW_MAXIMIZE = False
    DEFAULT_CSS = """
    Editor { width: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.select_on_focus = False  # the form selects, or places the caret
        self._known_text = ""  # that was last written or accepted

    @property
    def typed(self) -> bool:
        """Whether the user has changed the text since it was last written or accepted."""
        return self.value != self._known_text

    def accept(self) -> str:
        """Return the text, which then counts as known."""
        self._known_text = self.value
        return self.value

    def write(self, text: str) -> None:
        """Set the text without posting `Changed`; caret and selection stay."""
        self._known_text = text
        if text == self.value:
            return
        whole = bool(self.value) and sorted(self.selection) == [0, len(self.value)]
        with self.prevent(Input.Changed):
            self.value = text
        self.forget_typing()
        if whole:  # the next key still replaces all of it
            self.select_all()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave `up` and `down` to the form, also in the key line: one line does not scroll."""
        return action not in ("scroll_up", "scroll_down")

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Keep the event from the form, which would move the editor."""
        event.stop()
