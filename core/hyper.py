"""The declaration of a hyperparameter: source of its form field, flag, error messages, spec strings and documents."""

from __future__ import annotations

import math
import numbers as numeric
import re
from collections.abc import Iterable
from math import inf
from typing import Literal

from core.frozen import frozen
from core.number_text import read_number, write_number

Value = float | int | bool | str | tuple[float, ...]
Kind = Literal["real", "integer", "choice", "flag", "list", "text"]
Scale = Literal["linear", "log"]
Role = Literal["", "rows", "file", "lowest_loss", "dims"]

MAX_LIST = 64
MAX_TEXT = 1000
MAX_INTEGER = 2**63 - 1  # numpy's int64

QUOTE = '"'
_BARE = re.compile(r"[\w./~+-][\w./~+:@%-]*")  # a text that stands in a spec without quotes
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


class HyperError(ValueError):
    """A value that a hyperparameter does not allow; the message names it, what is allowed and the value."""


def shown(value: object, limit: int = 40) -> str:
    """Format a value for an error message: short, printable, on one line."""
    text = value if isinstance(value, str) else repr(value)
    if not text.strip():
        return "nothing"
    text = text if text.isprintable() else repr(text)
    return text if len(text) <= limit else text[: limit - 1] + "…"


GOT = " (got "


def got(value: object) -> str:
    """What was given instead, as the end of an error: ` (got "ux")`, ` (got -1)`."""
    text = shown(value)
    plain = not isinstance(value, str) or not value.strip() or not value.isprintable() or read_number(value) is not None
    return f"{GOT}{text})" if plain else f'{GOT}"{text}")'


@frozen
class Hyper:
    """The name, type, bounds, scale and default of one hyperparameter.

    `low`, `high` bound numbers (for a list, each of its numbers). `infinite` admits `inf`. `word` names one
    value, inside the bounds or not, that reads better as a word: ("steps", 0), ("off", inf).
    `role` says that a value counts rows of data or the problem's parameters, names a file, or is the problem's lowest
    loss unless it is given.
    A declaration that contradicts itself raises ValueError.
    """

    name: str
    symbol: str
    default: Value
    sentence: str
    kind: Kind = "real"
    low: float = -inf
    high: float = inf
    low_open: bool = False
    high_open: bool = False
    scale: Scale = "linear"
    choices: tuple[str, ...] = ()
    infinite: bool = False
    word: tuple[str, float] | None = None
    role: Role = ""

    def __post_init__(self) -> None:
        if self.scale == "log" and self.low < 0:
            raise ValueError(f"{self.name}: a log scale needs low >= 0")
        object.__setattr__(self, "default", self.check(self.default))

    # What is allowed

    @property
    def bounded(self) -> bool:
        return self.low != -inf or self.high != inf

    @property
    def range_text(self) -> str:
        """The bounds for people: `from 1 to 60`, `≥ 0 and < 1`, `> 0`; empty where there are none."""
        low, high = write_number(self.low), write_number(self.high)
        if self.low != -inf and self.high != inf and not (self.low_open or self.high_open):
            return f"from {low} to {high}"
        above = "" if self.low == -inf else f"{'>' if self.low_open else '≥'} {low}"
        below = "" if self.high == inf else f"{'<' if self.high_open else '≤'} {high}"
        return " and ".join(filter(None, (above, below))) + (", or inf" if self.infinite else "")

    @property
    def allowed(self) -> str:
        """What is allowed, for error messages and help: `a number ≥ 0`."""
        if self.kind == "flag":
            return "true or false (1, 0)"
        if self.kind == "choice":
            return f"one of {', '.join(self.choices)}"
        if self.kind == "text":
            return f"a text of 1 to {MAX_TEXT} printable characters without quotes"
        noun = {"real": "a number", "integer": "an integer"}.get(self.kind, "a list like [50,100]")
        inside = f"{', each' if self.kind == 'list' else ''} {self.range_text}"
        words = noun + (inside if self.bounded else "")
        if self.word is None:
            return words
        name, number = self.word
        told = "" if not math.isfinite(number) or self.contains(number) else f" ({write_number(number)})"
        return f"{words}, or {name}{told}"

    def _error(self, value: object) -> HyperError:
        return HyperError(f"{self.name} must be {self.allowed}{got(value)}")

    # Reading and writing

    def parse(self, text: str) -> Value:
        """Read and check a value; raises HyperError."""
        text = text.strip()
        if self.word and text == self.word[0]:
            return self.check(self.word[1])
        value: Value | None
        if self.kind == "flag":
            value = _FLAGS.get(text.lower())
        elif self.kind == "choice":
            value = text
        elif self.kind == "text":
            value = text[1:-1] if len(text) > 1 and text[0] == text[-1] == QUOTE else text
        elif self.kind == "list":
            value = _read_list(text)
        elif self.kind == "integer" and re.fullmatch(r"[+-]?[0-9]{1,19}", text):
            value = int(text)  # exact beyond 2**53, where a float is not
        else:
            value = read_number(text)
        if value is None:
            raise self._error(text)
        try:
            return self.check(value)
        except HyperError as error:
            # the same sentence, but quoting the text as typed
            raise HyperError(f"{str(error).partition(GOT)[0]}{got(text)}") from None

    def neighbour(self, value: Value, up: bool, coarse: bool) -> Value | None:
        """The next value up or down where it follows no usual rule; None where it does."""
        return None

    def format(self, value: Value) -> str:
        """Write a value as short as possible; `parse` reads exactly the same value back."""
        if self.word and value == self.word[1]:
            return self.word[0]
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, tuple):
            return f"[{','.join(write_number(v) for v in value)}]"
        if isinstance(value, str):
            return value if self.kind != "text" or _BARE.fullmatch(value) else f"{QUOTE}{value}{QUOTE}"
        return write_number(value)

    # Checking

    def check(self, value: object) -> Value:
        """Check a value and return its normal form: 1.0 for a real 1, 100 for an integer 100.0. Raises HyperError."""
        if self.kind == "flag":
            return self._check_flag(value)
        if self.kind == "choice":
            if isinstance(value, str) and value in self.choices:
                return value
            raise self._error(value)
        if self.kind == "text":
            return self._check_text(value)
        if self.kind == "list":
            if isinstance(value, str) or not isinstance(value, Iterable):
                raise self._error(value)
            items = tuple(value)
            if len(items) > MAX_LIST:
                raise HyperError(f"{self.name} must have at most {MAX_LIST} numbers (got {len(items)})")
            return tuple(self.check_number(item) for item in items)
        return self.check_number(value)

    def _check_flag(self, value: object) -> bool:
        if isinstance(value, bool):
            return value
        # numpy's own booleans are neither bool nor int
        if type(value).__name__ == "bool" or (isinstance(value, int) and value in (0, 1)):
            return bool(value)
        raise self._error(value)

    def _check_text(self, value: object) -> str:
        text = value.strip() if isinstance(value, str) else ""
        if not 0 < len(text) <= MAX_TEXT or not text.isprintable() or QUOTE in text:
            raise self._error(value)
        return text

    def check_number(self, value: object) -> float:
        """Check a number, or one number of a list, and return its normal form; raises HyperError."""
        if not isinstance(value, numeric.Real) or isinstance(value, bool):
            raise self._error(value)
        number = _plain(value, exact=self.kind == "integer")
        named = self.word is not None and number == self.word[1]
        if math.isnan(number):
            raise self._error(number)
        if not (named or self.contains(number)):
            raise self._error(write_number(number))
        if self.kind != "integer":
            return number + 0.0  # -0.0 would print as another spec than 0.0
        if isinstance(number, float) and not number.is_integer():
            raise self._error(write_number(number))
        return int(number)

    def contains(self, number: float) -> bool:
        """Whether a number lies within the bounds."""
        above = number > self.low if self.low_open else number >= self.low
        below = number < self.high if self.high_open else number <= self.high
        return above and below and number != -inf and (number != inf or self.infinite)


def _plain(value: numeric.Real, *, exact: bool) -> float:
    """Convert a number of any library to Python's own; an integer beyond 64 bits becomes infinite."""
    whole = int(value) if isinstance(value, numeric.Integral) else None
    if exact and whole is not None and abs(whole) <= MAX_INTEGER:
        return whole
    try:
        number = float(value)
    except OverflowError:
        return -inf if whole is not None and whole < 0 else inf
    return math.copysign(inf, number) if exact and abs(number) > MAX_INTEGER else number


def _read_list(text: str) -> tuple[float, ...] | None:
    if not (text.startswith("[") and text.endswith("]")):
        return None
    inner = text[1:-1].strip()
    read = [read_number(item.strip()) for item in inner.split(",")] if inner else []
    found = tuple(number for number in read if number is not None)
    return found if len(found) == len(read) else None


def real(
    name: str,
    symbol: str,
    default: float,
    sentence: str,
    low: float = -inf,
    high: float = inf,
    *,
    low_open: bool = False,
    high_open: bool = False,
    scale: Scale = "linear",
    infinite: bool = False,
    word: tuple[str, float] | None = None,
    role: Role = "",
) -> Hyper:
    """Declare a real hyperparameter."""
    return Hyper(
        name, symbol, default, sentence, "real", low, high, low_open, high_open, scale, (), infinite, word, role
    )


def integer(
    name: str,
    symbol: str,
    default: int,
    sentence: str,
    low: float = -inf,
    high: float = inf,
    *,
    scale: Scale = "linear",
    word: tuple[str, float] | None = None,
    role: Role = "",
) -> Hyper:
    """Declare an integer hyperparameter."""
    return Hyper(name, symbol, default, sentence, "integer", low, high, scale=scale, word=word, role=role)


def choice(name: str, symbol: str, default: str, sentence: str, choices: tuple[str, ...]) -> Hyper:
    """Declare a hyperparameter that is one of several words."""
    return Hyper(name, symbol, default, sentence, "choice", choices=choices)


def flag(name: str, symbol: str, default: bool, sentence: str) -> Hyper:
    """Declare a hyperparameter that is on or off."""
    return Hyper(name, symbol, default, sentence, "flag")


def text(name: str, symbol: str, default: str, sentence: str, *, role: Role = "") -> Hyper:
    """Declare a hyperparameter that is a text, such as a file name."""
    return Hyper(name, symbol, default, sentence, "text", role=role)


def numbers(
    name: str,
    symbol: str,
    default: tuple[float, ...],
    sentence: str,
    low: float = -inf,
    high: float = inf,
    *,
    low_open: bool = False,
    high_open: bool = False,
) -> Hyper:
    """Declare a hyperparameter that is a list of numbers."""
    return Hyper(name, symbol, default, sentence, "list", low, high, low_open, high_open)
