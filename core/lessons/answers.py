"""Read a user's answer to a claim that asks first, and compare it with what was measured."""

from __future__ import annotations

import math
from typing import Literal

from core.lessons.expected import KINDS, read_number
from core.lessons.lesson import NEVER, Between, Claim, Expectation, Measured, Near, Word
from core.suggestion import hint

Verdict = Literal["right", "close", "too small", "too large", "wrong"]

CLOSE = 0.1
"""The share of the measured value by which a close answer may be off."""
DIGITS = range(2, 7)
"""The significant digits to which an answer may be rounded."""


def choices(expected: Expectation) -> tuple[str, ...]:
    """The words from which an answer is chosen; empty where it is a number."""
    return KINDS if isinstance(expected, Word) else ()


def read_answer(text: str, claim: Claim) -> Measured:
    """The answer that was typed: a status, a number, a formula of numbers, or `never`. Raises ValueError."""
    text = text.strip()
    words = choices(claim.expected)
    if words:
        if text not in words:
            raise ValueError(f'"{text}" is no status{hint(text, words)}')
        return text
    return math.inf if text == NEVER else read_number(text, "the answer")


def verdict(answer: Measured, claim: Claim, measured: Measured) -> Verdict:
    """How good an answer is: right within the claim's tolerance or rounded, close, or on which side it is wrong."""
    if isinstance(answer, str) or isinstance(measured, str):
        return "right" if answer == measured else "wrong"
    if _meets(answer, claim.expected, measured) or any(answer == rounded(measured, digits) for digits in DIGITS):
        return "right"
    if math.isnan(measured):
        return "wrong"
    if math.isfinite(measured) and abs(answer - measured) <= CLOSE * abs(measured):
        return "close"
    return "too small" if answer < measured else "too large"


def _meets(answer: float, expected: Expectation, measured: float) -> bool:
    """Whether an answer is as near to the measured value as the claim asks, or in its range."""
    if isinstance(expected, Near):
        return Near(measured, expected.tolerance, expected.relative).holds(answer)
    return isinstance(expected, Between) and expected.holds(answer)


def rounded(value: float, digits: int) -> float:
    """A number with so many significant digits."""
    return float(f"{value:.{digits}g}")
