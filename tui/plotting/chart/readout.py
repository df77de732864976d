"""The readout: the values of the curves at the cursor, in a box in the corner where it hides least."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np

from core.number_text import exact, rounded
from tui.plotting.cells import SPACE, Picture, ink
from tui.plotting.history.block_bounds import Values
from tui.plotting.labels import shorten
from tui.plotting.plot_theme import PlotTheme

_DIGITS = (17, 12, 9, 7, 5, 4)  # 17: the very value; fewer where the box would hide too much
_SHARE = 0.6  # of the canvas' width that a box with all digits may take
_NAME = 12


class Readable(Protocol):
    """A curve that can be read out."""

    @property
    def label(self) -> str: ...
    @property
    def owner(self) -> str: ...
    @property
    def marker(self) -> str: ...
    @property
    def color(self) -> int: ...
    @property
    def count(self) -> int: ...
    @property
    def values(self) -> Values: ...


AnyReadable = TypeVar("AnyReadable", bound=Readable)


def sorted_at(step: int, curves: Sequence[AnyReadable]) -> list[AnyReadable]:
    """Curves from the highest to the lowest at a step, those without a value last; curves of one owner together."""
    highest: dict[tuple[str, str], float] = {}
    for curve in curves:  # the last one of an owner counts: its value is read out first
        value = _value(curve, step)
        highest[_owner(curve)] = -math.inf if math.isnan(value) else value
    return sorted(curves, key=lambda curve: -highest[_owner(curve)])


def write(canvas: Picture, beyond: Picture, step: int, curves: Sequence[Readable], theme: PlotTheme) -> None:
    """Write the box for a step; a curve that does not reach it shows a dash.

    It stands on the canvas, or where that has no room for it across the canvas and what lies `beyond`.
    """
    height, width = beyond.codes.shape
    rows = _rows(step, curves, width)
    box_width = max(len(text) for text, _ in rows) + 2
    if box_width > canvas.codes.shape[1]:
        canvas, box_width = beyond, width
    rows = rows[:height]
    top, left = _corner(canvas, len(rows), box_width)
    for row, (text, color) in enumerate(rows):
        value = ink(theme.text if color is None else color, theme.panel, bold=color is None)
        canvas.write(top + row, left, f" {shorten(text, box_width - 2)}".ljust(box_width), value)


def number(value: float, digits: int) -> str:
    """A value with so many significant digits; with 17 the shortest text that is exactly it."""
    if math.isnan(value):
        return "–"
    return exact(value) if digits >= 17 else rounded(value, digits)


def _rows(step: int, curves: Sequence[Readable], width: int) -> list[tuple[str, int | None]]:
    owners: dict[tuple[str, str], list[Readable]] = {}
    for curve in curves:
        owners.setdefault(_owner(curve), []).append(curve)
    rows: list[tuple[str, int | None]] = []
    for digits in _DIGITS:
        rows = [(f"step {step}", None)]
        for (name, marker), own in owners.items():
            values = ", ".join(number(_value(curve, step), digits) for curve in reversed(own))
            rows.append((_row(marker, name, values, width - 2), own[0].color))
        if max(len(text) for text, _ in rows) + 2 <= _SHARE * width:
            break
    return rows


def _row(marker: str, name: str, values: str, room: int) -> str:
    """A line of the box: the values whole if there is room for them, and as much of the name as there is then."""
    left = min(room - len(marker) - len(values) - 2, _NAME)
    return f"{marker} {shorten(name, left)} {values}" if left > 1 else f"{marker} {values}"


def _owner(curve: Readable) -> tuple[str, str]:
    return curve.owner or curve.label, curve.marker


def _value(curve: Readable, step: int) -> float:
    return float(curve.values(slice(step, step + 1))[0]) if 0 <= step < curve.count else math.nan


def _corner(canvas: Picture, height: int, width: int) -> tuple[int, int]:
    """The upper left cell of the box, in the corner where it covers the fewest cells with something in them."""
    used = canvas.codes != SPACE
    rows, columns = used.shape
    corners = [(0, columns - width), (0, 0), (rows - height, columns - width), (rows - height, 0)]
    return min(corners, key=lambda at: int(np.count_nonzero(used[at[0] : at[0] + height, at[1] : at[1] + width])))
