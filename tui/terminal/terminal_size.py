"""Bound the size of the terminal: a report or an environment variable can claim any size."""

from __future__ import annotations

MAX_COLUMNS, MAX_ROWS = 500, 200
"""About a 4K screen of small letters; the rest of a larger terminal stays empty."""


def clamped(columns: int, rows: int) -> tuple[int, int]:
    """The nearest size that the app can draw."""
    return min(max(columns, 1), MAX_COLUMNS), min(max(rows, 1), MAX_ROWS)
