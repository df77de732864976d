"""The colours, markers and characters of a picture, from the theme and the terminal."""

from __future__ import annotations

from core.frozen import frozen
from tui.plotting.ascii_font import plain
from tui.plotting.cells import Picture
from tui.plotting.colors import mix
from tui.plotting.palette import Depth, RacerStyle, racer_style


@frozen
class PlotTheme:
    """Colours (0xRRGGBB, None for the widget's own) of the theme, and what the terminal can show."""

    dark: bool = True
    depth: Depth = "truecolor"
    ascii: bool = False
    axis: int | None = None
    label: int | None = None
    text: int | None = None
    cursor: int | None = None
    panel: int | None = None

    def racer(self, slot: int) -> RacerStyle:
        """The marker and colour of a slot."""
        return racer_style(slot, self.dark, self.depth, self.ascii)

    def faint(self, slot: int) -> int:
        """A racer's colour, mixed half and half with the background: for its ghost and its theory line."""
        return mix(self.racer(slot).color, 0x121212 if self.dark else 0xE0E0E0, 0.5)

    @property
    def ink(self) -> int:
        """The colour of a curve that belongs to no racer."""
        return -1 if self.text is None or self.depth == "mono" else self.text

    @property
    def quiet(self) -> int:
        """The colour of data points."""
        return -1 if self.label is None or self.depth == "mono" else self.label

    def sign(self, slot: int) -> str:
        """The sign that tells a racer's lines from others where there are no colours; else an empty text."""
        if self.depth != "mono":
            return ""
        return self.racer(slot).marker.lower() if self.ascii else self.racer(slot).marker

    def finish(self, picture: Picture) -> Picture:
        """Replace the picture's characters by ASCII if the font needs it."""
        return plain(picture) if self.ascii else picture
