"""The values of an entry's hyperparameters, by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from core.hyper import Hyper, Value

Overrides = tuple[tuple[str, Value], ...]
"""What was set, by name, in the order of the declaration."""


class Values(Mapping[str, Value]):
    """The value of every hyperparameter by name; reading one as a type that it does not have raises TypeError."""

    def __init__(self, hypers: Iterable[Hyper], overrides: Overrides = ()) -> None:
        """Take the values that were overrides, and the defaults of the others."""
        self._values = {hyper.name: hyper.default for hyper in hypers} | dict(overrides)

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
        raise TypeError(f"{name} is no number")

    def integer(self, name: str) -> int:
        """The value of an integer."""
        value = self[name]
        if isinstance(value, int):
            return value
        raise TypeError(f"{name} is no integer")

    def text(self, name: str) -> str:
        """The value of a text or a choice."""
        value = self[name]
        if isinstance(value, str):
            return value
        raise TypeError(f"{name} is no text")

    def list(self, name: str) -> tuple[float, ...]:
        """The value of a list of numbers."""
        value = self[name]
        if isinstance(value, tuple):
            return value
        raise TypeError(f"{name} is no list")

    @property
    def numbers(self) -> dict[str, float]:
        """All that are numbers or flags."""
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
