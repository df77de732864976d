"""The text of a lesson, which scrolls."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from tui.widgets.numbered import Numbered


class LessonText(VerticalScroll, Numbered):
    """Scrolls by arrows, pages and the wheel."""

    BINDING_GROUP_TITLE = "Text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Scroll up", show=False, id="text.up"),
        Binding("down,j", "scroll_down", "Scroll down", show=False, id="text.down"),
    ]
