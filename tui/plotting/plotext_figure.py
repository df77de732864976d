"""The only module that uses plotext: it draws axes with their ticks.

Facts about plotext 6.1 that this file relies on: it takes 0.1 s to import, three quarters of it for its manual, so that
happens at the first picture, and without the manual; a NaN or a far point aborts the process, so no data comes near
it; appending to a registered signal corrupts memory, so a figure is built once and thrown away; one figure is not
thread-safe.
"""

from __future__ import annotations

import sys
from functools import cache
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Codes: TypeAlias = NDArray[np.uint32]

# plotext keeps the ends of a range this far (in cells) from the edges of the canvas; limits moved inwards by as much
# make its coordinates cells. On the y axis the two are exchanged.
_LOW_EDGE, _HIGH_EDGE = 1e-4 + 0.0016585662, 1e-4 + 0.001516152


_BLANK = "\u2800"
_MANUAL = "plotext._doc.doc"


@cache
def library() -> Any:
    """Import plotext at its first use, and without its manual: three quarters of the 0.1 s that the import takes.

    `plotext/__init__.py` imports the manual by itself, so the only ways to leave it out are an entry in `sys.modules`,
    which is there during this import alone, or a finder on `sys.meta_path`, which does the same in more lines. A later
    plotext that keeps its manual elsewhere is simply imported with it.
    """
    without = ModuleType(_MANUAL)
    without.docs = None  # type: ignore[attr-defined]
    ours = sys.modules.setdefault(_MANUAL, without) is without
    try:
        import plotext  # noqa: PLC0415
    finally:
        if ours:
            del sys.modules[_MANUAL]
    plotext.terminal.limit(False, False)  # else a figure cannot be larger than the terminal of the process
    return plotext


def blank(width: int, height: int) -> Any:
    """A figure without axes, whose coordinates are cells."""
    plotext = library()
    figure = type(plotext.figure)(parent=plotext.terminal)
    figure.plot_size(width, height)
    figure.canvas("default")
    figure.axes(False)
    for axis in ("x", "y"):
        figure.ruler(axis).alignment("edge").frequency(0)
    return _count_in_cells(figure, width, height)


def _count_in_cells(figure: Any, width: int, height: int) -> Any:
    """Let coordinates be cells of a canvas of this size, from its lower left corner."""
    figure.ruler("x").lim(_LOW_EDGE, width - _HIGH_EDGE)
    figure.ruler("y").lim(_HIGH_EDGE, height - _LOW_EDGE)
    return figure


def characters(figure: Any, width: int, height: int) -> Codes:
    """Characters (height, width) of a built figure, without its colours."""
    lines = figure.build().string(colorless=True).split("\n")[:height]
    text = "".join(line.ljust(width)[:width] for line in lines).ljust(width * height)
    return np.frombuffer(text.encode("utf-32-le"), np.uint32).reshape(height, width)


def axes(
    width: int,
    height: int,
    across: list[tuple[float, str]],
    up: list[tuple[float, str]],
    margin: int,
) -> Codes:
    """A left and a lower axis with ticks around an empty canvas, (height, width) characters.

    The labels on the left take `margin` columns, the axis one more; at the bottom both take one row each. Tick
    positions count in cells of the canvas, from its left or lower end.
    """
    figure = blank(width, height)
    figure.axes(True, axis="x", side="lower")
    figure.axes(True, axis="y", side="left")
    _count_in_cells(figure, width - margin - 1, height - 2)
    # Labels as wide as the margin keep the canvas where it is; plotext has no blank ones, so they are made of _BLANK.
    left = [(place, label.rjust(margin, _BLANK)) for place, label in up] or [(0.5, _BLANK * margin)]
    figure.ruler("y").ticks([place for place, _ in left], [label for _, label in left])
    below = [(place, label or _BLANK) for place, label in across] or [(0.5, _BLANK)]
    figure.ruler("x").ticks([place for place, _ in below], [label for _, label in below])
    codes = characters(figure, width, height)
    return np.where(codes == ord(_BLANK), np.uint32(ord(" ")), codes)
