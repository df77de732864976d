"""The size of the terminal, in bounds: whoever can type or set a variable can claim any."""

from __future__ import annotations

MAX_COLUMNS, MAX_ROWS = 500, 200
"""About a 4K screen of small letters; of a larger terminal, the rest stays empty."""


def clamped(columns: int, rows: int) -> tuple[int, int]:
    """A size that the app can draw, as near as possible to the one asked for."""
    return min(max(columns, 1), MAX_COLUMNS), min(max(rows, 1), MAX_ROWS)
