"""Give all racers the value that one of them has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.hyper import Value
from core.rates_per_group import PREFIX as RATE_PREFIX
from core.rates_per_group import is_group_rate
from core.specs import RacerSpec
from tui.widgets.forms.racer_edits import SCHEDULE_PREFIX, edited_racer

NOT_SHARED = ("optimizer", "name")
"""The rows of a racer that make it what it is."""


def applied_to_all(racers: Sequence[RacerSpec], index: int, edit: str) -> tuple[RacerSpec, ...]:
    """The racers, each with the value of `edit` that the one at `index` has; those that cannot have it stay."""
    return tuple(_applied(racer, racers[index], edit) for racer in racers)


def _applied(racer: RacerSpec, source: RacerSpec, edit: str) -> RacerSpec:
    if edit == "schedule":
        return replace(racer, schedule=source.schedule)
    name = edit.removeprefix(SCHEDULE_PREFIX)
    if name != edit and racer.schedule.name != source.schedule.name:
        return racer
    value: Value
    if is_group_rate(edit):
        value = source.rate_of(edit.removeprefix(RATE_PREFIX))
    else:
        value = source.get(edit) if name == edit else source.schedule.get(name)
    try:
        return edited_racer(racer, edit, value)
    except ValueError:  # it has no such setting, or allows other values
        return racer
