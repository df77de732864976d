"""The optimizers from own code that the command line has named: they last as long as the process."""

from __future__ import annotations

from collections.abc import Iterable

from core.external.entry import External
from core.optimizers import OPTIMIZERS, Optimizer

_registered: dict[str, External] = {}


def register(entries: Iterable[External]) -> None:
    """Replace all registered optimizers by these."""
    _registered.clear()
    _registered.update((entry.name, entry) for entry in entries)


def registered() -> tuple[External, ...]:
    """All registered optimizers."""
    return tuple(_registered.values())


def registered_as(name: str) -> External | None:
    """The registered optimizer of that name."""
    return _registered.get(name)


def taken_names() -> tuple[str, ...]:
    """The names that an own rule cannot have."""
    return (*OPTIMIZERS, *_registered)


def known(rules: Iterable[Optimizer] = ()) -> dict[str, Optimizer]:
    """All optimizers by name: own rules first, then own code, then the catalog."""
    return {entry.name: entry for entry in (*rules, *registered(), *OPTIMIZERS.values())}
