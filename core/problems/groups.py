"""Groups of parameters: named slices of θ, such as the layers of a network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Integers
from core.frozen import frozen


@frozen
class Group:
    """A named slice of θ: its parameters `start` … `stop` − 1."""

    name: str
    start: int
    stop: int

    @property
    def part(self) -> slice:
        """Its place in θ."""
        return slice(self.start, self.stop)


def coordinates(names: Sequence[str]) -> tuple[Group, ...]:
    """Groups of one parameter each."""
    return tuple(Group(name, i, i + 1) for i, name in enumerate(names))


def parts_of(groups: tuple[Group, ...]) -> tuple[tuple[int, int], ...]:
    """The first and last + 1 parameters of each group."""
    return tuple((group.start, group.stop) for group in groups)


def group_of(groups: tuple[Group, ...], dims: int) -> Integers:
    """The number of each parameter's group, (dims,); raises ValueError unless the groups divide θ in order."""
    ends = [0, *(group.stop for group in groups)]
    if [group.start for group in groups] != ends[:-1] or ends[-1] != dims or any(g.stop <= g.start for g in groups):
        raise ValueError(f"groups must divide {dims} parameters in order, without gaps")
    return np.repeat(np.arange(len(groups)), [group.stop - group.start for group in groups])
