"""The types of the fixtures with which the tests of the screen wait and type."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from core.hyper import Hyper, Value
from tui.widgets.forms.form import Form

Until = Callable[[Pilot[Any], Callable[[], bool]], Awaitable[None]]
TypeOver = Callable[[Pilot[Any], Input, str], Awaitable[None]]
TypeInto = Callable[[Pilot[Any], Form, str, str], Awaitable[None]]
Enter = Callable[[Pilot[Any], Form, str, Value], Awaitable[None]]
Another = Callable[[Hyper], Value]
