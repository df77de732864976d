"""The help: what the focused panel shows, its keys, and the keys of the screen by task."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Static

from tui.demo_safe import demo_safe
from tui.screens.key_sections import LAST, KeySection, key_sections
from tui.widgets.help_text import heading_line, heading_of, key_lines, paragraphs
from tui.widgets.key_groups import AROUND
from tui.widgets.racer_style import display_text
from tui.widgets.title_buttons import button_title

WIDTH = 84
BESIDE = 5
"""Columns beside the text: border, padding and scroll bar."""


class HelpText(VerticalScroll):
    """Scrolls the help by keys and wheel."""

    BINDING_GROUP_TITLE = "Help"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", "Scroll down", id="help.down"),
        Binding("up,k", "scroll_up", "Scroll up", show=False, id="help.up"),
        Binding("pagedown,space", "page_down", "Next page", id="help.page_down"),
        Binding("pageup", "page_up", "Previous page", show=False, id="help.page_up"),
        Binding("home", "scroll_home", "To the top", show=False, id="help.top"),
        Binding("end", "scroll_end", "To the bottom", show=False, id="help.bottom"),
    ]


@demo_safe
class HelpScreen(ModalScreen[None]):
    """Shows the help of the screen that it was opened over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "Close", group=AROUND, id="help.close"),
    ]
    DEFAULT_CSS = f"""
    HelpScreen {{
        align: center middle;
        background: $background 60%;
        & > HelpText {{
            width: {WIDTH}; max-width: 100%; height: auto; max-height: 100%;
            border: round $border; border-title-color: $foreground; border-title-style: bold;
            border-subtitle-color: $text-muted;
            padding: 0 1; background: $surface; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        }}
        & Static {{ width: 1fr; height: auto; }}
    }}
    """

    def __init__(self, below: Screen[object]) -> None:
        """Take the help from a screen as it is now, with its focus."""
        super().__init__()
        self._panel, self._screen = panel_help(below), screen_help(below)
        self._sections = key_sections(below)

    def compose(self) -> ComposeResult:
        """Lay out the text in its box."""
        with HelpText() as box:
            box.border_title = "Help"
            box.border_subtitle = button_title(
                "↑↓ scroll · esc closes", {"esc closes": "screen.dismiss"}, partial(display_text, self)
            )
            yield Static(self._text_for(self.app.size.width), markup=False)

    def on_resize(self, event: Resize) -> None:
        """Wrap the text to the new width."""
        self.query_one(Static).update(self._text_for(event.size.width))

    def _text_for(self, screen_width: int) -> Content:
        return Content("\n").join(self._lines(min(screen_width, WIDTH) - BESIDE))

    def _lines(self, width: int) -> Iterator[Content]:
        """The focused panel with its keys, the screen, and its keys by task."""
        own = [section for section in self._sections if section.title not in LAST]
        heading, text = self._panel or self._screen
        yield from self._text(heading, text)
        for section in own:
            yield from self._keys(section, f"{section.title} · keys", width)
        if self._panel and self._screen[1]:
            yield Content("")
            yield from self._text(*self._screen)
        for section in self._sections[len(own) :]:
            yield from self._keys(section, section.title, width)

    def _text(self, heading: str, text: str) -> Iterator[Content]:
        yield heading_line(display_text(self, heading))
        yield from paragraphs(display_text(self, text, times=" "))

    def _keys(self, section: KeySection, title: str, width: int) -> Iterator[Content]:
        yield Content("")
        yield heading_line(display_text(self, title))
        rows = ((display_text(self, "  ".join(row.keys)), display_text(self, row.does)) for row in section.rows)
        yield from key_lines(rows, width)


def panel_help(screen: Screen[object]) -> tuple[str, str] | None:
    """Heading and text of the innermost focused widget that has one."""
    for node in screen.focused.ancestors_with_self if screen.focused is not None else ():
        if isinstance(node, Widget) and not isinstance(node, Screen) and node.HELP:
            heading, text = heading_of(node.HELP)
            return heading or str(node.border_title or node.BINDING_GROUP_TITLE or "This panel"), text
    return None


def screen_help(screen: Screen[object]) -> tuple[str, str]:
    """Heading and text of a screen."""
    heading, text = heading_of(screen.HELP or "")
    return heading or str(screen.BINDING_GROUP_TITLE or "This screen"), text
