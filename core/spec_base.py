"""The base of all specs: a catalog entry with values for its hyperparameters."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Protocol, Self

from core.hyper import Hyper, Value
from core.spec_text import find
from core.values import Overrides, Values


class Entry(Protocol):
    """What a spec reads of a catalog entry."""

    @property
    def name(self) -> str: ...

    @property
    def hypers(self) -> tuple[Hyper, ...]: ...


class Spec(ABC):
    """A catalog entry and the values that override its defaults; specs that mean the same are equal."""

    overrides: Overrides
    """The values that differ from the defaults."""

    @property
    @abstractmethod
    def entry(self) -> Entry:
        """The entry of the catalog, or the user's own."""

    @abstractmethod
    def with_overrides(self, overrides: Overrides) -> Self:
        """The same spec with these overrides instead of its own; raises HyperError or SpecError."""

    @property
    def hypers(self) -> tuple[Hyper, ...]:
        """The declarations of all its hyperparameters."""
        return self.entry.hypers

    @property
    def symbols(self) -> dict[str, str]:
        """The symbols of all its hyperparameters by name, for equations."""
        return {hyper.name: hyper.symbol for hyper in self.hypers}

    @cached_property
    def values(self) -> Values:
        """The values of all hyperparameters, defaults included."""
        return Values(self.hypers, self.overrides)

    def get(self, name: str) -> Value:
        """The value of a hyperparameter; raises SpecError if unknown."""
        return self.values[find(self.entry.name, self.hypers, name).name]

    def number(self, name: str) -> float:
        """The value of a hyperparameter that is a number or a flag; TypeError for any other kind."""
        return self.values.number(name)

    def with_value(self, name: str, value: object) -> Self:
        """The same spec with another value; raises HyperError if it is not allowed."""
        checked = find(self.entry.name, self.hypers, name).check(value)
        return self.with_overrides(tuple({**dict(self.overrides), name: checked}.items()))

    def _normalize(self, **fields: object) -> None:
        """Replace fields by their normal form in `__post_init__`, as the dataclass is frozen."""
        for name, value in fields.items():
            object.__setattr__(self, name, value)
