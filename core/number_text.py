"""Numbers as text: exact for machines, rounded for people, and of one width in a column."""

from __future__ import annotations

import re

MAX_COORDINATES = 6
"""The most coordinates of a point that are shown."""

# float() alone would also take "1_0", "infinity", surrounding blanks and the digits of other scripts.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?inf")


def read_number(text: str) -> float | None:
    """The number written in `text`, or None if it is not one; `inf` is read, `nan` is not."""
    return float(text) if _NUMBER.fullmatch(text) else None


def write_number(value: float) -> str:
    """The shortest text that `read_number` reads back as exactly `value`: 0.1, 100, 1e-8, inf."""
    text = repr(value + 0.0 if isinstance(value, float) else value)
    mantissa, mark, exponent = text.partition("e")
    mantissa = mantissa.removesuffix(".0")
    return f"{mantissa}e{int(exponent)}" if mark else mantissa


def rounded(value: float, digits: int = 5) -> str:
    """A number for people, rounded to `digits` significant digits: 0.1, −2.5e−8, ∞."""
    return typeset(f"{value + 0.0:.{digits}g}")  # + 0.0 makes 0 of −0


def exact(value: float) -> str:
    """A number for people with all its significant digits, as many as make it read back exactly."""
    return typeset(write_number(value))


def fixed_digits(value: float, width: int = 9) -> str:
    """Four significant digits for a column, zeros at the end included; fewer where `width` has no room for them."""
    if value == 0:
        return "0"
    texts = (typeset(f"{value:#.{digits}g}") for digits in (4, 3, 2, 1))
    return next((text for text in texts if len(text) <= width), rounded(value, 1))


def power_form(value: float) -> str:
    """One digit and a power of ten: 2e−7."""
    return typeset(f"{value:.0e}")


def point_text(point: tuple[float, ...]) -> str:
    """A point for people: `(1, −0.5)`; of many coordinates the first ones and the last."""
    texts = [rounded(coordinate) for coordinate in point]
    return f"({', '.join(texts if len(texts) <= MAX_COORDINATES else [*texts[: MAX_COORDINATES - 2], '…', texts[-1]])})"


def typeset(text: str) -> str:
    """Typeset a number that Python formatted: −1.5e−8 for `-1.5e-08`, ∞ for `inf`."""
    mantissa, mark, exponent = text.replace("inf", "∞").partition("e")
    mantissa = mantissa.removesuffix(".")  # the alternate form, #, leaves one behind whole numbers
    return (f"{mantissa}e{int(exponent)}" if mark else mantissa).replace("-", "−")
