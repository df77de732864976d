"""The colours of a map's cells: shades of a palette for numbers, a colour a name for what became of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.frozen import frozen
from core.number_text import rounded
from tui.plotting.colors import mix, quantized
from tui.plotting.landscape.palettes import Palette, level_colors
from tui.plotting.landscape.shading import levels, shares
from tui.plotting.palette import racer_style

if TYPE_CHECKING:
    from core.arrays import Array, Integers, Mask
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.choices import Scale
    from tui.state.sweep_frame import Categories

DIVERGED = "diverged"
_RAMP = "█▓▒░·"
_ASCII_RAMP = "@%*-."
"""From good to bad: a good result is dense where there are no colours."""
_DIVERGED = {True: 0x5C1F2A, False: 0xF2B8B5}
_UNDER_WAY = {True: 0x2A2F36, False: 0xD9D9D9}
_ROWS = 7
"""Rows of a legend of shades."""
_ENDS = 0.5
"""Decades between two ends of the scale: one that moved with each step of a race would change every cell."""
_DARKEST = 0.6
"""How far the colour of a slow run is mixed with the background."""
_BACK = {True: 0x101418, False: 0xF4F4F4}


@frozen(eq=False)
class Colouring:
    """The colours (nx, ny) of cells, −1 for none; where a terminal has too few, `signs` tell cells apart.

    `legend` are colour, sign and text of each row.
    """

    colors: Integers
    legend: tuple[tuple[int, str, str], ...]
    signs: Integers | None = None


def shaded(
    values: Array, diverged: Mask, known: Mask, theme: PlotTheme, palette: Palette, scale: Scale, best: float | None
) -> Colouring:
    """The colouring of numbers, of which low ones are good."""
    shown = np.where(known, values, np.nan)
    share = shares(shown, best, scale, _ENDS)
    level = levels(share)
    rows = _legend_shares(share, shown)
    if theme.depth in ("mono", "16"):
        ramp = _ASCII_RAMP if theme.ascii else _RAMP
        signs = np.array([*map(ord, ramp), ord(" ")])
        cells = signs[_ramp_places(share, len(ramp))]
        cells[diverged & known] = ord("x")
        legend = [(-1, ramp[min(int(at * len(ramp)), len(ramp) - 1)], text) for at, text in rows]
        legend += [(-1, "x", DIVERGED)] * bool(diverged.any())
        return Colouring(np.full(values.shape, -1), tuple(legend), cells)
    palette_colors = level_colors(palette, theme.depth)
    colors = np.array([*palette_colors, -1])[level]
    bad = quantized(_DIVERGED[palette.dark], theme.depth)
    colors[diverged & known] = bad
    last = len(palette_colors) - 1
    legend = [(palette_colors[min(int(at * (last + 1)), last)], " ", text) for at, text in rows]
    legend += [(bad, " ", DIVERGED)] * bool(diverged.any())
    return Colouring(colors, tuple(legend))


def _ramp_places(share: Array, count: int) -> Integers:
    """The place of each share on a ramp, `count` for NaN."""
    with np.errstate(invalid="ignore"):
        place = np.minimum(np.floor(share * count), count - 1)
    found: Integers = np.where(np.isnan(share), count, place).astype(np.int64)
    return found


def _legend_shares(share: Array, values: Array) -> list[tuple[float, str]]:
    """Some shares from bad to good, each with the value that has it."""
    known = np.isfinite(values) & np.isfinite(share)
    if not known.any():
        return []
    order = np.argsort(share[known], kind="stable")
    sorted_shares, sorted_values = share[known][order], values[known][order]
    rows: list[tuple[float, str]] = []
    for at in np.linspace(1, 0, _ROWS):
        place = min(int(np.searchsorted(sorted_shares, at)), sorted_values.size - 1)
        text = rounded(float(sorted_values[place]), 2)
        if not rows or rows[-1][1] != text:
            rows.append((float(at), text))
    return rows


def named(categories: Categories, theme: PlotTheme) -> Colouring:
    """The colouring of what became of each cell; the slower, the nearer to the background."""
    count = len(categories.names)
    colors = [_name_color(i, count, theme) for i in range(count)]
    number = categories.number
    signs = [*"123456789abcdefghijklmnop"[: count - 2], ".", "x"]
    if theme.depth == "mono" or (theme.depth == "16" and count > 4):
        codes = np.array([*map(ord, signs), ord(" ")])[number]
        return Colouring(np.full(number.shape, -1), _rows([-1] * count, signs, categories, number), codes)
    found = np.array([*colors, -1])[number]
    if categories.slowness is not None and theme.depth == "truecolor":
        found = np.where((number >= 0) & (number < count - 2), _darkened(found, categories.slowness, theme), found)
    return Colouring(found, _rows(colors, [" "] * count, categories, number))


def _rows(
    colors: list[int], signs: list[str], categories: Categories, number: Integers
) -> tuple[tuple[int, str, str], ...]:
    """The legend, with the share of the cells that have each name; names that no cell has are left out."""
    known = max(int((number >= 0).sum()), 1)
    counts = [int((number == i).sum()) for i in range(len(categories.names))]
    rows = zip(colors, signs, categories.names, counts, strict=True)
    return tuple((color, sign, f"{share / known:4.0%} {name}") for color, sign, name, share in rows if share)


def _name_color(index: int, count: int, theme: PlotTheme) -> int:
    if index == count - 1:
        return quantized(_DIVERGED[theme.dark], theme.depth)
    if index == count - 2:
        return quantized(_UNDER_WAY[theme.dark], theme.depth)
    return quantized(mix(racer_style(index, theme.dark).color, _BACK[theme.dark], 0.25), theme.depth)


def _darkened(colors: Integers, slowness: Array, theme: PlotTheme) -> Integers:
    """Mix colours with the background, in a few steps, where a run is slow."""
    amount = np.where(np.isfinite(slowness), np.round(slowness * 8) / 8 * _DARKEST, 0.0)
    found = colors.copy()
    for channel in (16, 8, 0):
        back = _BACK[theme.dark] >> channel & 255
        front = colors >> channel & 255
        mixed = np.round(front + (back - front) * amount).astype(np.int64)
        found = (found & ~(255 << channel)) | (mixed << channel)
    return np.where(colors < 0, -1, found)
