"""Style slots: each racer keeps its colour, marker, hidden mark and selection through every edit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.scenario import Scenario
from core.specs import RacerSpec
from tui.state.frame import View
from tui.state.sweeps import slot_parts, sweep_slots, sweeps


def first_slots(racers: Sequence[RacerSpec]) -> tuple[int, ...]:
    """The slots of the racers of a new race."""
    return tuple(_new_slots(racers, ()))


def rearranged(view: View, old: Scenario, new: Scenario, origins: Sequence[int | None] | None) -> View:
    """The view after an edit of the racers. `origins` has the former index of each racer, None for a new one."""
    if origins is None:
        same = new.racers[: len(old.racers)] == old.racers or len(new.racers) == len(old.racers)
        origins = [i if i < len(old.racers) and same else None for i in range(len(new.racers))]
    slots: list[int | None] = []
    for origin in origins:
        slot = view.slots[origin] if origin is not None else None
        slots.append(None if slot in slots else slot)
    missing = [index for index, slot in enumerate(slots) if slot is None]
    kept = [view.slots[origin] for origin in origins if origin is not None]
    newcomers = dict(zip(missing, _new_slots([new.racers[index] for index in missing], kept), strict=True))
    settled = tuple(newcomers[index] if slot is None else slot for index, slot in enumerate(slots))
    selected = next((i for i, origin in enumerate(origins) if origin == view.selected), view.selected)
    return replace(
        view,
        slots=settled,
        hidden=frozenset(view.hidden & set(settled)),
        selected=max(min(selected, len(settled) - 1), 0),
    )


def _new_slots(racers: Sequence[RacerSpec], kept: Iterable[int]) -> list[int]:
    """The first free slots; racers that are a sweep share a hue."""
    taken = {slot_parts(slot).number for slot in kept}
    slots = [number for number in range(len(racers) + len(taken)) if number not in taken][: len(racers)]
    for members in sweeps(racers):
        for index, slot in zip(members, sweep_slots([slots[index] for index in members]), strict=True):
            slots[index] = slot
    return slots
