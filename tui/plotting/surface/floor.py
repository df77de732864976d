"""The grid on the floor under a surface: dotted lines through its ticks, seen around it and through its holes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tui.plotting import braille
from tui.plotting.cells import Picture, ink
from tui.plotting.colors import mix, quantized
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.surface.camera import Projection
from tui.plotting.viewport import DOTS_X, DOTS_Y, Floats, Mask

_REACH = 0.3  # how far the floor goes on around the box, in sides of the box
_APART = 3.0  # dots between two dots of a line
_SAMPLES = 400  # points of a line, from which its dots are chosen
_DIM = 0.45  # how far the grid's colour gives way to the background


def draw_floor(
    picture: Picture,
    free: Mask,
    projection: Projection,
    first: Sequence[float],
    second: Sequence[float],
    theme: PlotTheme,
) -> None:
    """Draw lines at places of the first and of the second parameter, shares of the box's sides, into the free cells."""
    height, width = picture.codes.shape
    along = np.linspace(-_REACH, 1 + _REACH, _SAMPLES)
    bits = np.zeros((height, width), np.uint8)
    for u, v in (
        *((np.full_like(along, at), along) for at in first),
        *((along, np.full_like(along, at)) for at in second),
    ):
        x, y, _ = projection.dots(u, v, np.zeros_like(along))
        dots = _dotted(x, y)
        inside = (dots >= 0).all(axis=1) & (dots < (DOTS_X * width, DOTS_Y * height)).all(axis=1)
        braille.draw(bits, np.tile(dots[inside].astype(np.int64), 2))
    drawn = free & (bits > 0)
    picture.codes[drawn] = bits[drawn] + np.uint32(braille.BRAILLE)
    picture.styles[drawn] = ink(_color(theme))


def _dotted(x: Floats, y: Floats) -> Floats:
    """Points (m, 2) of a curve, `_APART` dots from each other."""
    gone = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    at = np.arange(0.0, gone[-1], _APART)
    return np.column_stack([np.interp(at, gone, x), np.interp(at, gone, y)])


def _color(theme: PlotTheme) -> int | None:
    if theme.axis is None or theme.depth not in ("truecolor", "256"):
        return theme.axis
    return quantized(mix(theme.axis, 0x121212 if theme.dark else 0xE0E0E0, _DIM), theme.depth)
