"""Entry: a one-line text input, compact and without a blinking cursor."""

from __future__ import annotations

from typing import Self

from textual.widgets import Input

FIELD_CSS = "background: $foreground 8%;"
FOCUSED_FIELD_CSS = f"{FIELD_CSS} background-tint: $primary 30%;"
WRONG_FIELD_CSS = f"{FIELD_CSS} background-tint: $error 30%;"
"""The colours of all fields: entries, and the rows that a form paints."""


class Entry(Input):
    """An input of one line without a border or a blinking cursor."""

    DEFAULT_CSS = f"""
    Entry {{
        &.-textual-compact {{ {FIELD_CSS} padding: 0 1 0 0; }}
        &.-textual-compact:focus {{ {FOCUSED_FIELD_CSS} }}
        &.-wrong, &.-wrong:focus {{ {WRONG_FIELD_CSS} }}
    }}
    """

    def __init__(self, value: str = "", placeholder: str = "", *, id: str | None = None) -> None:
        super().__init__(value, placeholder, id=id, compact=True)
        self.cursor_blink = False

    def add_class(self, *class_names: str, update: bool = True) -> Self:
        """Add classes, without a restyle until the widget is mounted, which styles it anyway.

        Textual's Input is styled three times by then, its four component classes included.
        """
        return super().add_class(*class_names, update=update and self.is_attached)
