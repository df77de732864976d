"""Step a value up or down, as arrow keys and the wheel do in a form."""

from __future__ import annotations

import math
from math import inf

from core.hyper import Hyper, Value

# ISO 3's R10 series: steps of 10**0.1 that people can read (0.1, 0.125, 0.16, 0.2 …).
PREFERRED = (1.0, 1.25, 1.6, 2.0, 2.5, 3.15, 4.0, 5.0, 6.3, 8.0)
TINY = 1e-20  # a log-scaled value nudged below this becomes 0 where 0 is allowed


def nudged(hyper: Hyper, value: Value, up: bool, coarse: bool = False) -> Value:
    """Return the next value up or down, within the bounds; at a bound the value stays.

    A log scale moves by 10**0.1 along ISO 3's preferred numbers (coarse: by 10); a linear one by a
    decimal step, except under an open upper bound, where the distance to that bound moves by 10**0.1:
    0.9, 0.92, 0.9375 … for a decay rate. Flags flip, choices cycle, lists stay, unless the declaration says otherwise.
    """
    if (found := hyper.neighbour(value, up, coarse)) is not None:
        return found
    if hyper.kind == "flag":
        return not value
    if hyper.kind == "choice" or value in hyper.choices:
        index = hyper.choices.index(str(value)) + (1 if up else -1)
        return hyper.choices[index % len(hyper.choices)]
    if isinstance(value, str | tuple):
        return value
    if hyper.word and value == hyper.word[1]:
        moved = _away_from_word(hyper)
    elif hyper.scale == "log":
        moved = _along_decades(hyper, value, up, coarse)
    else:
        moved = _along_line(hyper, value, up, coarse)
    return _clamped(hyper, moved, value)


def preferred(value: float, steps: int) -> float:
    """The preferred number `steps` places away from the one nearest to a positive value."""
    decade, digit = divmod(round(10 * math.log10(value)) + steps, 10)
    # float() of the decimal text rounds once: 1.6 * 10**-1 would be 0.16000000000000003
    return float(f"{PREFERRED[digit]}e{decade}")


def _away_from_word(hyper: Hyper) -> float:
    if hyper.word and hyper.default != hyper.word[1] and isinstance(hyper.default, int | float):
        return hyper.default
    return 100.0 if hyper.kind == "integer" else 1.0


def _along_decades(hyper: Hyper, value: float, up: bool, coarse: bool) -> float:
    if value == inf:
        return 1.0
    if value <= 0:
        return _first_positive(hyper) if up else value
    moved = preferred(value, (10 if coarse else 1) * (1 if up else -1))
    if hyper.kind == "integer":
        return max(round(moved), value + 1) if up else min(round(moved), value - 1)
    return moved if moved >= TINY else 0.0


def _first_positive(hyper: Hyper) -> float:
    if isinstance(hyper.default, int | float) and 0 < hyper.default < inf:
        return hyper.default
    return 1.0 if hyper.kind == "integer" else 0.001


def _along_line(hyper: Hyper, value: float, up: bool, coarse: bool) -> float:
    sign = 1 if up else -1
    if hyper.kind == "integer":
        return value + sign * (10 if coarse else 1)
    if hyper.high_open and hyper.high != inf:
        distance = preferred(hyper.high - value, -sign * (10 if coarse else 1))
        return round(hyper.high - distance, 12)
    span = hyper.high - hyper.low
    default = abs(hyper.default) if isinstance(hyper.default, int | float) and abs(hyper.default) < inf else 0.0
    size = span / 100 if span < inf else max(default, 1.0) / 10
    step = 10.0 ** math.floor(math.log10(size) + 1e-9) * (10 if coarse else 1)
    return round(value + sign * step, 12)


def _clamped(hyper: Hyper, moved: float, value: Value) -> Value:
    if hyper.contains(moved):
        return hyper.check(int(moved) if hyper.kind == "integer" else moved)
    end = hyper.high if moved >= hyper.high else hyper.low
    return hyper.check(end) if hyper.contains(end) else value
