"""Find the line of a key in a TOML file for an error message; tomllib reports lines of syntax errors only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from core.toml_bounds import check_depth

MAX_LENGTH = 200_000  # characters of a file; 64 racers need a tenth of it
MAX_KEY = 1_000  # characters of a key whose line is looked for

# Possessive quantifiers: a long line of blanks would take a time that grows with its square.
_HEADER = re.compile(r"\s*+\[++\s*+([\w.\"' -]++)\]++\s*+(?:#.*)?$")
_POSITION = re.compile(r"(.*) \(at (line \d+, column \d+)\)")


def parsed(text: str) -> Mapping[str, Any]:
    """Parse a TOML file of bounded size; the message of a ValueError is one sentence with line and column."""
    if len(text) > MAX_LENGTH:
        raise ValueError(f"the file has {len(text)} characters: at most {MAX_LENGTH} are allowed")
    check_depth(text)
    import tomllib  # noqa: PLC0415 - the app starts without a file

    try:
        return tomllib.loads(text)
    except ValueError as error:  # also Python's own, for an integer of thousands of digits
        match = _POSITION.fullmatch(str(error))
        sentence = f"{match[2]}: {match[1][:1].lower()}{match[1][1:]}" if match else str(error)
        raise ValueError(sentence) from error


def line_prefix(text: str, key: str, item: str = "", after: str = "", nth: int = 0) -> str:
    """The prefix `line 3: ` of an error message about a key, or about an item of its list; empty if neither is found.

    `after` names the table of the key; `nth` counts the tables of that name from 0.
    """
    lines = text.split("\n")  # as TOML and editors count them; `splitlines` ends lines at other characters too
    begin, end = _table(lines, after, nth) if after else (0, len(lines))
    first = line_of(lines[:end], key, begin)
    if first is None:
        return ""
    inside = (number for number in range(first, end) if item and item in lines[number])
    return f"line {next(inside, first) + 1}: "


def _table(lines: list[str], name: str, nth: int) -> tuple[int, int]:
    """The range of lines of a table with its header and sub-tables; all lines if it is not found."""
    begin = line_of(lines, name, 0)
    for _ in range(nth):
        begin = None if begin is None else line_of(lines, name, begin + 1)
    if begin is None:
        return 0, len(lines)
    headers = ((number, _HEADER.match(lines[number])) for number in range(begin + 1, len(lines)))
    others = (number for number, found in headers if found and not found[1].startswith(f"{name}."))
    return begin, next(others, len(lines))


def line_of(lines: list[str], key: str, begin: int) -> int | None:
    """The index of the first line from `begin` on that sets a key or opens a table of that name."""
    if len(key) > MAX_KEY:
        return None
    pattern = re.compile(rf"""\s*(["']?){re.escape(key)}\1\s*[=.\]]|\s*\[+\s*{re.escape(key)}(?=[\s.\]])""")
    return next((number for number in range(begin, len(lines)) if pattern.match(lines[number])), None)
