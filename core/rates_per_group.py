"""Learning rates of groups of parameters: `lr.hidden1=0.01` in a racer's spec."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeAlias

from core.external.entry import External
from core.formula.rule import with_rates
from core.hyper import Hyper, HyperError, shown
from core.optimizers.entry import Optimizer
from core.spec_text import SpecError, read_values

PREFIX = "lr."
MOST_LISTED = 12
"""Names of groups in an error message."""
GroupRates: TypeAlias = tuple[tuple[str, float], ...]
"""The names of groups and their learning rates, of which 0 freezes the group."""


def is_group_rate(word: str) -> bool:
    """Whether a word of a spec gives the rate of a group."""
    return word.startswith(PREFIX)


def read_rates(entry: Optimizer, words: Iterable[str]) -> GroupRates:
    """Read words such as `lr.hidden1=0.01`; raises SpecError."""
    words = tuple(words)
    names = dict.fromkeys(word.partition("=")[0].removeprefix(PREFIX) for word in words)
    if not words:
        return ()
    hypers = tuple(rate_hyper(entry, name) for name in names)
    found = read_values(entry.name, hypers, words)
    return tuple((name.removeprefix(PREFIX), float(str(value))) for name, value in found)


def checked_rates(entry: Optimizer, rates: Iterable[tuple[str, float]]) -> GroupRates:
    """The normal form of rates: checked, in the order of their names. Raises SpecError."""
    found: dict[str, float] = {}
    for name, rate in rates:
        try:
            found[name] = float(str(rate_hyper(entry, name).check(rate)))
        except HyperError as error:
            raise SpecError(f"{entry.name}: {error}") from error
    return tuple(sorted(found.items()))


def write_rates(entry: Optimizer, rates: GroupRates) -> list[str]:
    """Write rates as words, which `read_rates` reads back."""
    return [f"{PREFIX}{name}={rate_hyper(entry, name).format(rate)}" for name, rate in rates]


def rate_hyper(entry: Optimizer, group: str) -> Hyper:
    """The declaration of the rate of a group; raises SpecError where the optimizer has none."""
    rate = next((hyper for hyper in entry.hypers if hyper.name == "lr"), None)
    if not group or not group.replace("_", "a").isalnum() or not group.isascii():
        raise SpecError(
            f"{entry.name}: {PREFIX}{group and shown(group)} must name a group of parameters, as in lr.output=0.01"
        )
    if rate is None:
        raise SpecError(f"{entry.name} takes no {PREFIX}{group}: it has no learning rate")
    if isinstance(entry, External):
        raise SpecError(f"{entry.name} takes no {PREFIX}{group}: it is code of yours, which has one learning rate")
    if with_rates(entry.rule) is None:
        raise SpecError(f"{entry.name} takes no {PREFIX}{group}: it computes numbers of the whole model from its lr")
    return replace(rate, name=f"{PREFIX}{group}")


def takes_group_rates(entry: Optimizer) -> bool:
    """Whether an optimizer can have rates of groups."""
    has_rate = any(hyper.name == "lr" for hyper in entry.hypers)
    return has_rate and not isinstance(entry, External) and with_rates(entry.rule) is not None


def why_unknown(entry: Optimizer, rates: GroupRates, problem: str, groups: Iterable[str]) -> str:
    """Why a problem with groups of these names does not have all that rates are given for; empty if it does."""
    groups = tuple(groups) if rates else ()
    missing = next((name for name, _ in rates if name not in groups), None)
    if missing is None:
        return ""
    known = ", ".join(groups[:MOST_LISTED]) + (", …" if len(groups) > MOST_LISTED else "")
    return f"{entry.name}: {PREFIX}{missing} names no group of {problem}, whose groups are {known}"
