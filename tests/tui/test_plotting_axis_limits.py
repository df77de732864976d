"""Limits move in steps; ticks are round, distinct and inside."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.plotting.axis_limits import Axis, decade_ticks, linear_axis, log_axis, nice_step, power_label, step_axis, ticks

ANY = st.floats(allow_nan=False, allow_infinity=False)


def test_ticks_are_1_2_5() -> None:
    assert ticks(-2, 2, 5) == ((-2, "−2"), (-1, "−1"), (0, "0"), (1, "1"), (2, "2"))
    assert [label for _, label in ticks(0, 1, 5)] == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert [label for _, label in ticks(0, 40_000, 4)] == ["0", "10000", "20000", "30000", "40000"]
    assert [label for _, label in ticks(0, 4_000_000, 4)] == ["0", "1000k", "2000k", "3000k", "4000k"]
    assert [nice_step(raw) for raw in (0.9, 1, 1.1, 2.1, 5.1, 30)] == [1, 1, 2, 5, 10, 50]


def test_labels_that_are_too_long_count_from_the_first() -> None:
    assert [label for _, label in ticks(1, 1 + 3e-9, 4)] == ["1.0…", "+1e−9", "+2e−9", "+3e−9"]
    assert [label for _, label in ticks(-2e-10, 2e-10, 4)] == ["−2e−10", "−1e−10", "0", "1e−10", "2e−10"]
    assert [label for _, label in ticks(-2e-10, 2e-10, 4, widest=5)][1:] == ["1e−10", "2e−10", "3e−10", "4e−10"]


@given(st.floats(-1e8, 1e8), st.floats(-8, 3), st.integers(1, 10))
def test_any_window_has_two_labelled_ticks(low: float, size: float, room: int) -> None:
    span = max(abs(low), 1e-3) * 10**size
    found = ticks(low, low + span, room, 5)
    assert sum(bool(label) for _, label in found) >= 2
    assert all(len(label) <= 5 for _, label in found)


@given(st.floats(-20, 20), st.floats(0, 10), st.integers(2, 10))
def test_any_logarithmic_axis_has_two_ticks(low: float, decades: float, room: int) -> None:
    found = log_axis(10**low, 10 ** (low + decades)).ticks(room)
    assert len(found) >= 2
    assert len({label for _, label in found}) == len(found)
    assert all(len(label) <= 5 for _, label in found)


def test_decades_are_superscripts() -> None:
    assert [label for _, label in decade_ticks(-3, 2, 6)] == ["10⁻³", "10⁻²", "10⁻¹", "1", "10", "10²"]
    assert [label for _, label in decade_ticks(-15, 0, 4)] == ["10⁻¹⁵", "10⁻¹⁰", "10⁻⁵", "1"]
    assert power_label(-300) == "10⁻³⁰⁰"


def test_steps_double_and_stop_over_at_the_end_of_the_run() -> None:
    limits = [step_axis(step, 500).high for step in range(2500)]
    assert sorted(set(limits)) == [32, 64, 128, 256, 500, 1000, 2000, 4000]
    assert limits == sorted(limits)
    assert step_axis(3, 10).high == 10
    assert step_axis(999, 500, log=True) == Axis(0, 3, True)


@given(ANY, ANY)
def test_linear_limits_contain_what_is_given(one: float, other: float) -> None:
    low, high = sorted((one, other))
    axis = linear_axis(low, high)
    assert axis.low < axis.high
    assert math.isfinite(axis.low)
    assert math.isfinite(axis.high)
    if 1e-290 < max(abs(low), abs(high)) < 1e290:
        slack = 1e-6 * (axis.high - axis.low)
        assert axis.low <= low + slack
        assert high - slack <= axis.high
    for place, _ in axis.ticks(5):
        assert axis.low - 1e-6 * abs(axis.low) <= place <= axis.high + 1e-6 * abs(axis.high)


@given(st.floats(5e-324, 1e308), st.floats(5e-324, 1e308))
def test_log_limits_end_below_at_a_decade(one: float, other: float) -> None:
    low, high = sorted((one, other))
    axis = log_axis(low, high)
    assert axis.low == int(axis.low)
    assert axis.low < axis.high
    if low > 1e-299 and high < 1e299:
        assert axis.low - 1e-6 <= math.log10(low)
        assert math.log10(high) <= axis.high + 1e-6
    assert 1 <= len(axis.ticks(6)) <= 8


@pytest.mark.parametrize("span", [(0.0, 0.0), (1.0, 1.0 + 1e-16), (math.nan, 1.0), (0.0, math.inf)])
def test_what_has_no_ticks_has_none(span: tuple[float, float]) -> None:
    assert ticks(*span, 5) == ()
