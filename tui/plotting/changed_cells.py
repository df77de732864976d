"""The picture that a widget shows: which cells a new one changes, and cached strips for Textual's Line API.

Apart from `cells` because it imports Textual, which `fallline run --plot` must not load.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.changed_spans import changed_spans
from tui.plotting.cells import Codes, Inks, Picture, style

Span: TypeAlias = tuple[int, int, int]  # row, first column, column after the last


class _Styles(dict[int, Style]):
    """The Rich style of each ink over the widget's own colours."""

    def __init__(self, base: Style) -> None:
        super().__init__()
        self.base = base

    def __missing__(self, value: int) -> Style:
        self[value] = found = self.base + style(value)
        return found


class ShownPicture:
    """The picture that a widget shows, with its cached strips; `show` finds the cells that the next one changes."""

    def __init__(self) -> None:
        self._shown = Picture.blank(0, 0)
        self._strips: list[Strip | None] = []
        self._styles = _Styles(Style.null())

    @property
    def picture(self) -> Picture:
        """The picture shown; do not write to it."""
        return self._shown

    def show(self, picture: Picture) -> list[Span] | None:
        """Show the next picture; return the spans that changed, or None for all of it when the size changed."""
        before, self._shown = self._shown, picture
        if picture is before:
            return []
        if before.codes.shape != picture.codes.shape:
            self._strips = [None] * picture.codes.shape[0]
            return None
        changed = (before.codes != picture.codes) | (before.styles != picture.styles)
        spans: list[Span] = []
        for row in np.flatnonzero(changed.any(axis=1)).tolist():
            self._strips[row] = None
            spans += [(row, first, last) for first, last in changed_spans(np.flatnonzero(changed[row]).tolist())]
        return spans

    def strip(self, row: int, base: Style) -> Strip:
        """Return one row over the widget's own colours; blank below the picture."""
        if base != self._styles.base:
            self._styles, self._strips = _Styles(base), [None] * len(self._strips)
        if not 0 <= row < len(self._strips):
            return Strip([], 0)
        strip = self._strips[row]
        if strip is None:
            strip = _strip(self._shown.codes[row], self._shown.styles[row], self._styles)
            self._strips[row] = strip
        return strip


def _strip(codes: Codes, values: Inks, styles: _Styles) -> Strip:
    if not len(codes):
        return Strip([], 0)
    text = codes.astype("<u4").tobytes().decode("utf-32-le")
    ends = [*(np.flatnonzero(np.diff(values)) + 1).tolist(), len(text)]
    segments, first = [], 0
    for last, value in zip(ends, values[[0, *ends[:-1]]].tolist(), strict=True):
        segments.append(Segment(text[first:last], styles[value]))
        first = last
    return Strip(segments, len(text))
