"""Values of a history that take long to compute: a few at a time, from the first one on, as far as there is time."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence

from tui.plotting.history.block_bounds import At
from tui.plotting.viewport import Floats


class Gradual(ABC):
    """The values at some steps, of which the first ones are known."""

    @abstractmethod
    def __call__(self, at: At) -> Floats:
        """The values at a slice of steps or at any steps."""

    @property
    @abstractmethod
    def known(self) -> int:
        """The number of first steps whose values are known."""

    @abstractmethod
    def advance(self) -> None:
        """Compute the values of the next few steps."""


def advance(wanted: Sequence[tuple[Gradual, int]], end: float) -> None:
    """Compute the first so many values of each, the shortest part first, until `end` (of the monotonic clock).

    One part is computed however late it is.
    """
    while waiting := [values for values, count in wanted if values.known < count]:
        min(waiting, key=lambda values: values.known).advance()
        if time.monotonic() > end:
            return
