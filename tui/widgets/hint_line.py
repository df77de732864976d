"""A line for newcomers, above the keys, until they have followed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from tui.widgets.racer_style import display_text
from tui.widgets.text_rows import Row, TextRows

HINT = "New here? f4 lessons · up on lr changes everything"


class HintLine(TextRows):
    """Says where to begin; a click opens the lessons."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"hint--text"}
    DEFAULT_CSS = """
    HintLine { height: 1; width: 1fr; padding: 0 1; display: none; pointer: pointer; }
    HintLine > .hint--text { color: $text-accent; }
    """

    def rows(self, width: int) -> Sequence[Row]:
        """Return the one line."""
        return [[(display_text(self, HINT), self.style_of("hint--text"))]]

    async def on_click(self) -> None:
        """Open the lessons."""
        await self.run_action("app.open_screen('lessons')")
