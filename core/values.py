"""The values of an entry's hyperparameters, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from core.hyper import Hyper, Value

Overrides = tuple[tuple[str, Value], ...]
"""Values that differ from the defaults, by name, in the order of the declaration."""


class Values(Mapping[str, Value]):
    """The value of every hyperparameter by name. The typed getters raise TypeError for a value of another type."""

    def __init__(self, hypers: Iterable[Hyper], overrides: Overrides = ()) -> None:
        """Take the overrides, and the defaults of all other hyperparameters."""
        hypers = tuple(hypers)
        self._values = {hyper.name: hyper.default for hyper in hypers} | dict(overrides)
        files = (hyper for hyper in hypers if hyper.role == "file")
        named = (str(self[h.name]) for h in files if self[h.name] not in (h.default, *h.choices))
        self.file = next(named, None)
        """The data file that is named, None without one."""

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def number(self, name: str) -> float:
        """The value of a number or a flag."""
        value = self[name]
        if isinstance(value, (int, float)):
            return float(value)
        raise TypeError(f"{name} is not a number")

    def integer(self, name: str) -> int:
        """The value of an integer."""
        value = self[name]
        if isinstance(value, int):
            return value
        raise TypeError(f"{name} is not an integer")

    def text(self, name: str) -> str:
        """The value of a text or a choice."""
        value = self[name]
        if isinstance(value, str):
            return value
        raise TypeError(f"{name} is not a text")

    def list(self, name: str) -> tuple[float, ...]:
        """The value of a list of numbers."""
        value = self[name]
        if isinstance(value, tuple):
            return value
        raise TypeError(f"{name} is not a list")

    @property
    def numbers(self) -> dict[str, float]:
        """The values of all numbers and flags."""
        return {name: float(value) for name, value in self.items() if isinstance(value, (int, float))}


def encoded(hypers: Iterable[Hyper], values: Mapping[str, Value]) -> dict[str, float]:
    """Values as numbers that a formula reads: a flag is 0 or 1, a choice and each of its words are indices.

    Lists and texts are left out.
    """
    numbers: dict[str, float] = {}
    for hyper in hypers:
        value = values.get(hyper.name, hyper.default)
        if hyper.kind == "choice":
            numbers |= {word: float(i) for i, word in enumerate(hyper.choices)}
            numbers[hyper.name] = float(hyper.choices.index(str(value)))
        elif isinstance(value, (int, float)):
            numbers[hyper.name] = float(value)
    return numbers
