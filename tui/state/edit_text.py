"""Edits in words: what differs between two scenarios, such as `adam lr 0.1 → 0.3`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.frozen import frozen
from core.hyper import Hyper, Value
from core.rates_per_group import write_rates
from core.scenario import Scenario
from core.settings import SETTINGS, start_hyper
from core.spec_base import Spec
from core.specs import RacerSpec

_LONGEST = 40  # characters of a spec or a value
_ARROW = " → "


@frozen
class Change:
    """A setting with its values before and after; without values, something else that was done."""

    name: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        if self.before == self.after:
            return self.name
        return f"{self.name} {_short(self.before) or 'none'}{_ARROW}{_short(self.after) or 'none'}"


def edit_text(before: Scenario, after: Scenario) -> str:
    """What an edit has changed, in a few words."""
    changes = [*_problem(before, after), *_racers(before, after), *_settings(before, after)]
    if not changes:
        return "the rules"
    words = [str(change) for change in changes]
    return ", ".join(words) if len(words) <= 2 else f"{words[0]} and {len(words) - 1} more changes"


def racers_text(racers: Sequence[RacerSpec]) -> str:
    """One racer as its spec, or how many there are."""
    return _short(str(racers[0])) if len(racers) == 1 else f"{len(racers)} racers"


def dropped_rates_text(before: Scenario, after: Scenario) -> str:
    """The rates of groups that racers have lost with a problem that has these groups; empty if none."""
    if before.problem == after.problem or len(before.racers) != len(after.racers):
        return ""
    words: list[str] = []
    for old, new in zip(before.racers, after.racers, strict=True):
        if old.optimizer == new.optimizer:
            kept = {name for name, _ in new.group_rates}
            words += write_rates(old.entry, tuple(rate for rate in old.group_rates if rate[0] not in kept))
    return ", ".join(words) if len(words) <= 2 else f"{words[0]} and {len(words) - 1} more rates"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _change(hyper: Hyper, before: Value, after: Value) -> Iterator[Change]:
    if before != after:
        yield Change(hyper.name, hyper.format(before), hyper.format(after))


def _values(before: Spec, after: Spec) -> Iterator[Change]:
    """The settings in which two specs with the same settings differ."""
    for hyper in before.hypers:
        yield from _change(hyper, before.get(hyper.name), after.get(hyper.name))


def _problem(before: Scenario, after: Scenario) -> Iterator[Change]:
    old, new = before.problem, after.problem
    if (old.name, old.formula) != (new.name, new.formula) or set(old.symbols) != set(new.symbols):
        yield Change("problem", str(old), str(new))
        return
    yield from _values(old, new)
    if before.start != after.start:
        yield Change("start", _start(before), _start(after))


def _start(scenario: Scenario) -> str:
    start = scenario.start
    return "its own" if start is None else start_hyper(len(start)).format(start)


def _settings(before: Scenario, after: Scenario) -> Iterator[Change]:
    for hyper in SETTINGS:
        yield from _change(hyper, before.setting(hyper.name), after.setting(hyper.name))


def _racers(before: Scenario, after: Scenario) -> Iterator[Change]:
    old, new = before.racers, after.racers
    gone, come = _without(old, new), _without(new, old)
    if len(old) == len(new):
        yield from _edited(old, new) if come else (Change("the order of the racers"),) if old != new else ()
    elif gone and come:
        yield Change("racers", racers_text(gone), racers_text(come))
    else:
        yield Change(f"adding {racers_text(come)}" if come else f"removing {racers_text(gone)}")


def _edited(old: Sequence[RacerSpec], new: Sequence[RacerSpec]) -> Iterator[Change]:
    """The changes of racers that stay in their places; one value for several of them is one change."""
    changes = [(one, change) for one, other in zip(old, new, strict=True) for change in _racer(one, other)]
    alike = {(change.name, change.after) for _, change in changes}
    if len(changes) > 1 and len(alike) == 1:
        ((name, after),) = alike
        yield Change(f"{name}{_ARROW}{_short(after) or 'none'} of {len(changes)} racers")
        return
    for racer, change in changes:
        who = f"{racer.label or racer.optimizer} " if len(old) > 1 else ""
        yield replace(change, name=f"{who}{change.name}")


def _racer(before: RacerSpec, after: RacerSpec) -> Iterator[Change]:
    if before.optimizer != after.optimizer:
        yield Change("optimizer", before.optimizer, after.optimizer)
    elif before.own != after.own:
        yield Change("rule")
    else:
        yield from _values(before, after)
    if before.schedule.name != after.schedule.name:
        yield Change("schedule", before.schedule.name, after.schedule.name)
    else:
        yield from (replace(one, name=f"schedule {one.name}") for one in _values(before.schedule, after.schedule))
    if before.label != after.label:
        yield Change("name", before.label, after.label)


def _without(racers: Sequence[RacerSpec], others: Sequence[RacerSpec]) -> list[RacerSpec]:
    """The racers that are not among others, each counted as often as it is there."""
    left = list(racers)
    for other in others:
        if other in left:
            left.remove(other)
    return left
