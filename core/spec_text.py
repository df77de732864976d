"""The grammar of spec strings: words, `name=value` pairs, calls such as `cosine(total=200)`, and lists that expand."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence

from core.hyper import QUOTE, Hyper, HyperError, Value, got, shown
from core.suggestion import hint
from core.values import Overrides

MAX_LENGTH = 2_000  # characters of one spec
MAX_NAME = 40
MAX_RACERS = 64

_CLOSING = {"(": ")", "[": "]"}


class SpecError(ValueError):
    """A spec string that cannot be read; the message says in one sentence what is wrong, where, and what is allowed."""


def unknown(what: str, word: str, known: Sequence[str]) -> SpecError:
    """The error for a name that no catalog has: a suggestion, or else all names."""
    return SpecError(f'No {what} "{shown(word)}"{hint(word, known)}')


def tokenize(text: str) -> list[str]:
    """Split a spec at blanks outside brackets and quotes; blanks around `=` are ignored."""
    return [word for word in split(_tight(text), None) if word]


def _tight(text: str) -> str:
    """Remove blanks around `=`, but not within quotes."""
    return re.sub(r'("[^"]*")|\s*=\s*', lambda match: match[1] or "=", text)


def split(text: str, separator: str | None) -> list[str]:
    """Split at separators (None: blanks) outside brackets and quotes; raises SpecError if those are unbalanced."""
    if len(text) > MAX_LENGTH:
        raise SpecError(f"a spec of {len(text)} characters is too long: at most {MAX_LENGTH} are allowed")
    pieces = [""]
    expected: list[str] = []
    for column, character in enumerate(text, 1):
        quoted = expected[-1:] == [QUOTE]
        if character == QUOTE:
            expected = expected[:-1] if quoted else [*expected, QUOTE]
        elif quoted:
            pass
        elif character in _CLOSING:
            expected.append(_CLOSING[character])
        elif character in _CLOSING.values() and (not expected or expected.pop() != character):
            raise SpecError(f"'{shown(text)}', column {column}: '{character}' closes nothing")
        if not expected and (character.isspace() if separator is None else character == separator):
            pieces.append("")
        else:
            pieces[-1] += character
    if expected:
        raise SpecError(f"'{shown(text)}' ends before its '{expected[-1]}'")
    return [piece.strip() for piece in pieces]


def parse_call(text: str) -> tuple[str, list[str]]:
    """Split `cosine(total=200, eta_min=0)` into name and arguments; the parentheses may be missing."""
    name, bracket, rest = text.partition("(")
    if not bracket:
        return name, []
    if not rest.endswith(")"):
        raise SpecError(f"'{shown(text)}' must look like name(a=1,b=2)")
    inner = rest[:-1].strip()
    return name.strip(), split(_tight(inner), ",") if inner else []


def expand_lists(word: str, hypers: Sequence[Hyper], inside: Callable[[str], Sequence[Hyper]]) -> list[str]:
    """Expand the lists in a word: `lr=[0.1,1]` is `lr=0.1` and `lr=1`.

    A hyperparameter that is itself a list expands from a list of lists. `inside` returns the
    hyperparameters of a call such as `step(gamma=0.5)`.
    """
    name, equals, text = word.partition("=")
    if not equals:
        return [word]
    lists = any(hyper.name == name and hyper.kind == "list" for hyper in hypers)
    inner = text[1:-1].strip() if text.startswith("[") and text.endswith("]") else ""
    if inner and (inner.startswith("[") or not lists):
        return [f"{name}={item}" for item in split(inner, ",")]
    head, arguments = parse_call(text) if "(" in text else (text, [])
    if not any("[" in argument for argument in arguments):
        return [word]
    product = itertools.product(*(expand_lists(argument, inside(head), inside) for argument in arguments))
    return [f"{name}={head}({','.join(chosen)})" for chosen in product]


def read_values(owner: str, hypers: Sequence[Hyper], pairs: Iterable[str]) -> Overrides:
    """Read words such as `beta1=0.8` and `nesterov`; a SpecError names `owner` and the hyperparameter."""
    found: dict[str, Value] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        hyper = find(owner, hypers, name)
        if name in found:
            raise SpecError(f"{owner}: {name} is given twice")
        if not equals:
            if hyper.kind != "flag":
                raise SpecError(f"{owner}: {name} needs a value, as in {name}={hyper.format(hyper.default)}")
            text = "true"
        if text.startswith("[") and hyper.kind != "list":
            raise SpecError(f"{owner}: {name} must be one value here, {hyper.allowed}{got(text)}")
        try:
            found[name] = hyper.parse(text)
        except HyperError as error:
            raise SpecError(f"{owner}: {error}") from error
    return tuple(found.items())


def find(owner: str, hypers: Sequence[Hyper], name: str) -> Hyper:
    """Find the hyperparameter called `name`; raises SpecError with a suggestion."""
    for hyper in hypers:
        if hyper.name == name:
            return hyper
    names = [hyper.name for hyper in hypers]
    if not names:
        raise SpecError(f"{owner} takes no parameters{got(name)}")
    raise SpecError(f'{owner} has no parameter "{shown(name)}"{hint(name, names, "It has")}')


def canonical(owner: str, hypers: Sequence[Hyper], values: Iterable[tuple[str, object]]) -> Overrides:
    """The normal form of values: checked, in the order of the declaration, without defaults. Raises SpecError."""
    given: dict[str, Value] = {}
    for name, value in values:
        hyper = find(owner, hypers, name)
        if name in given:
            raise SpecError(f"{owner}: {name} is given twice")
        given[name] = hyper.check(value)
    return tuple((h.name, given[h.name]) for h in hypers if h.name in given and given[h.name] != h.default)


def write_values(hypers: Sequence[Hyper], values: Overrides) -> list[str]:
    """Write values as words, which `read_values` reads back."""
    named = {hyper.name: hyper for hyper in hypers}
    return [name if value is True else f"{name}={named[name].format(value)}" for name, value in values]
