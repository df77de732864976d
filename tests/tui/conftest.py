"""How the tests of the screen wait and type: on conditions, never for a time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

Until = Callable[[Pilot[Any], Callable[[], bool]], Awaitable[None]]
TypeOver = Callable[[Pilot[Any], Input, str], Awaitable[None]]


async def _until(pilot: Pilot[Any], holds: Callable[[], bool]) -> None:
    for _ in range(300):
        await pilot.pause()
        if holds():
            return
    raise AssertionError("never came true")


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
