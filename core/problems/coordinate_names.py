"""The names of coordinates: x, y, z, w, or x1 … x100."""

from __future__ import annotations

import re
from collections.abc import Collection

LETTERS = ("x", "y", "z", "w")
MAX_DIMS = 100
"""The most parameters of a formula: its second derivatives are that number squared."""
NUMBERED = tuple(f"x{number}" for number in range(1, MAX_DIMS + 1))
COORDINATE_NAMES = (*LETTERS, *NUMBERED)

_NUMBERED = re.compile(r"x[1-9][0-9]*")


def is_coordinate(name: str) -> bool:
    """Whether a name without a value is taken for a coordinate; x21 too, which is one too many."""
    return name in LETTERS or _NUMBERED.fullmatch(name) is not None


def why_incomplete(names: Collection[str]) -> str:
    """Why a formula cannot have the coordinates of these names alone; empty if it can."""
    letters, numbered = ([name for name in known if name in names] for known in (LETTERS, NUMBERED))
    if letters and numbered:
        return (
            f"{letters[0]} and {numbered[0]} are both taken for coordinates: call them {', '.join(LETTERS)} "
            f"or x1, x2 …, or give one a value, as in {numbered[0]}=1"
        )
    found, known = (numbered, NUMBERED) if numbered else (letters, LETTERS)
    missing = next((name for name, other in zip(known, found, strict=False) if name != other), None)
    if missing is None or found == ["y"]:
        return ""
    return (
        f"{found[-1]} is taken for a coordinate, and {missing} does not occur: name coordinates in order, "
        f"or give {found[-1]} a value, as in {found[-1]}=1"
    )
