"""How the tests of the screen wait and type: on conditions, never for a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from core.hyper import Hyper, Value
from tui.widgets.controls import Choice, Entry, Flag
from tui.widgets.hyper_field import HyperField

GUARD = 60.0
"""Seconds after which a test gives up; a busy machine may need many."""

Until = Callable[[Pilot[Any], Callable[[], bool]], Awaitable[None]]
TypeOver = Callable[[Pilot[Any], Input, str], Awaitable[None]]
Enter = Callable[[Pilot[Any], HyperField, Value], Awaitable[None]]
Another = Callable[[Hyper], Value]


async def _until(pilot: Pilot[Any], holds: Callable[[], bool]) -> None:
    deadline = monotonic() + GUARD
    while not holds():
        assert monotonic() < deadline, "never came true"
        await pilot.pause()


async def _type_over(pilot: Pilot[Any], entry: Input, text: str) -> None:
    entry.focus()
    await _until(pilot, lambda: entry.has_focus)
    entry.select_all()
    await pilot.press("delete", *text)
    await _until(pilot, lambda: entry.value == text)
    await pilot.pause()


@pytest.fixture
def until() -> Until:
    """Let the app run until a condition holds."""
    return _until


@pytest.fixture
def type_over() -> TypeOver:
    """Focus an entry and type a text in place of its own, key by key."""
    return _type_over


async def _enter(pilot: Pilot[Any], field: HyperField, value: Value) -> None:
    control = field.control
    if isinstance(control, Entry):
        control.value = field.hyper.format(value)  # as pasting does; typing it takes ten times as long
    elif isinstance(control, Flag):
        control.action_switch()
    else:
        assert isinstance(control, Choice)
        control.value = str(value)
    await until_told(pilot, field, value)


async def until_told(pilot: Pilot[Any], field: HyperField, value: Value) -> None:
    """Wait until the field has heard of it from its control."""
    await _until(pilot, lambda: field.value == value or bool(field.wrong))


@pytest.fixture
def enter() -> Enter:
    """Give a field a value by its control, all at once."""
    return _enter


def _another(hyper: Hyper) -> Value:
    if hyper.kind == "list":
        return next(v for v in ((1.0, 2.0), (0.25, 0.75)) if v != hyper.default and all(map(hyper.contains, v)))
    if hyper.kind == "text":
        return "2" if hyper.default != "2" else "3"
    moved = [hyper.nudge(hyper.default, up) for up in (True, False)]
    # A word such as "auto" has no neighbours.
    return next((value for value in moved if value != hyper.default), 0.5)


@pytest.fixture
def another() -> Another:
    """A valid value of a hyperparameter, other than its default."""
    return _another
