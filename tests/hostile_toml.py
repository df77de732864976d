"""Files from a hostile hand: valid scenarios and lessons, changed by a seeded generator."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from core.optimizers.own import own_optimizer
from core.scenario import Scenario
from core.specs import RacerSpec
from tests.foreign import PLANTS
from tui.lessons import lesson_texts

OWN = own_optimizer("mine", "m: 0\nm = beta*m + g  # remember\ntheta = theta - lr*m", "lr=0.01 beta=0.9")
SCENARIOS = (
    Scenario("a*x^2 + y^2 a=3", ("adam lr=0.1", RacerSpec("mine", own=OWN)), (1.0, 2.0), steps=70, noise=0.1).to_toml(),
    Scenario("regression n=50 loss=huber", ("fast: sgd lr=0.1 schedule=cosine(total=20)", "lion"), steps=9).to_toml(),
    Scenario("logistic l2=0.1 batch=10", ("rmsprop lr=[0.01,0.1,1]", "adamw weight_decay=0.1")).to_toml(),
)
LESSONS = tuple(lesson_texts().values())

NUMBERS: tuple[str, ...] = (
    *("0", "-1", "1e308", "1e-320", "inf", "-inf", "nan", "1e999", "9" * 400, "9" * 5_000, "1_0", "0x1F", "1e6"),
    *("999999", "1000000", "4294967295", "true", "1979-05-27", '"x"', "[]", "{}", "[1, [2, [3]]]"),
)
TEXTS = (
    *PLANTS,
    "",
    " ",
    "x" * 10_000,
    "(" * 1_000,
    "[" * 1_000,
    "x^" * 900 + "x",
    "sin(" * 60 + "x" + ")" * 60,
    "+".join("xy" * 99),
    "9**9**9**9",
    "adam lr=[" + ",".join(map(str, range(64))) + "]",
    "adam lr=[1,2,3,4,5,6,7,8,9] beta1=[0.1,0.2,0.3] beta2=[0.1,0.2,0.3] eps=[1,2,3]",
    "regression n=10000 data_seed=[" + ",".join(map(str, range(64))) + "]",
    "logistic n=10000 data_seed=[" + ",".join(map(str, range(20))) + "]",
    "regression data=/dev/zero",
    "regression data=/proc/self/mem",
    "regression data=.",
    "sgd schedule=" + "cosine(" * 300,
    "steps until x > 0",
    "max(" * 30,
    "lambda_max + lambda_min",
    "status",
    "\\u0000",
    "\\ud800",
)
MARKS = (
    "[",
    "]",
    "{",
    "}",
    '"',
    "'",
    '"""',
    "'''",
    "=",
    ".",
    ",",
    "#",
    "\n",
    "\r",
    "\\",
    "\0",
    "\x1b",
    "\u2028",
    "[[",
    "]]",
)

Change = Callable[[random.Random, str], str]


def hostile_files(texts: tuple[str, ...], seed: int, count: int) -> Iterator[str]:
    """Texts of files, each changed in one to four ways; the same seed gives the same."""
    chance = random.Random(seed)
    for _ in range(count):
        text = chance.choice(texts)
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            text = chance.choice(CHANGES)(chance, text)
        yield text


def _replaced(pattern: str, values: tuple[str, ...]) -> Change:
    """A change that puts one of the values in the place of something."""

    def change(chance: random.Random, text: str) -> str:
        found = list(re.finditer(pattern, text))
        if not found:
            return text
        match = chance.choice(found)
        return text[: match.start()] + chance.choice(values) + text[match.end() :]

    return change


def _line(chance: random.Random, text: str) -> str:
    """Delete, repeat, move, or cut a line."""
    lines = text.split("\n")
    place, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            del lines[place]
        case 1:
            lines[place:place] = [lines[place]] * chance.choice((1, 2, 70, 3_000))
        case 2:
            lines[place], lines[other] = lines[other], lines[place]
        case 3:
            lines[place] = lines[place][: chance.randint(0, len(lines[place]))]
        case _:
            lines[place] = lines[place].replace("=", "= " * chance.choice((0, 2)), 1)
    return "\n".join(lines)


def _mark(chance: random.Random, text: str) -> str:
    """Insert a character that means something, once or thousands of times."""
    place = chance.randint(0, len(text))
    return text[:place] + chance.choice(MARKS) * chance.choice((1, 1, 1, 2, 20, 10_000)) + text[place:]


def _block(chance: random.Random, text: str) -> str:
    """Delete or repeat a part."""
    first, last = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
    return text[:first] + text[first:last] * chance.choice((0, 2, 5, 50)) + text[last:]


def _key(chance: random.Random, text: str) -> str:
    """Make a key a long or a dotted one."""
    keys = list(re.finditer(r"(?m)^[\w.]+(?= =)|(?<=\[)[\w.]+(?=\])", text))
    if not keys:
        return text
    match = chance.choice(keys)
    by = chance.choice((".a", ".a" * 10, ".a" * 10_000, "k" * 10_000, ". a", '."\\u001b"'))
    return text[: match.end()] + by + text[match.end() :]


CHANGES: tuple[Change, ...] = (
    *[_replaced(r"(?<== )[-+.\de]+", NUMBERS)] * 3,
    *[_replaced(r"(?<=\")[^\"\n]*(?=\")", TEXTS)] * 4,
    _replaced(r"\w+", ("x", "adam", "9" * 30, "é", "_" * 50)),
    _line,
    _mark,
    _block,
    _key,
)
