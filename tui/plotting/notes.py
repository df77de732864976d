"""A plot that has nothing to draw, and says why."""

from __future__ import annotations

import textwrap

from tui.plotting.cells import Picture, ink
from tui.plotting.plot_theme import PlotTheme


def note_picture(note: str, width: int, height: int, theme: PlotTheme) -> Picture:
    """A sentence in the middle of an empty plot."""
    picture = Picture.blank(max(width, 0), max(height, 0))
    lines = textwrap.wrap(note, max(width - 4, 8))
    for row, line in enumerate(lines, (height - len(lines)) // 2):
        picture.write(row, max((width - len(line)) // 2, 0), line, ink(theme.label))
    return theme.finish(picture)
