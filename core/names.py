"""What racers are called: short, and never two alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.specs import RacerSpec


def display_names(racers: Sequence[RacerSpec]) -> tuple[str, ...]:
    """A name for each racer, all different.

    The label, else the optimizer's name; racers that would share it get the hyperparameters in which they differ
    (`adam lr=0.01`, `adam lr=0.1`), and those that differ in nothing a number (`adam`, `adam #2`).
    """
    alike: dict[str, list[RacerSpec]] = {}
    for racer in racers:
        alike.setdefault(_base(racer), []).append(racer)
    wanted = [" ".join([_base(racer), *_differences(racer, alike[_base(racer)])]) for racer in racers]
    counts = Counter(wanted)
    # a label can look like another's name; names that nobody else wants are given first
    used = {name for name, count in counts.items() if count == 1}
    return tuple(name if counts[name] == 1 else _numbered(name, used) for name in wanted)


def _base(racer: RacerSpec) -> str:
    return racer.label or racer.optimizer


def _differences(racer: RacerSpec, group: Sequence[RacerSpec]) -> list[str]:
    words = []
    if len({other.optimizer for other in group}) > 1:
        words.append(racer.optimizer)
    for hyper in racer.hypers:
        peers = [other for other in group if any(theirs.name == hyper.name for theirs in other.hypers)]
        if len({other.get(hyper.name) for other in peers}) > 1:
            value = racer.get(hyper.name)
            words.append(hyper.name if value is True else f"{hyper.name}={hyper.format(value)}")
    if len({other.schedule for other in group}) > 1:
        words.append(f"schedule={racer.schedule}")
    return words


def _numbered(name: str, used: set[str]) -> str:
    number, free = 1, name
    while free in used:
        number += 1
        free = f"{name} #{number}"
    used.add(free)
    return free
