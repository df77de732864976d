"""The base of all plot panels: draws a frame, and repaints only the cells that changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from rich.color import Color
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.strip import Strip

from tui import plotting
from tui.widgets.numbered import Numbered
from tui.widgets.panel import BORDER_CSS
from tui.widgets.racer_style import ascii_only, depth_of, display_text
from tui.widgets.shows_frame import ShowsFrame
from tui.widgets.title_buttons import button_title

if TYPE_CHECKING:
    from tui.plotting.cells import Picture
    from tui.plotting.changed_cells import ShownPicture
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame

SLICE = 0.02
"""Seconds that a picture may take if the next one can continue it."""
CORNERS = 4  # columns of the content's width that a border title cannot use
_PAUSE = 0.02  # seconds between two slices, for keys and other panels
_MAX_SPANS = 0.5  # per row; with more, repainting the whole widget is cheaper


class PlotPanel(ShowsFrame, Numbered, can_focus=True, inherit_bindings=False):
    """Shows the picture of a frame; a subclass draws it in `picture` and names it in `titles`.

    Each picture is compared with the one before, and only the spans that differ are refreshed.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "plot--axis",
        "plot--label",
        "plot--text",
        "plot--cursor",
        "plot--readout",
    }
    DEFAULT_CSS = f"""
    PlotPanel {{
        {BORDER_CSS}
        width: 1fr;
        height: 1fr;
        .plot--axis {{ color: $foreground 45%; }}
        .plot--label {{ color: $text-muted; }}
        .plot--text {{ color: $foreground; }}
        .plot--cursor {{ color: $foreground 45%; }}
        .plot--readout {{ background: $panel; }}
    }}
    """
    ALLOW_SELECT = False  # dragging over a plot must not select braille

    def __init__(self, *, id: str | None = None, classes: str | None = None, disabled: bool = False) -> None:
        super().__init__(id=id, classes=classes, disabled=disabled)
        self._theme: PlotTheme | None = None
        self._base: Style | None = None
        self._titles = ("", "")
        self._drawn_size = Size(0, 0)  # of the whole widget
        self._waiting = False  # for the timer that continues an unfinished picture
        self._drawing = False  # whether pictures are drawn yet: the shell is painted before their modules are imported

    @cached_property
    def _shown(self) -> ShownPicture:
        return plotting.changed_cells.ShownPicture()

    def picture(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        """Draw a frame in cells."""
        raise NotImplementedError

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The texts of the upper and the lower border."""
        raise NotImplementedError

    def buttons(self, frame: Frame) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """The parts of the upper and the lower title that are buttons, with their actions."""
        return {}, {}

    def on_mount(self) -> None:
        """Draw after the shell has been painted."""
        # After the second paint: the widgets' first resize events follow the first one.
        self.call_after_refresh(self.call_after_refresh, self._begin)

    def frame_changed(self, before: Frame | None) -> None:
        """Draw the new frame; a hidden panel is drawn by its resize when it is shown again."""
        if self.display:
            self.redraw()

    def on_resize(self, event: events.Resize) -> None:
        """Draw for the new size."""
        self.redraw()

    @property
    def drawing(self) -> bool:
        """Whether pictures are drawn yet; they are from the second paint on."""
        return self._drawing

    @property
    def complete(self) -> bool:
        """Whether the last picture was finished; if not, a timer continues it."""
        return True

    def notify_style_update(self) -> None:
        """Draw in the colours of the new theme."""
        super().notify_style_update()
        self._base = None
        # Textual calls this before it has computed the styles of the component classes.
        self.call_next(self._restyle)

    def _restyle(self) -> None:
        before, self._theme = self._theme, None
        self._base = None
        if before is not None and self.is_mounted and self.plot_theme() != before:
            self.redraw()

    def redraw(self) -> None:
        """Draw the frame again and refresh the cells that differ."""
        frame = self.frame
        if frame is None or not frame.computed or not self._drawing or not self.is_mounted:
            return
        self._drawn_size, (width, height) = self.outer_size, self.content_size
        spans = self._shown.show(self.picture(frame, self.plot_theme(), width, height))
        titles = self.titles(frame)  # they name the scale that the picture took
        if titles != self._titles:  # assigning a title repaints the whole widget, even if the title is the same
            self._titles = titles
            self.border_title, self.border_subtitle = (
                button_title(text, buttons, partial(display_text, self))
                for text, buttons in zip(titles, self.buttons(frame), strict=True)
            )
        if spans is None or len(spans) > _MAX_SPANS * height + 8:
            self.refresh()
        elif spans:
            self.refresh(*(Region(first, row, last - first, 1) for row, first, last in spans))
        if not self.complete and not self._waiting:
            self._waiting = True
            self.set_timer(_PAUSE, self._continue)

    def plot_theme(self) -> PlotTheme:
        """The colours of the theme as numbers; kept until the theme changes."""
        if self._theme is None:
            self._theme = plotting.plot_theme.PlotTheme(
                dark=self.app.current_theme.dark,
                depth=depth_of(self.app),
                ascii=ascii_only(self),
                axis=self._front("plot--axis"),
                label=self._front("plot--label"),
                text=self._front("plot--text"),
                cursor=self._front("plot--cursor"),
                panel=_number(self.get_component_rich_style("plot--readout").bgcolor),
            )
        return self._theme

    def render_line(self, y: int) -> Strip:
        """One line of the picture."""
        if self._base is None:
            self._base = self.rich_style  # kept: Textual adds it up from all ancestors at every call
        base = self._base
        if not self._drawing:
            return Strip.blank(self.content_size.width, base)
        strip = self._shown.strip(y, base)
        if self.outer_size == self._drawn_size:
            return strip  # as wide as the content, which takes long to ask for
        return strip.adjust_cell_length(self.content_size.width, base)

    def _continue(self) -> None:
        self._waiting = False
        if not self.complete:
            self.redraw()

    def _begin(self) -> None:
        self._drawing = True
        plotting.plotext_figure.library()  # imported here, so as not to use up the time slice of the first picture
        self.redraw()

    def _front(self, name: str) -> int | None:
        return _number(self.get_component_rich_style(name).color)


def _number(color: Color | None) -> int | None:
    if color is None or color.is_default:
        return None
    red, green, blue = color.get_truecolor()
    return red << 16 | green << 8 | blue
