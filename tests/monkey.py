"""A monkey at the keyboard: what a user could do, at random, told apart by a seed; in process or through a terminal."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tests.bindings import declared, keys_of

OPENERS = (
    *("f1", "f2", "f3", "f4", "ctrl+o", "ctrl+p", "ctrl+s", "colon", "question_mark"),
    *("a", "c", "o", "n", "E", "e", "v", "p", "q", "z"),
)
"""Keys that open or show something."""
MOVES = ("tab", "shift+tab", "up", "down", "left", "right", "shift+up", "pageup", "pagedown", "home", "end", "enter")
STOPS = frozenset({"ctrl+z"})
"""Keys that stop the program."""
BOUND = tuple(sorted({key for binding in declared() for key in keys_of(binding)} - STOPS))
"""All keys of the app, so that none is forgotten."""
EDITING = (
    *("backspace", "ctrl+a", "ctrl+w", "ctrl+u", "ctrl+k", "ctrl+left", "shift+end", "8", "9"),
    *("escape", "escape", "escape"),
)
CHARACTERS = {
    **{"space": " ", "comma": ",", "full_stop": ".", "plus": "+", "minus": "-", "equals_sign": "=", "colon": ":"},
    **{"less_than_sign": "<", "greater_than_sign": ">", "question_mark": "?", "slash": "/"},
    **{"left_square_bracket": "[", "right_square_bracket": "]", "enter": "\r", "tab": "\t"},
}
"""What a key types, by its name."""
PASTES = (
    "adam lr=0.1",
    "(1-x)^2 + 100*(y-x^2)^2",
    "nothing\x00\x07\x1b]0;title\x07\x1b[31m\x9b2J\r\n\t",
    "left \u202e\u2066right\u2069 \u200f\u200b\ufeff",
    "👩‍👩‍👧‍👦🇺🇳🏴‍☠️ é\u0301\u0301\u0301 ☃",
    "宽字符全角ｆｕｌｌ한글",
    "x" * 3000,
    "\n" * 200,
    "1e400",
    "-nan",
    "/nonexistent/" + "d" * 300,
    "lr=[0.1,0.2,0.3]",
    "m: 0\nm = beta1*m + g\ntheta = theta - lr*m",
    "\ud800 alone".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
)
SIZES = ((1, 1), (2, 2), (1, 50), (200, 1), (5, 3), (12, 4), (30, 10), (60, 18), (80, 24), (120, 40), (300, 100))
THEMES = ("textual-dark", "textual-light", "nord", "dracula", "ansi-dark")
BUTTONS = ("move", "click", "double", "drag", "right", "scroll_up", "scroll_down")


@dataclass(frozen=True)
class Press:
    """Keys, by Textual's names of them."""

    keys: tuple[str, ...]


@dataclass(frozen=True)
class Paste:
    """A text, pasted."""

    text: str


@dataclass(frozen=True)
class Mouse:
    """Something done with the mouse, at fractions of the window's width and height."""

    what: str
    at: tuple[float, float]
    to: tuple[float, float]


@dataclass(frozen=True)
class Resize:
    """Another size of the window."""

    columns: int
    rows: int


@dataclass(frozen=True)
class Theme:
    """Another theme."""

    name: str


Act: TypeAlias = Press | Paste | Mouse | Resize | Theme


def acts(seed: int, count: int) -> Iterator[Act]:
    """So many acts of a monkey; a function of the seed."""
    dice = random.Random(seed)
    for _ in range(count):
        yield _act(dice)


def _act(dice: random.Random) -> Act:
    chance = dice.random()
    if chance < 0.62:
        kinds = dice.choices((OPENERS, MOVES, BOUND, EDITING), (25, 35, 25, 15))
        return Press(tuple(dice.choice(kinds[0]) for _ in range(dice.choice((1, 1, 1, 2, 5)))))
    if chance < 0.70:
        return Paste(dice.choice(PASTES))
    if chance < 0.88:
        return Mouse(dice.choice(BUTTONS), (dice.random(), dice.random()), (dice.random(), dice.random()))
    if chance < 0.97:
        return Resize(*dice.choice((*SIZES, (dice.randint(1, 300), dice.randint(1, 100)))))
    return Theme(dice.choice(THEMES))
