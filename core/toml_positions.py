"""Where in a TOML file something stands: tomllib tells no places, so the text is searched."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

LONGEST = 200_000  # characters of a file; 64 racers need a tenth of it

_PLACE = re.compile(r"(.*) \(at (line \d+, column \d+)\)")


def parsed(text: str) -> Mapping[str, Any]:
    """The tables of a file; ValueError says in one sentence, with line and column, why it is no TOML."""
    if len(text) > LONGEST:
        raise ValueError(f"the file has {len(text)} characters: at most {LONGEST} are allowed")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("the file is nested too deeply: no field needs more than a list") from None
    except ValueError as error:  # also Python's own, for an integer of thousands of digits
        match = _PLACE.fullmatch(str(error))
        sentence = f"{match[2]}: {match[1][:1].lower()}{match[1][1:]}" if match else str(error)
        raise ValueError(sentence) from error


def place(text: str, key: str, item: str = "", after: str = "", nth: int = 0) -> str:
    """`line 3: ` for the line of a key, or of an item in its list; nothing where it is not found.

    `after` names the table that the key is in, and `nth` says which of the tables of that name.
    """
    lines = text.splitlines()
    begin: int | None = 0
    for number in range(nth + 1 if after else 0):
        begin = line_of(lines, after, (begin or 0) + (number > 0))
        if begin is None:
            break
    first = line_of(lines, key, begin or 0)
    if first is None:
        return ""
    inside = (number for number in range(first, len(lines)) if item and item in lines[number])
    return f"line {next(inside, first) + 1}: "


def line_of(lines: list[str], key: str, begin: int) -> int | None:
    """The index of the first line from `begin` on that sets a key or opens a table of that name."""
    pattern = re.compile(rf"""\s*(["']?){re.escape(key)}\1\s*[=.\]]|\s*\[+\s*{re.escape(key)}(?=[\s.\]])""")
    return next((number for number in range(begin, len(lines)) if pattern.match(lines[number])), None)
