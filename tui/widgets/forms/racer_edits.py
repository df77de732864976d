"""A racer with one of its rows changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from core.hyper import Value
from core.optimizers import Optimizer
from core.rates_per_group import PREFIX as RATE_PREFIX
from core.rates_per_group import is_group_rate
from core.specs import RacerSpec, ScheduleSpec

SCHEDULE_PREFIX = "schedule."
"""Begins the names of the rows of the schedule's settings."""


def other_optimizer(spec: RacerSpec, name: str, rules: Iterable[Optimizer] = ()) -> RacerSpec:
    """Return the racer with another rule, from the catalog or `rules`; it keeps the settings that both rules have.

    The learning rate becomes the rule's default: each rule has its own scale of learning rates.
    """
    own = next((rule for rule in rules if rule.name == name), None)
    bare = RacerSpec(name, own=own)
    known = {hyper.name for hyper in bare.hypers} - {"lr"}
    kept = tuple((key, value) for key, value in spec.overrides if key in known)
    try:
        return replace(spec, optimizer=name, overrides=kept, own=own, group_rates=())
    except ValueError:  # a setting of the same name has other bounds
        return replace(spec, optimizer=name, overrides=(), own=own, group_rates=())


def edited_racer(racer: RacerSpec, edit: str, value: Value, rules: Iterable[Optimizer] = ()) -> RacerSpec:
    """The racer with another value of a row; raises ValueError if it has no such row, or does not allow the value."""
    if edit == "optimizer":
        return other_optimizer(racer, str(value), rules)
    if edit == "schedule":
        return replace(racer, schedule=ScheduleSpec(str(value)))
    if edit == "name":
        return replace(racer, label=str(value))
    if is_group_rate(edit):
        return racer.with_rate(edit.removeprefix(RATE_PREFIX), value)
    name = edit.removeprefix(SCHEDULE_PREFIX)
    if name != edit:
        return replace(racer, schedule=racer.schedule.with_value(name, value))
    return racer.with_value(name, value)
