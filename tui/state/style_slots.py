"""Style slots: each racer keeps its colour, marker, hidden mark and selection through every edit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.scenario import Scenario
from tui.state.frame import View


def rearranged(view: View, old: Scenario, new: Scenario, origins: Sequence[int | None] | None) -> View:
    """The view after an edit of the racers. `origins` has the former index of each racer, None for a new one."""
    if origins is None:
        origins = [i if i < len(old.racers) else None for i in range(len(new.racers))]
    slots: list[int] = []
    kept = [view.slots[origin] for origin in origins if origin is not None]
    for origin in origins:
        slot = view.slots[origin] if origin is not None else None
        if slot is None or slot in slots:
            taken = {*slots, *kept}
            slot = next(s for s in range(len(origins) + len(view.slots) + 1) if s not in taken)
        slots.append(slot)
    selected = next((i for i, origin in enumerate(origins) if origin == view.selected), view.selected)
    return replace(
        view,
        slots=tuple(slots),
        hidden=frozenset(view.hidden & set(slots)),
        selected=max(min(selected, len(slots) - 1), 0),
    )
