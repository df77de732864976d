"""Refuse TOML with deeply nested brackets or dotted keys before it is parsed.

tomllib's time and memory grow with the square of the depth: ten thousand brackets or dots take seconds and gigabytes.
This check is one pass over the text.
"""

from __future__ import annotations

import re

MAX_DEPTH = 16
"""Levels of nested brackets, and dots of one key. The deepest key of our files is `scenarios.slow.rules.mine`."""

_MARKS = re.compile(r"[\[\]{}.=,\n#\"']")
_ENDS = {'"': re.compile(r'["\n\\]'), "'": re.compile(r"['\n]"), '"""': re.compile(r'"""|\\'), "'''": re.compile("'''")}


def check_depth(text: str) -> None:
    """Raise ValueError if brackets or a dotted key go too deep; leave all other errors to the parser."""
    depth = dots = place = 0
    while (mark := _MARKS.search(text, place)) is not None:
        sign, place = mark[0], mark.end()
        if sign in "\"'":
            place = _string_end(text, mark.start())
        elif sign == "#":
            place = _line_end(text, place)
        elif sign == ".":
            dots += 1
        else:
            dots = 0
            depth = depth + 1 if sign in "[{" else max(depth - 1, 0) if sign in "]}" else depth
        if max(depth, dots) > MAX_DEPTH:
            line = text.count("\n", 0, place) + 1
            what = "nested" if depth > MAX_DEPTH else "dotted"
            raise ValueError(f"line {line}: the file is {what} too deeply: no field needs more than {MAX_DEPTH} levels")


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _string_end(text: str, begin: int) -> int:
    """The index after the string that begins at `begin`; the end of the text if it never ends."""
    quote = text[begin]
    if text.startswith(quote * 3, begin):
        quote *= 3
    place = begin + len(quote)
    while (end := _ENDS[quote].search(text, place)) is not None:
        if end[0] == "\\":
            place = end.end() + 1
        elif end[0] == "\n":
            return len(text)
        else:
            place = end.end()
            while len(quote) == 3 and text.startswith(quote[0], place):
                place += 1  # up to two quotes may stand before the three
            return place
    return len(text)
