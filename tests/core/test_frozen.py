"""`frozen` makes of a class what `dataclass(frozen=True)` makes of it."""

from __future__ import annotations

import inspect
import math
import pickle
import re
from collections.abc import Callable
from copy import copy, deepcopy
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from core.frozen import frozen

ROOT = Path(__file__).resolve().parents[2]


@frozen
class Point:
    """A point that can be pickled by name."""

    x: float
    y: float = 0.0
    seen: list[int] = field(default_factory=list, compare=False, repr=False)


@frozen
class Place(Point):
    """A subclass."""

    name: str = ""


def point(make: Callable[..., Any]) -> Any:
    """A class with every kind of field, made by `make`."""

    class Base:
        """Base."""

        x: float
        y: float = 0.0
        seen: list[int] = field(default_factory=list)
        hidden: int = field(default=1, repr=False)
        free: int = field(default=2, compare=False)

        def __post_init__(self) -> None:
            if self.x > 100:
                raise ValueError("far")

        @cached_property
        def norm(self) -> float:
            """√(x² + y²)."""
            return math.hypot(self.x, self.y)

    return make(Base)


OURS, THEIRS = point(frozen), point(dataclass(frozen=True))
CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((1.0,), {}),
    ((1.0, 2.0), {"hidden": 5}),
    ((), {"x": 3.0, "free": 7}),
    ((), {}),
    ((1.0, 2.0, [], 4, 5, 6), {}),
    ((1.0,), {"z": 3}),
    ((101.0,), {}),
]


def outcome(make: Callable[..., Any], *args: Any, **named: Any) -> object:
    """What a call gives: its representation, or its error."""
    try:
        return repr(make(*args, **named))
    except (TypeError, ValueError) as error:
        return type(error), str(error)


@pytest.mark.parametrize(("args", "named"), CALLS)
def test_calls(args: tuple[Any, ...], named: dict[str, Any]) -> None:
    assert outcome(OURS, *args, **named) == outcome(THEIRS, *args, **named)


def test_signature() -> None:
    ours, theirs = (list(inspect.signature(cls).parameters.values()) for cls in (OURS, THEIRS))
    assert [(each.name, each.kind) for each in ours] == [(each.name, each.kind) for each in theirs]
    assert OURS.__match_args__ == THEIRS.__match_args__


@pytest.mark.parametrize("cls", [OURS, THEIRS])
def test_assignment_is_refused(cls: Any) -> None:
    value = cls(3.0, 4.0)
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'x'"):
        value.x = 1
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'new'"):
        value.new = 1
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'x'"):
        del value.x
    assert value.norm == 5.0  # cached all the same


class Value:
    """One field: NaN equals itself if it is the same object, as in tuples."""

    value: float


class Named:
    """Fields by name, also without defaults after those with."""

    a: int = 1
    b: int


class Own:  # noqa: PLW1641 - the decorator makes it
    """With methods of its own."""

    value: int

    def __init__(self) -> None:
        object.__setattr__(self, "value", 3)

    def __repr__(self) -> str:
        return "own"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int)


def made(make: Any, cls: type, *bases: Any) -> Any:
    """A copy of a class, decorated."""
    return make(type(cls.__name__, bases, dict(vars(cls))))


@pytest.mark.parametrize("make", [frozen, dataclass(frozen=True)])
def test_equality_and_hash(make: Any) -> None:
    one = made(make, Value)
    two = made(make, Value, one)
    assert one(math.nan) == one(math.nan)
    assert one(1.0) == one(1.0)
    assert one(1.0) != one(2.0)
    assert one(1.0) != two(1.0)
    assert one(1.0) != (1.0,)
    assert len({one(1.0), one(1.0), one(2.0), two(1.0), two(1.0)}) == 3
    with pytest.raises(TypeError, match="unhashable"):
        hash(one([]))


@pytest.mark.parametrize("cls", [OURS, THEIRS])
def test_fields_that_are_not_compared(cls: Any) -> None:
    one, other = cls(1.0, free=3), cls(1.0, free=4)
    assert one == other
    assert one != cls(1.0, hidden=3)


@pytest.mark.parametrize("make", [frozen(eq=False), dataclass(frozen=True, eq=False)])
def test_identity(make: Any) -> None:
    cls = made(make, Value)
    one = cls(1.0)
    assert one == one
    assert one != cls(1.0)
    assert len({one, cls(1.0)}) == 2


@pytest.mark.parametrize("make", [frozen, dataclass(frozen=True)])
def test_own_methods_stay(make: Any) -> None:
    cls = made(make, Own)
    assert repr(cls()) == "own"
    assert cls() == 5
    assert hash(cls()) == hash(cls())


@pytest.mark.parametrize("make", [frozen(kw_only=True), dataclass(frozen=True, kw_only=True)])
def test_keywords_only(make: Any) -> None:
    cls = made(make, Named)
    assert (cls(b=2).a, cls(b=2).b) == (1, 2)
    with pytest.raises(TypeError, match="positional"):
        cls(1, 2)


def test_it_is_a_dataclass() -> None:
    value = Place(1.0, 2.0, [3], name="here")
    assert [each.name for each in fields(value)] == ["x", "y", "seen", "name"]
    assert replace(value, y=5.0) == Place(1.0, 5.0, name="here")
    assert asdict(value) == {"x": 1.0, "y": 2.0, "seen": [3], "name": "here"}
    assert Point(1.0).seen is not Point(1.0).seen
    for same in (copy(value), deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert same == value
        assert same.seen == [3]


def test_a_value_that_contains_itself() -> None:
    value = OURS(1.0)
    value.seen.append(value)
    assert repr(value) == repr(OURS(1.0)).replace("[]", "[...]")


def test_frozen_classes_use_it() -> None:
    """A frozen class of `dataclasses` costs four times as much at the start."""
    used = re.compile(r"^@dataclass\(.*frozen=True", re.M)
    files = [file for room in ("core", "tui") for file in (ROOT / room).rglob("*.py")]
    assert [str(file) for file in files if used.search(file.read_text())] == []
