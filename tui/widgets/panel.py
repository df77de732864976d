"""Panels of text rows: their border and title, and the frame they show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from tui.widgets.numbered import Numbered
from tui.widgets.racer_style import display_text
from tui.widgets.shows_frame import ShowsFrame
from tui.widgets.text_rows import TextRows

if TYPE_CHECKING:
    from tui.state.frame import Frame, RacerFrame

BORDER_CSS = """
border: round $border-blurred; border-title-color: $foreground; border-subtitle-color: $text-muted;
&:focus-within { border: round $border; }
"""
"""The border of every panel."""


class Panel(TextRows, Numbered):
    """Rows of text in a border with a title."""

    DEFAULT_CSS = f"""
    Panel {{
        {BORDER_CSS}
        &:focus {{ border-title-style: bold; }}
    }}
    """

    def set_titles(self, title: str, subtitle: str | Content = "") -> None:
        """Set the texts of the border; assigning a text repaints the whole widget, even if it is the same."""
        title = display_text(self, title)
        if title != str(self.border_title or ""):
            self.border_title = Content(title)  # a name may hold brackets
        if str(subtitle) != str(self.border_subtitle or ""):
            self.border_subtitle = Content(subtitle) if isinstance(subtitle, str) else subtitle


class FramePanel(ShowsFrame, Panel):
    """A panel about the selected racer of a frame."""

    def frame_changed(self, before: Frame | None) -> None:
        """Show the new frame; the resize of a panel that is shown again redraws it."""
        if self.display:
            self.redraw()

    @property
    def racer(self) -> RacerFrame | None:
        """The selected racer."""
        frame = self.frame
        return frame.racers[frame.view.selected] if frame is not None and frame.racers else None
