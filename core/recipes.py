"""The recipe of a racer's program: its rule, its numbers, its scheduled rate, and what comes before the rule."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from core.arrays import Array, ArrayLike
from core.formula.nodes import Name, Node
from core.formula.rule import per_group, with_rates
from core.learning_rates import rate_node
from core.problems import Problem
from core.problems.groups import Group
from core.program.assemble import RATES, Recipe
from core.specs import RacerSpec

SCHEDULE = "schedule."
"""What stands before the name of a schedule's hyperparameter."""


def recipe_of(
    spec: RacerSpec,
    *,
    total: int,
    noisy: bool = False,
    sampled: bool = False,
    bounds: tuple[float, float] | None = None,
    layers: bool = False,
    free: Collection[str] = (),
) -> Recipe:
    """The recipe of a racer's program; `total` is the default length of its schedule, `layers` says whether θ has some.

    The hyperparameters `free` stay open, as `open_name` calls them, and those of the schedule with SCHEDULE before.
    """
    optimizer = spec.entry
    values = spec.values
    opened: dict[str, Node] = {name: Name(open_name(name)) for name in free}
    numbers: dict[str, Node | float] = {**values.numbers, **opened}
    rate_opened = {name.removeprefix(SCHEDULE): node for name, node in opened.items() if name.startswith(SCHEDULE)}
    fixed = {name: number for name, number in optimizer.numbers(values).items() if name not in opened}
    clips = {name: 0.0 if numbers[name] == np.inf else numbers[name] for name in ("clip_norm", "clip_value")}
    rule = optimizer.rule_with(fixed)
    lr: Node | float = numbers.get("lr", 1.0)
    if spec.group_rates:
        rule, lr = with_rates(rule) or rule, Name(RATES)
    return Recipe(
        rule=per_group(rule) if layers and optimizer.per_layer else rule,
        values={name: opened.get(name, number) for name, number in optimizer.numbers(values).items()},
        lr=rate_node(spec.schedule, total=total, lr=lr, free=rate_opened),
        weight_decay=numbers["weight_decay"] if optimizer.decay else 0.0,
        decoupled=values.get("decay") == "decoupled",
        noisy=noisy,
        sampled=sampled,
        own_rates=bool(spec.group_rates),
        bounds=bounds,
        **clips,
    )


def rates_of(spec: RacerSpec, groups: tuple[Group, ...], lr: ArrayLike) -> Array:
    """The learning rate of each parameter before the schedule, (dims, …), where `lr` (…) is for other groups."""
    found = np.array(np.broadcast_to(lr, (groups[-1].stop, *np.shape(lr))))
    own = dict(spec.group_rates)
    for group in groups:
        if group.name in own:
            found[group.part] = own[group.name]
    return found


def open_name(hyper: str) -> str:
    """The name of a hyperparameter that a recipe leaves open, which no line of a rule can have."""
    return f"{hyper}.open"


def with_lowest_loss(spec: RacerSpec, problem: Problem) -> RacerSpec:
    """The racer with the problem's lowest loss, 0 where it is unknown, for the values that stand for it."""
    for hyper in spec.entry.rule_hypers:
        if hyper.role == "lowest_loss" and hyper.word is not None and spec.values.get(hyper.name) == hyper.word[1]:
            spec = spec.with_value(hyper.name, problem.best or 0.0)
    return spec
