"""Display names of racers: short, and all different."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.hyper import Value
from core.rates_per_group import write_rates
from core.spec_text import write_values
from core.specs import RacerSpec, ScheduleSpec


def display_names(racers: Sequence[RacerSpec]) -> tuple[str, ...]:
    """Name each racer differently.

    The label, else the optimizer's name; racers that would share it get the hyperparameters in which they differ
    (`adam lr=0.01`, `adam lr=0.1`), and those that differ in nothing a number (`adam`, `adam #2`).
    """
    alike: dict[str, list[int]] = {}
    for index, racer in enumerate(racers):
        alike.setdefault(racer.label or racer.optimizer, []).append(index)
    wanted = [""] * len(racers)
    for base, group in alike.items():
        for index, words in zip(group, _differences([racers[index] for index in group]), strict=True):
            wanted[index] = " ".join([base, *words])
    counts = Counter(wanted)
    # a label may equal another racer's name: names that are unique are given first
    used = {name for name, count in counts.items() if count == 1}
    return tuple(name if counts[name] == 1 else _numbered(name, used) for name in wanted)


def _differences(group: Sequence[RacerSpec]) -> list[list[str]]:
    """For each racer of a group, the settings in which it differs from the others."""
    optimizers = len({racer.optimizer for racer in group}) > 1
    schedules = len({racer.schedule for racer in group}) > 1
    rates = len({racer.group_rates for racer in group}) > 1
    seen: dict[str, set[Value]] = {}
    for racer in group:
        for name, value in racer.values.items():
            seen.setdefault(name, set()).add(value)
    return [
        [
            *([racer.optimizer] if optimizers else []),
            *_written(racer, {name for name, found in seen.items() if len(found) > 1}),
            *(write_rates(racer.entry, racer.group_rates) if rates else []),
            *([f"schedule={racer.schedule}"] if schedules and racer.schedule != ScheduleSpec() else []),
        ]
        for racer in group
    ]


def _written(racer: RacerSpec, names: set[str]) -> list[str]:
    """The settings `names` of a racer as text; defaults are left out, except that of the learning rate."""
    shown = names & {*dict(racer.overrides), "lr"}
    return write_values(racer.hypers, tuple((name, value) for name, value in racer.values.items() if name in shown))


def _numbered(name: str, used: set[str]) -> str:
    number, free = 1, name
    while free in used:
        number += 1
        free = f"{name} #{number}"
    used.add(free)
    return free
