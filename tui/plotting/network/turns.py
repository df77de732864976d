"""Whose turn it is, of the maps of a picture, to be drawn again while a network trains: this halves their cost."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil

LARGE = 0
"""The large map; the small ones are 1, 2, …"""
A_SECOND = 4
"""How often a map is drawn again at most."""


@dataclass(eq=False)
class Turns:
    """Counts the paints: the large map has its turn regularly, the small ones one after the other in between."""

    _paint: int = 0
    _small: int = 0

    def all(self, small: int) -> Collection[int]:
        """Draw everything, with so many small maps; the turns begin anew."""
        self._paint = 0
        return range(LARGE, small + 1)

    def next(self, small: int, paints_a_second: float) -> Collection[int]:
        """The maps to draw at the next paint."""
        every = ceil(paints_a_second / A_SECOND)
        if every < 2:
            return self.all(small)
        self._paint = (self._paint + 1) % every
        if self._paint == LARGE:
            return (LARGE,)
        self._small = self._small % max(small, every - 1) + 1
        return (self._small,) if self._small <= small else ()
