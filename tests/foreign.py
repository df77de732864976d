"""What a stranger may write: characters that steer a terminal or deceive its reader, and paths that are none."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PLANTS = (
    "\x1b]0;pwn\x07",
    "\x1b[2J",
    "\x9b31m",
    "\x9d0;pwn\x9c",
    "\x08\x0b\x0c\x0e\x7f",
    "\u202e\u2066\u200f",
    "\u200b\u200d\ufeff",
    "\u2028\u2029\x85",
    "\U000e0041\ue000",
)
PLANT = "".join(PLANTS)
SURROGATE = "\udc9b\ud83d"
"""What Python makes of a byte of a file name that is not UTF-8, and a half of a character."""


def steering(output: str) -> list[str]:
    """The characters of an output that no text of a command may have: all but printable ones and line ends."""
    return sorted({one for one in output if not one.isprintable() and one != "\n"})


def raw_plants(output: bytes) -> list[bytes]:
    """What stands in the output of the app as it was planted; its own escape sequences are another matter."""
    single = {one.encode() for plant in PLANTS for one in plant if ord(one) > 0x7E}
    return [found for found in (*(plant.encode() for plant in PLANTS[:2]), *single) if found in output]


def planted(data: Any, plant: str) -> Iterator[Any]:
    """The data once for each of its texts, names of keys included, with the plant in the middle of it."""
    for path in _paths(data):
        changed = copy.deepcopy(data)
        *way, last = path
        inside = changed
        for step in way:
            inside = inside[step]
        if isinstance(last, _Name):
            inside[_with(last.name, plant)] = inside.pop(last.name)
        else:
            inside[last] = _with(inside[last], plant)
        yield changed


class _Name:
    """A key whose name is to be changed, not its value."""

    def __init__(self, name: str) -> None:
        self.name = name


def _with(text: str, plant: str) -> str:
    middle = len(text) // 2
    return text[:middle] + plant + text[middle:]


def _paths(data: Any) -> Iterator[tuple[Any, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        if isinstance(key, str):
            yield (_Name(key),)
        if isinstance(value, str):
            yield (key,)
        yield from ((key, *rest) for rest in _paths(value))


HOSTILE_PATHS = {
    "a name too long": "n" * 256,
    "letters of four bytes": "\U0001d4d0" * 64,
    "a path too long": "d/" * 2_048 + "f",
    "far too long": "d/" * 50_000 + "f",
    "NUL": "a\0b",
    "NUL in a home": "~\0/f",
    "no such home": "~nobody-has-this-name/f",
    "half a character": "a\ud83d",
    "a link to itself": "loop",
    "a pipe": "pipe",
    "a device": "/dev/zero",
    "a folder": "folder",
    "the folder itself": ".",
    "in a file": "plain/f",
    "in a pipe": "pipe/f",
}
"""Paths at which no scenario can be read, in a folder that `furnish` has filled."""


def furnish(folder: Path) -> None:
    """Put a pipe, a folder, a link to itself and an empty file there."""
    os.mkfifo(folder / "pipe")
    os.mkdir(folder / "folder")
    os.symlink("loop", folder / "loop")
    (folder / "plain").write_text("")


def one_sentence(text: str) -> bool:
    """Whether a text can stand on one line as a message."""
    return 0 < len(text) < 1_000 and text.rstrip("\n").isprintable()
