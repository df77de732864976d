"""The shading of a landscape: heights → shares of the scale → coloured cells, and isolines.

A share in [0, 1] is a normalized height: on the logarithmic scale of f − min f, which shows a valley even if it is a
thousand times lower than the hills around it; by quantiles, that is by rank; or linear.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.frozen import frozen
from tui.plotting.braille import BRAILLE, Bits, pack
from tui.plotting.cells import SPACE, Picture, inks
from tui.plotting.colors import Depth
from tui.plotting.landscape.palettes import SHADES, Palette, isoline, level_colors
from tui.plotting.viewport import Floats, Ints
from tui.state.choices import Scale

_LOWEST_SHARE = 0.01  # of the pixels; below, all is the darkest level: a single deep pixel must not set the scale
_DECADES = 8.0  # at most, from the lowest level to the highest
_EVERY, _EVERY_SPARSE = 3, 5  # levels from one isoline to the next
_QUARTERS = np.array([ord(sign) for sign in " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█"], np.uint32)  # by bits: 1, 2 above, 4, 8 below
_SPARSE = np.array([[True, False], [False, True], [True, False], [False, True]])


@frozen(eq=False)
class Shading:
    """Shaded cells, and the level (h, w) of the background of each, −1 … SHADES − 1; −1 for no shading."""

    picture: Picture
    level: Ints


def natural_scale(best: float | None) -> Scale:
    """The default scale: logarithmic above a known minimum, else by quantiles."""
    return "quantile" if best is None else "log"


def shares(surface: Floats, best: float | None, scale: Scale, ends: float = 0.0) -> Floats:
    """Normalize heights to [0, 1]; 1 for +inf, 0 for −inf, NaN stays NaN.

    A logarithmic scale that ends at multiples of `ends` decades stays where it is while heights change a little.
    """
    finite = surface[np.isfinite(surface)]
    if finite.size == 0:
        share = np.zeros_like(surface)
    elif scale == "quantile":
        share = np.searchsorted(np.sort(finite), surface) / finite.size
    elif scale == "linear":
        low, high = float(finite.min()), float(finite.max())
        with np.errstate(all="ignore"):
            share = (surface / 2 - low / 2) / (high / 2 - low / 2) if high > low else np.full_like(surface, 0.5)
    else:
        share = _logarithmic(surface, finite, best, ends)
    share = np.clip(np.nan_to_num(share, nan=0.0, posinf=1.0, neginf=0.0), 0, 1)
    share[np.isposinf(surface)], share[np.isneginf(surface)] = 1.0, 0.0
    share[np.isnan(surface)] = np.nan
    return share


def _logarithmic(surface: Floats, finite: Floats, best: float | None, ends: float) -> Floats:
    least = float(finite.min())
    base = least if best is None else min(least, best)
    with np.errstate(all="ignore"):
        above = surface - base
        logs = np.log10(np.maximum(above, 1e-300))
        known = np.sort(logs[np.isfinite(surface) & (above > 0) & np.isfinite(above)])
        if known.size == 0:
            return np.zeros_like(surface)
        high = known[-1]
        low = max(known[int(_LOWEST_SHARE * (known.size - 1))], high - _DECADES)
        if ends:
            low, high = np.floor(low / ends) * ends, np.ceil(high / ends) * ends
        share: Floats = (logs - low) / (high - low) if high - low > 1e-9 else np.full_like(surface, 0.5)
        return share


def levels(share: Floats) -> Ints:
    """Quantize shares to levels 0 … SHADES − 1, −1 for NaN."""
    with np.errstate(invalid="ignore"):
        level = np.minimum(np.floor(share * SHADES), SHADES - 1)
    return np.where(np.isnan(share), -1, level).astype(np.int64)


def shade(share: Floats, palette: Palette, depth: Depth, fine: bool = True) -> Shading:
    """The shaded cells of shares (2h, 2w): quarter blocks in two colours where the level changes inside a cell.

    Not `fine`: one colour a cell, for fonts without blocks.
    """
    colors = np.array([*level_colors(palette, depth), -1])  # level −1 finds the last
    quarters = _quarters(levels(share))
    least, greatest = quarters.min(axis=0), quarters.max(axis=0)
    valid = quarters >= 0
    level = np.where(valid.any(axis=0), _mean(quarters, valid), -1)
    flat = (colors[least] == colors[greatest]) | (not fine)
    # Levels above the middle of the two extremes are foreground, the rest background; −1 is always background.
    split = np.where(least < 0, 0, (least + greatest + 1) // 2)
    front = quarters >= split
    bits = (front * np.array([1, 2, 4, 8])[:, None, None]).sum(axis=0)
    high = np.where(front.any(axis=0), _mean(quarters, front), -1)
    low = np.where(least < 0, -1, _mean(quarters, ~front))
    codes = np.where(flat, SPACE, _QUARTERS[bits]).astype(np.uint32)
    plain = np.full_like(level, -1)
    styles = np.where(flat, inks(plain, colors[level]), inks(colors[high], colors[low]))
    return Shading(Picture(codes, styles), level)


def isolines(share: Floats, sparse: bool = False) -> Bits:
    """Braille bits (h, w) of lines between levels; `sparse` ones are dotted, to differ from trajectories."""
    every = _EVERY_SPARSE if sparse else _EVERY
    # To dots: columns are as fine already, rows are doubled.
    up = np.concatenate((share[:1], share, share[-1:]))
    doubled = np.empty((2 * share.shape[0], share.shape[1]))
    with np.errstate(invalid="ignore"):
        doubled[0::2], doubled[1::2] = 0.25 * up[:-2] + 0.75 * up[1:-1], 0.75 * up[1:-1] + 0.25 * up[2:]
        step = np.where(np.isnan(doubled), -1, np.floor(doubled * SHADES / every)).astype(np.int64)
    step = np.minimum(step, (SHADES - 1) // every)
    mask = np.zeros((step.shape[0], step.shape[1]), np.bool_)
    mask[:, :-1] = step[:, :-1] != step[:, 1:]
    mask[:-1] |= step[:-1] != step[1:]
    if sparse:
        mask &= np.tile(_SPARSE, (share.shape[0] // 2, share.shape[1] // 2))
    return pack(mask)


def draw_isolines(field: Shading, bits: Bits, palette: Palette, depth: Depth) -> None:
    """Draw isolines over the shading."""
    colors = (*level_colors(palette, depth), -1)
    backs = np.array(colors)[field.level]
    fronts = np.array([isoline(color, palette, depth) for color in colors])[field.level]
    passed = bits > 0
    field.picture.codes[passed] = bits[passed] + np.uint32(BRAILLE)
    field.picture.styles[passed] = inks(fronts, backs)[passed]


def _quarters(level: Ints) -> Ints:
    """(2h, 2w) → (4, h, w): upper left, upper right, lower left, lower right."""
    return np.stack((level[0::2, 0::2], level[0::2, 1::2], level[1::2, 0::2], level[1::2, 1::2]))


def _mean(quarters: Ints, chosen: NDArray[np.bool_]) -> Ints:
    count = np.maximum(chosen.sum(axis=0), 1)
    mean: Ints = (np.where(chosen, quarters, 0).sum(axis=0) + count // 2) // count
    return mean
