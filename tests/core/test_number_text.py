"""One form of a number for each purpose: read back, read by people, read in a column."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.number_text import exact, fixed_digits, point_text, power_form, read_number, rounded, write_number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-1.0, "−1"),
        (1e-8, "1e−8"),
        (12345.678, "1.235e4"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (1e100, "1e100"),
    ],
)
def test_people_read_no_padding_and_no_ascii_signs(value: float, text: str) -> None:
    assert rounded(value, 4) == text


def test_nan_is_said() -> None:
    assert rounded(math.nan) == exact(math.nan) == fixed_digits(math.nan) == "nan"


def test_there_is_one_zero() -> None:
    assert rounded(-0.0) == exact(-0.0) == fixed_digits(-0.0) == write_number(-0.0) == "0"


@given(st.floats(allow_nan=False))
def test_exact_text_differs_from_the_written_one_in_signs_only(value: float) -> None:
    assert read(exact(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1.0, "1.000"),
        (0.001234, "0.001234"),
        (1234.5, "1234"),
        (12345.6, "1.235e4"),
        (-1e-5, "−1.000e−5"),
        (-0.00012345, "−0.000123"),
        (-1.2345e-123, "−1.2e−123"),
    ],
)
def test_a_column_shows_four_digits_or_what_it_has_room_for(value: float, text: str) -> None:
    assert fixed_digits(value) == text


@given(st.floats(allow_nan=False))
def test_a_column_keeps_its_width_and_shows_the_digits_that_are_shown_elsewhere(value: float) -> None:
    text = fixed_digits(value)
    assert len(text) <= 9
    assert read(text) in {read(rounded(value, digits)) for digits in (4, 3, 2, 1)}


def read(text: str) -> float | None:
    return read_number(text.replace("−", "-").replace("∞", "inf"))


def test_points_and_ticks() -> None:
    assert point_text((1.0, -0.5)) == "(1, −0.5)"
    assert power_form(-2.2e-7) == "−2e−7"
