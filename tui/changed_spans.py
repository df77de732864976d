"""Which cells of a row have to be painted again."""

from __future__ import annotations

from collections.abc import Iterable

GAP = 4
"""Unchanged cells that are sent again rather than jumped over: moving the cursor takes four bytes or more."""


def changed_spans(columns: Iterable[int]) -> list[tuple[int, int]]:
    """Join changed columns, ascending, to half-open spans; unchanged cells between two of them, up to `GAP`, belong."""
    spans: list[tuple[int, int]] = []
    for column in columns:
        if spans and column - spans[-1][1] <= GAP:
            spans[-1] = spans[-1][0], column + 1
        else:
            spans.append((column, column + 1))
    return spans
