"""Superscripts and subscripts in Unicode, and powers of ten."""

from __future__ import annotations

from collections.abc import Mapping

SUPERSCRIPTS: Mapping[str, str] = dict(zip("0123456789-+()tknij", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁽⁾ᵗᵏⁿⁱʲ", strict=True))
SUBSCRIPTS: Mapping[str, str] = dict(zip("0123456789-+ieklmn", "₀₁₂₃₄₅₆₇₈₉₋₊ᵢₑₖₗₘₙ", strict=True))

_TO_SUBSCRIPTS = str.maketrans(dict(SUBSCRIPTS))


def superscript(text: str) -> str | None:
    """The text in superscript characters, or None where Unicode lacks one of them."""
    return "".join(SUPERSCRIPTS[c] for c in text) if all(c in SUPERSCRIPTS for c in text) else None


def subscript(digits: str) -> str:
    """The digits in subscript."""
    return digits.translate(_TO_SUBSCRIPTS)


def power_of_ten(exponent: int) -> str:
    """10⁻³."""
    return f"10{superscript(str(exponent))}"
