"""Axis limits and ticks: limits that move in steps, ticks at multiples of 1, 2, 5 or at decades."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from core.frozen import frozen
from core.number_text import power_form, rounded, typeset
from core.typography import power_of_ten
from tui.plotting.symlog import symlog_limits, symlog_ticks

_MIN_MAGNITUDE = 1e-300
_MAX_MAGNITUDE = 1e300
_SPIKE = {True: 1e3, False: 10.0}  # log, linear: the limits follow values up to this multiple of the first one
_FALL = 1e3  # values below zero are shown on a linear axis down to this multiple of the first one
_MORE = 8  # ticks beyond the room, tried until at least two fall into the range


@frozen
class Axis:
    """One axis: `low` < `high`, both as positions; ticks as (position, label).

    A value's position is the value itself, its log10 where `log`, and where `within` > 0 its symmetric logarithm.
    """

    low: float
    high: float
    log: bool = False
    within: float = 0.0  # a power of ten: linear around zero up to about ± it, logarithmic beyond

    def ticks(self, room: int, widest: int = 6) -> tuple[tuple[float, str], ...]:
        """At most `room` (≥ 1) ticks with labels of at most `widest` characters where that can be."""
        if self.within:
            return symlog_ticks(self.low, self.high, self.within, room, power_label)
        return decade_ticks(self.low, self.high, room) if self.log else ticks(self.low, self.high, room, widest)


def nice_step(raw: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is at least `raw` (> 0)."""
    if not _MIN_MAGNITUDE <= raw <= _MAX_MAGNITUDE:
        return min(max(raw, _MIN_MAGNITUDE), _MAX_MAGNITUDE)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(m * power for m in (1.0, 2.0, 5.0, 10.0, 20.0) if m * power >= raw * (1 - 1e-9))


def ticks(low: float, high: float, room: int, widest: int = 6) -> tuple[tuple[float, str], ...]:
    """Round positions in [low, high], with one form of label for all of them; at least two of them are labelled.

    Where short labels would be equal, they give the distance from the first tick: +1e−9.
    """
    if not (math.isfinite(high - low) and high > low):
        return ()
    for more in range(_MORE):
        step = nice_step((high - low) / (max(room, 1) + more))
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first > 1000 or abs(first) > 2**53:  # a window so narrow that floats cannot tell its ticks apart
            return ()
        if last > first:
            places = [i * step for i in range(first, last + 1)]
            return tuple(zip(places, labels(places, step, widest), strict=True))
    return ()


def decade_ticks(low: float, high: float, room: int) -> tuple[tuple[float, str], ...]:
    """Whole powers of ten in [low, high] (both log10), every one or every 2nd, 5th, 10th …

    In a range with less than two of them, also 3, or 2 and 5, times a power of ten.
    """
    span = max(high - low, 1e-9)
    if span > 2 or room < 4:
        every_nth = max(1, round(nice_step(span / max(room, 1))))
        first, last = math.ceil(low / every_nth - 1e-9), math.floor(high / every_nth + 1e-9)
        if last > first:
            return tuple((float(i * every_nth), power_label(i * every_nth)) for i in range(first, last + 1))
    found: tuple[tuple[float, str], ...] = ()
    for parts in ((1, 3), (1, 2, 5)) if span > 1.4 else ((1, 2, 5), (1, 2, 3, 4, 5, 6, 8)):
        found = _parts_of_decades(low, high, parts)
        if len(found) > 1:
            return found
    return found


def _parts_of_decades(low: float, high: float, parts: tuple[int, ...]) -> tuple[tuple[float, str], ...]:
    exponents = range(math.floor(low), math.ceil(high) + 1)
    places = [(e + math.log10(part), e, part) for e in exponents for part in parts]
    return tuple((at, part_label(part, e)) for at, e, part in places if low - 1e-9 <= at <= high + 1e-9)


def part_label(part: int, exponent: int) -> str:
    """20; 0.05; 10⁻⁷; 2e−7."""
    if abs(exponent) <= 3:
        return rounded(part * 10.0**exponent)
    return power_label(exponent) if part == 1 else typeset(f"{part}e{exponent}")


def power_label(exponent: int) -> str:
    """10⁻³; 1 and 10 as they are."""
    return {0: "1", 1: "10"}.get(exponent, power_of_ten(exponent))


def labels(places: list[float], step: float, widest: int) -> list[str]:
    """Format ticks as decimals, with k or M, or as d·10ⁿ: the first form that fits and keeps them distinct."""
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    forms: list[Callable[[float], str]] = [lambda v: typeset(f"{v:.{digits}f}")]
    if step >= 100:
        forms.append(lambda v: f"{rounded(v / 1e3, 6)}k")
    if step >= 1e5:
        forms.append(lambda v: f"{rounded(v / 1e6, 6)}M")
    forms.append(power_form)
    for form in forms:
        texts = [form(v) if abs(v) > step / 2 else "0" for v in places]
        if len(set(texts)) == len(texts) and max(map(len, texts), default=0) <= widest:
            return texts
    return _beyond_the_first(places, step, widest)


def _beyond_the_first(places: list[float], step: float, widest: int) -> list[str]:
    """Label ticks by their distance from the first one, whose own label is cut to the room."""
    texts = [typeset(f"{i * step:+g}") for i in range(len(places))]
    texts = [text if len(text) <= widest else f"+{power_form(i * step)}" for i, text in enumerate(texts)]
    texts = [text if len(text) <= widest else text[1:] for text in texts]
    first = places[0]
    forms = f"{first:.{max(widest - 5, 0)}f}…", f"{first:.0f}…", f"{first / 1e3:.0f}k…", f"{first / 1e6:.0f}M…", "…"
    texts[0] = typeset(next(form for form in forms if len(form) <= widest))
    return [text if len(text) <= widest else "" for text in texts]


def step_axis(step: int, planned: int, log: bool = False) -> Axis:
    """The axis of the steps 0 … step: it ends at a power of two, or at `planned`, the length of the run."""
    planned = max(planned, 1)
    limit = 32
    while limit < step:
        limit *= 2
    if step <= planned:
        limit = min(limit, planned)
    else:
        limit = planned
        while limit < step:
            limit *= 2
    return Axis(0.0, math.log10(max(limit, 2)), True) if log else Axis(0.0, float(limit))


def linear_axis(low: float, high: float) -> Axis:
    """Round limits around finite [low, high]; from 0 if that takes less than half of the range."""
    low, high = (0.0 if abs(v) < _MIN_MAGNITUDE else min(max(v, -_MAX_MAGNITUDE), _MAX_MAGNITUDE) for v in (low, high))
    if low > 0 and low < high / 2:
        low = 0.0
    if high - low <= 1e-12 * max(abs(low), abs(high), _MIN_MAGNITUDE):  # one value up to rounding
        pad = abs(low) / 2 or 1.0
        low, high = low - pad, high + pad
    step = nice_step((high - low) / 4)
    axis = Axis(step * math.floor(low / step + 1e-9), step * math.ceil(high / step - 1e-9))
    return axis if axis.high > axis.low and math.isfinite(axis.high - axis.low) else Axis(low / 2, high / 2)


def log_axis(low: float, high: float) -> Axis:
    """Limits around 0 < low ≤ high: from a whole decade to 1, 2 or 5 times a power of ten.

    The lower limit moves in steps of several decades if there are many.
    """
    low, high = (min(max(v, _MIN_MAGNITUDE), _MAX_MAGNITUDE) for v in (low, high))
    top = math.log10(nice_step(high))
    decade = math.ceil(top - 1e-9)
    decades = max(decade - math.log10(low) - 1e-9, 0.5)
    every = next(e for e in (1, 2, 5, 10, 20, 50, 100, 200) if decades / e <= 6)
    return Axis(float(decade - every * math.ceil(decades / every)), top, True)


def symlog_axis(low: float, high: float, far: float) -> Axis:
    """Limits around low < −far and high, linear only around zero."""
    within = 10.0 ** math.floor(math.log10(max(far / _FALL, _MIN_MAGNITUDE)))
    top = max(nice_step(max(high, within)), high)  # a nice number may be less by a rounding error
    return Axis(*symlog_limits(low, top, within), within=within)


def spike_limit(firsts: Iterable[float], log: bool) -> float:
    """How high the axis limits follow curves with these first values: one that diverges must not flatten the others."""
    return _largest(firsts) * _SPIKE[log]


def fall_limit(firsts: Iterable[float]) -> float:
    """How far below zero curves with these first values can be shown on a linear axis."""
    return -_largest(firsts) * _FALL


def _largest(firsts: Iterable[float]) -> float:
    return max((abs(first) for first in firsts if math.isfinite(first) and first != 0), default=math.inf)
