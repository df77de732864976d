"""A scene as shaded cells: height by the landscape's palette, slope by a sun beside the camera."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from core.frozen import frozen
from tui.plotting.cells import SPACE, Picture, inks
from tui.plotting.colors import Depth, mix, quantized
from tui.plotting.landscape.palettes import SHADES, Palette, level_colors
from tui.plotting.landscape.shading import levels
from tui.plotting.surface.raster import Scene
from tui.plotting.viewport import DOTS_X, DOTS_Y, Floats, Ints

_LIGHTS = 9  # from shadow to glare
_EVEN = 0.72  # the light of level ground, which has the palette's own colour
_SHADOW = {True: 0.55, False: 0.4}  # how far a colour gives way to black, on dark palettes and on light ones
_DARKEST = 2  # lights below are those of the walls
_GLARE = 0.22  # and to white
_HALF = ord("▀")
_QUARTERS = np.array([ord(sign) for sign in " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"], np.uint32)  # by bits: 1, 2 above, 4, 8 below
_WEIGHTS = np.array([[1, 2], [4, 8]])[None, :, None, :]


@frozen(eq=False)
class Shaded:
    """The cells, and the index (h, w) into `tones` of the background of each; −1 where less than half is surface."""

    picture: Picture
    tone: Ints


@cache
def tones(palette: Palette, depth: Depth) -> tuple[int, ...]:
    """The colours of the surface: `_LIGHTS` per level, then −1 for none."""
    lit: list[int] = []
    for color in level_colors(palette, depth):
        for step in range(_LIGHTS):
            # The cube has few dark colours: most lights would be greys, which no longer show the height.
            light = step / (_LIGHTS - 1) if depth == "truecolor" or step < _DARKEST else _EVEN
            if light < _EVEN:
                lit.append(quantized(mix(color, 0x000000, _SHADOW[palette.dark] * (1 - light / _EVEN)), depth))
            else:
                lit.append(quantized(mix(color, 0xFFFFFF, _GLARE * (light - _EVEN) / (1 - _EVEN)), depth))
    return (*lit, -1)


def shade(scene: Scene, palette: Palette, depth: Depth, fine: bool = True) -> Shaded:
    """Half-blocks with two colours per cell, quarter-blocks at the outline; one colour per cell if not `fine`."""
    height, width = scene.projection.height, scene.projection.width
    parts = (height, 2, DOTS_Y // 2, width, DOTS_X)
    covered = (scene.near > 0).reshape(parts)
    quarters = covered.any(axis=2)
    halves = _tone(scene, covered, parts, (2, 4))
    middle = _tone(scene, covered, parts, (1, 2, 4))
    colors = np.array(tones(palette, depth))
    above, below, whole = colors[halves[:, 0]], colors[halves[:, 1]], colors[middle]
    count = quarters.sum(axis=(1, 3))
    full, none = count == 4, count == 0
    plain = none | (full & (above == below))
    enough = covered.sum(axis=(1, 2, 4)) * 2 >= DOTS_X * DOTS_Y
    tone = np.where(enough, middle, -1)
    if not fine:
        picture = Picture.blank(width, height)
        picture.styles[:] = inks(np.full_like(tone, -1), colors[tone])
        return Shaded(picture, tone)
    bits = (quarters * _WEIGHTS).sum(axis=(1, 3))
    codes = np.where(plain, np.uint32(SPACE), np.where(full, np.uint32(_HALF), _QUARTERS[bits]))
    nothing = np.full_like(whole, -1)
    styles = np.select([plain, full], [inks(nothing, whole), inks(above, below)], inks(whole))
    return Shaded(Picture(codes, styles), tone)


def _tone(scene: Scene, covered: NDArray[np.bool_], parts: tuple[int, ...], over: tuple[int, ...]) -> Ints:
    """The mean tone of the dots that show the surface; −1 without any."""
    count = covered.sum(axis=over)
    share, light = (_mean(values.reshape(parts), count, over) for values in (scene.share, scene.light))
    step = np.clip(np.rint(light * (_LIGHTS - 1)), 0, _LIGHTS - 1).astype(np.int64)
    tone: Ints = np.where(count > 0, np.clip(levels(share), 0, SHADES - 1) * _LIGHTS + step, -1)
    return tone


def _mean(values: Floats, count: Ints, over: tuple[int, ...]) -> Floats:
    # Dots without surface add nothing: the raster left zeros there.
    mean: Floats = values.sum(axis=over) / np.maximum(count, 1)
    return mean
