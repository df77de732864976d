"""Sweeps: racers that differ in one value only share a hue, from light to dark by value.

A style slot is a number: below `SWEEP` it stands for a marker and a colour; a slot of a sweep also says whose hue it
has and how dark it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from core.specs import RacerSpec

SWEEP = 1_000
"""Slots from here on belong to racers of sweeps."""
LEAST = 3
"""Racers of a sweep, at least: of two, each has a colour of its own."""

_LEVELS = 32  # of darkness


class SlotParts(NamedTuple):
    """What a slot stands for; `hue` is the slot whose hue it has, `darkness` in [0, 1], None for its own colour."""

    number: int
    hue: int
    darkness: float | None


def slot_parts(slot: int) -> SlotParts:
    """What a slot stands for."""
    rest, number = divmod(slot, SWEEP)
    hue, level = divmod(rest - 1, _LEVELS)
    return SlotParts(number, hue, level / (_LEVELS - 1)) if rest else SlotParts(number, number, None)


def sweep_slots(numbers: Sequence[int]) -> list[int]:
    """The slots of a sweep's racers with these free numbers, from light to dark in the hue of the lowest one."""
    levels = [round(index / (len(numbers) - 1) * (_LEVELS - 1)) for index in range(len(numbers))]
    return [
        (1 + min(numbers) * _LEVELS + level) * SWEEP + number for number, level in zip(numbers, levels, strict=True)
    ]


def sweeps(racers: Sequence[RacerSpec]) -> list[list[int]]:
    """The groups of racers that differ in the value of one number, as their indices by ascending value."""
    groups: dict[object, list[tuple[float, int]]] = {}
    for index, racer in enumerate(racers):
        for name, value in racer.values.items():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                others = tuple((other, kept) for other, kept in racer.values.items() if other != name)
                groups.setdefault((racer.optimizer, racer.label, racer.schedule, name, others), []).append(
                    (value, index)
                )
    found: list[list[int]] = []
    taken: set[int] = set()
    for group in sorted(groups.values(), key=len, reverse=True):
        members = [index for _, index in sorted(group) if index not in taken]
        if len(members) >= LEAST and len({value for value, _ in group}) == len(group):
            found.append(members)
            taken |= {*members}
    return found
