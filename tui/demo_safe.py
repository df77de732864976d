"""Mark an action, a screen or a dialog as allowed in the demo, which refuses everything unmarked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Marked = TypeVar("Marked", bound=Callable[..., Any])
_MARK = "__demo_safe__"


def demo_safe(thing: Marked) -> Marked:
    """Allow an action method or a screen class in the demo; an override or a subclass needs its own mark."""
    setattr(thing, _MARK, True)
    return thing


def is_demo_safe(thing: object) -> bool:
    """Whether a method or a class has a mark of its own; marks are not inherited."""
    return _MARK in getattr(thing, "__dict__", {})
