"""An axis of a sweep: a name and its values, written `lr=1e-4..1/200`, `beta1=[0.8,0.9]` or `seed=0..31`."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import field

import numpy as np

from core.frozen import frozen
from core.hyper import Hyper, HyperError, Value, shown
from core.number_text import read_number, write_number
from core.spec_text import SpecError, split

MAX_NAME = 100
MAX_AXIS = 100_000
"""Values of one axis."""

_MOST_DIGITS = 17
_RANGE = re.compile(r"(?P<low>[^/]+?)\.\.(?P<high>[^/]+?)(?:/(?P<count>[0-9]{1,9}))?")


class SweepError(ValueError):
    """A sweep that is not allowed; the message says in one sentence what, where, and what is allowed."""


@frozen
class Axis:
    """A name and its values; `text` is what stands behind the name, and is read back as the same axis."""

    name: str
    text: str
    values: tuple[Value, ...] = field(compare=False)

    def __str__(self) -> str:
        return f"{self.name}={self.text}"

    def __len__(self) -> int:
        return len(self.values)

    def format(self, index: int) -> str:
        """One value as text."""
        value = self.values[index]
        if isinstance(value, bool):
            return str(value).lower()
        return write_number(value) if isinstance(value, (int, float)) else str(value)


def split_axis(text: str) -> tuple[str, str]:
    """The name of an axis and what stands behind its `=`; raises SweepError."""
    name, equals, rest = (part.strip() for part in text.partition("="))
    if not (name and equals and rest) or len(name) > MAX_NAME:
        raise SweepError(f'"{shown(text)}" is not an axis: write NAME=LOW..HIGH/COUNT or NAME=[A,B,C]')
    return name, rest


def number_axis(hyper: Hyper, name: str, text: str) -> Axis:
    """The axis of a number, a flag or a choice: a range or a list of values that `hyper` allows. Raises SweepError.

    A range without a count is that of all whole numbers in it. It is spaced evenly in the logarithm where the scale of
    the hyperparameter is logarithmic and the range begins above 0; its values are `short`.
    """
    if found := _RANGE.fullmatch(text):
        low, high = (_number(name, found[end]) for end in ("low", "high"))
        return Axis(name, text, check_values(hyper, name, _between(name, hyper, low, high, found["count"])))
    return Axis(name, text, check_values(hyper, name, _listed(name, text, hyper.parse)))


def text_axis(name: str, text: str, check: Callable[[str], object]) -> Axis:
    """The axis of a list of texts, such as problems; `check` raises ValueError for one that is not allowed."""

    def read(item: str) -> Value:
        check(item)
        return item

    return Axis(name, text, _listed(name, text, read))


def _listed(name: str, text: str, read: Callable[[str], Value]) -> tuple[Value, ...]:
    if not (text.startswith("[") and text.endswith("]")):
        raise SweepError(
            f'axis {name}: "{shown(text)}" is neither a list like [A,B,C] nor a range like LOW..HIGH/COUNT'
        )
    try:
        values = tuple(read(item) for item in split(text[1:-1], ",") if item)
    except (HyperError, SpecError) as error:
        raise SweepError(f"axis {name}: {error}") from error
    if not values:
        raise SweepError(f"axis {name}: the list is empty")
    if len(set(values)) < len(values):
        raise SweepError(f"axis {name}: a value stands twice in {shown(text)}")
    return values


def _number(name: str, text: str) -> float:
    number = read_number(text.strip())
    if number is None or not math.isfinite(number):
        raise SweepError(f'axis {name}: "{shown(text.strip())}" is not a number')
    return number


def _between(name: str, hyper: Hyper, low: float, high: float, count: str | None) -> Sequence[float]:
    if not low < high:
        raise SweepError(f"axis {name}: {write_number(low)}..{write_number(high)} must go up")
    if count is None:
        if not (low.is_integer() and high.is_integer()):
            raise SweepError(f"axis {name}: say how many values: {name}={write_number(low)}..{write_number(high)}/50")
        return _whole(name, int(low), int(high))
    if not 2 <= int(count) <= MAX_AXIS:
        raise SweepError(f"axis {name}: 2 to {MAX_AXIS} values are allowed, not {count}")
    spaced = np.geomspace if hyper.scale == "log" and low > 0 else np.linspace
    found: list[float] = spaced(low, high, int(count)).tolist()
    if hyper.kind != "integer":
        return short(found)
    return list(dict.fromkeys(float(round(value)) for value in found))


def short(numbers: Sequence[float]) -> list[float]:
    """Numbers in ascending order with as few digits as tell them apart: those that people would type.

    They move by at most a tenth of the way to the next one, the first and the last not at all. Where floats are too
    coarse for so many numbers, there are fewer.
    """
    inner = (_short(*neighbours) for neighbours in zip(numbers, numbers[1:], numbers[2:], strict=False))
    return list(dict.fromkeys((numbers[0], *inner, numbers[-1])))


def _short(below: float, number: float, above: float) -> float:
    room = min(number - below, above - number) / 10
    found = (float(f"{number:.{digits}g}") for digits in range(1, _MOST_DIGITS))
    return next((each for each in found if abs(each - number) <= room), number)


def _whole(name: str, low: int, high: int) -> Sequence[float]:
    if high - low >= MAX_AXIS:
        raise SweepError(f"axis {name}: at most {MAX_AXIS} values are allowed, not {high - low + 1}")
    return [float(value) for value in range(low, high + 1)]


def check_values(hyper: Hyper, name: str, values: Sequence[Value]) -> tuple[Value, ...]:
    """The values of an axis as its hyperparameter has them; raises SweepError."""
    try:
        return tuple(hyper.check(value) for value in values)
    except HyperError as error:
        raise SweepError(f"axis {name}: {error}") from error
