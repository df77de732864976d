"""Entry: a one-line text input, compact and without a blinking cursor."""

from __future__ import annotations

from typing import ClassVar, Self

from textual.binding import Binding, BindingType
from textual.widgets import Input

from tui.demo_safe import demo_safe
from tui.widgets.typing_history import TypingHistory, end_of_change

FIELD_CSS = "background: $foreground 8%;"
FOCUSED_FIELD_CSS = f"{FIELD_CSS} background-tint: $primary 30%;"
WRONG_FIELD_CSS = f"{FIELD_CSS} background-tint: $error 30%;"
"""The colours of all fields: entries, and the rows that a form paints."""


class Entry(Input):
    """An input of one line without a border or a blinking cursor, with undo."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+z", "undo", "Undo typing", show=False, id="entry.undo"),
        Binding("ctrl+y", "redo", "Redo typing", show=False, id="entry.redo"),
    ]
    DEFAULT_CSS = f"""
    Entry {{
        &.-textual-compact {{ {FIELD_CSS} padding: 0 1 0 0; }}
        &.-textual-compact:focus {{ {FOCUSED_FIELD_CSS} }}
        &.-wrong, &.-wrong:focus {{ {WRONG_FIELD_CSS} }}
    }}
    """

    def __init__(self, value: str = "", placeholder: str = "", *, id: str | None = None) -> None:
        self._history = TypingHistory()
        self._stepping = False  # through the history
        super().__init__(value, placeholder, id=id, compact=True)
        self.cursor_blink = False
        self.forget_typing()

    def watch_value(self, before: str, after: str) -> None:
        """Note what was typed."""
        if not self._stepping:
            self._history.note(before, after)

    def forget_typing(self) -> None:
        """Begin a new history with the present text."""
        self._history = TypingHistory()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave `up` and `down` to what the entry is in, also in the key line: one line does not scroll."""
        return action not in ("scroll_up", "scroll_down")

    @demo_safe
    def action_undo(self) -> None:
        """Take the last run of typing back."""
        self._step(self._history.undo(self.value))

    @demo_safe
    def action_redo(self) -> None:
        """Bring back what was undone."""
        self._step(self._history.redo(self.value))

    def _step(self, text: str | None) -> None:
        if text is not None:
            before = self.value
            self._stepping = True
            self.value = text
            self._stepping = False
            self.cursor_position = end_of_change(before, text)

    def add_class(self, *class_names: str, update: bool = True) -> Self:
        """Add classes, without a restyle until the widget is mounted, which styles it anyway.

        Textual's Input is styled three times by then, its four component classes included.
        """
        return super().add_class(*class_names, update=update and self.is_attached)
