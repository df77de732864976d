"""The spans of changed cells in a row, which have to be painted again."""

from __future__ import annotations

from collections.abc import Iterable

MAX_GAP = 4
"""Unchanged cells between two spans that are sent again: a cursor move takes at least four bytes."""


def changed_spans(columns: Iterable[int]) -> list[tuple[int, int]]:
    """Group ascending columns into half-open spans; spans at most `MAX_GAP` cells apart are one."""
    spans: list[tuple[int, int]] = []
    for column in columns:
        if spans and column - spans[-1][1] <= MAX_GAP:
            spans[-1] = spans[-1][0], column + 1
        else:
            spans.append((column, column + 1))
    return spans
