"""Answers to a lesson's questions: how they are read, and how good each is against what was measured."""

from __future__ import annotations

import math

import pytest

from core.lessons import Claim
from core.lessons.answers import Verdict, choices, read_answer, verdict
from core.lessons.expected import KINDS
from core.lessons.lesson import Between, Expectation, Measured, Near, Word
from tui.lessons import lesson, lesson_texts

ASKING = [name for name, text in lesson_texts().items() if "\nask = " in text]


def claim(expected: Expectation) -> Claim:
    return Claim("It is so.", {}, None, expected, ask="Is it?")


@pytest.mark.parametrize(
    ("expected", "answer", "measured", "told"),
    [
        (Near(2, 0.1), 2.05, 2.0, "right"),
        (Near(2, 0.1), 2.05, 1.9, "close"),  # the measured value counts, not the expected one
        (Near(2, 0.01, relative=True), 2.01, 2.0, "right"),
        (Near(0.6058, 1e-9), 0.61, 0.605770436, "right"),  # rounded to two digits
        (Near(0.6058, 1e-9), 0.6058, 0.605770436, "right"),
        (Near(0.6058, 1e-9), 0.6, 0.605770436, "close"),  # one digit says too little
        (Near(0.6058, 1e-9), 0.3, 0.605770436, "too small"),
        (Near(0.6058, 1e-9), 0.9, 0.605770436, "too large"),
        (Near(-2, 0), -3, -2.0, "too small"),
        (Near(0, 1e-9), 0, 0.0, "right"),
        (Near(69), 69, 69.0, "right"),
        (Between(high=0.5), 0.2, 0.1, "right"),  # as good as the claim itself
        (Between(high=0.5), 0.7, 0.1, "too large"),
        (Near(math.inf), math.inf, math.inf, "right"),
        (Near(math.inf), 40, math.inf, "too small"),
        (Near(1, 0.1), 40, math.nan, "wrong"),
        (Word("target"), "target", "target", "right"),
        (Word("target"), "stalled", "target", "wrong"),
    ],
)
def test_how_good_an_answer_is(expected: Expectation, answer: Measured, measured: Measured, told: Verdict) -> None:
    assert verdict(answer, claim(expected), measured) == told


@pytest.mark.parametrize(("text", "value"), [("0.5", 0.5), (" 2/101 ", 2 / 101), ("1e3", 1000), ("never", math.inf)])
def test_a_number_is_read(text: str, value: float) -> None:
    assert read_answer(text, claim(Near(1, 0.1))) == value


@pytest.mark.parametrize("text", ["", "far", "1/0", "x", "__import__('os')", "2+"])
def test_what_is_no_number_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="the answer must be a number"):
        read_answer(text, claim(Near(1, 0.1)))


def test_a_status_is_chosen_from_all() -> None:
    assert choices(Word("target")) == KINDS
    assert choices(Near(1)) == ()
    with pytest.raises(ValueError, match="Did you mean diverged"):
        read_answer("divergd", claim(Word("target")))


def test_some_lessons_ask() -> None:
    assert len(ASKING) >= 3


def _inside(expected: Expectation) -> Measured:
    """A value as the claim expects it."""
    match expected:
        case Near(value):
            return value
        case Between(low, high):
            return low if math.isfinite(low) else high
        case _:
            return str(expected)


@pytest.mark.parametrize("name", ASKING)
def test_each_question_of_a_lesson_has_its_expected_answer(name: str) -> None:
    for each in lesson(name).claims:
        if not each.ask:
            continue
        assert each.ask.endswith("?")
        right = _inside(each.expected)
        assert verdict(read_answer(str(right), each), each, right) == "right"
        wrong = "7.77777" if isinstance(right, float) else next(word for word in KINDS if word != right)
        assert verdict(read_answer(wrong, each), each, right) != "right"
