"""Lay a small table out: columns as wide as their texts, the least important ones left out where there is no room."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from core.number_text import rounded

_GAP = 2


def number(value: float, digits: int = 4) -> str:
    """A number as a cell shows it; a dash for NaN."""
    return "–" if math.isnan(value) else rounded(value, digits)


def fitting(widths: Sequence[int], room: int, order: Sequence[int]) -> list[int]:
    """The widths of the columns, 0 for those without room; `order` has the most important column first."""
    found = [0] * len(widths)
    for column in order:
        if column >= len(widths):
            continue
        cost = widths[column] + (_GAP if any(found) else 0)
        if cost <= room:
            found[column] = widths[column]
            room -= cost
    return found


def line(cells: Sequence[str], widths: Sequence[int], left: Collection[int]) -> str:
    """One row; the columns in `left` stand on the left, numbers on the right."""
    shown = [(i, cell, width) for i, (cell, width) in enumerate(zip(cells, widths, strict=True)) if width]
    return (" " * _GAP).join(cell.ljust(width) if i in left else cell.rjust(width) for i, cell, width in shown)
