"""The text area for rules: it mutes comments and marks the place of an error."""

from __future__ import annotations

from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.strip import Strip
from textual.widgets import TextArea

_MARGIN = 2  # blank cells between a line's number and its text


class RuleArea(TextArea):
    """A text area for a rule; `mark` shows where its error is."""

    BINDING_GROUP_TITLE = "Rule"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+underscore", "undo", "Undo", show=False, id="rule.undo"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"rule--comment", "rule--wrong-line", "rule--wrong"}
    DEFAULT_CSS = """
    RuleArea {
        background: $foreground 6%;
        & > .rule--comment { color: $text-muted; text-style: italic; }
        & > .rule--wrong-line { background: $error 20%; }
        & > .rule--wrong { color: $text-error; }
        & .text-area--gutter { color: $foreground 40%; background: $foreground 6%; }
        & .text-area--cursor-line { background: $foreground 5%; }
        & .text-area--cursor-gutter { color: $foreground; background: $foreground 5%; }
    }
    """

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(text, id=id, compact=True, show_line_numbers=True)
        self.cursor_blink = False
        self.wrong: tuple[int, int] | None = None
        """Line and column of the error, counted from 1."""

    def on_resize(self) -> None:
        """Repaint after a resize: Textual wraps the lines anew, and paints them only if their number changes."""
        self.refresh()

    def mark(self, wrong: tuple[int, int] | None) -> None:
        """Mark a line and column, or with None remove the mark."""
        if wrong != self.wrong:
            self.wrong = wrong
            self.notify_style_update()  # drops the cache of drawn lines
            self.refresh()

    def go_to_mark(self) -> None:
        """Move the cursor to the error."""
        if self.wrong is not None:
            row, column = self.wrong
            self.move_cursor((row - 1, column - 1), center=True)
            self.focus()

    def render_line(self, y: int) -> Strip:
        """One line; `!` stands in the gutter, after the number of the line with the error."""
        strip = super().render_line(y)
        if self.wrong is None or not self.gutter_width:
            return strip
        row, column = self.wrapped_document.offset_to_location(Offset(0, y + self.scroll_offset.y))
        if row + 1 != self.wrong[0] or column:
            return strip
        style = self.get_component_rich_style("rule--wrong")
        sign = Segment("!", Style(color=style.color, bgcolor=style.bgcolor, bold=True))
        place = self.gutter_width - _MARGIN
        return Strip.join([strip.crop(0, place), Strip([sign], 1), strip.crop(place + 1)])

    def get_line(self, line_index: int) -> Text:
        """Return a line with its comment muted and, if it is in this line, the error marked."""
        line = super().get_line(line_index)
        comment = line.plain.find("#")
        if comment >= 0:
            # Colour and italics only: the background of the cursor's line must stay.
            muted = self.get_component_rich_style("rule--comment")
            line.stylize(Style(color=muted.color, italic=muted.italic), comment)
        if self.wrong is not None and self.wrong[0] == line_index + 1:
            column = min(self.wrong[1] - 1, max(len(line.plain) - 1, 0))
            line.stylize(Style(bgcolor=self.get_component_rich_style("rule--wrong-line").bgcolor))
            # Reversed, so that it shows on the background of the cursor's line, too.
            wrong = Style(color=self.get_component_rich_style("rule--wrong").color, bold=True, reverse=True)
            line.stylize(wrong, column, column + 1)
        return line
