"""How the tests of the screen wait and type: on conditions, never for a time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any

import pytest
from rich.color import ColorSystem
from rich.style import Style
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.css.types import CSSLocation
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input

from core.hyper import Hyper, Value
from core.nudge import nudged
from tests.fixture_types import Another, Enter, TypeInto, TypeOver, Until
from tui.state import edit_history, session
from tui.widgets.anatomy import close_up_panel
from tui.widgets.forms.form import Form
from tui.widgets.plots import landscape_panel, steps_panel, surface_panel

GUARD = 180.0
"""Seconds after which a test gives up; a busy machine may need many."""


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


@pytest.fixture(autouse=True)
def time_to_compute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing stay behind or come too late because the machine is busy; tests of times set their own."""
    monkeypatch.setattr(session, "COMPUTE_SECONDS", GUARD)
    monkeypatch.setattr(edit_history, "PAUSE", GUARD)
    for panels in (landscape_panel, steps_panel, surface_panel, close_up_panel):
        monkeypatch.setattr(panels, "SLICE", GUARD)


@pytest.fixture(autouse=True)
def parse_a_style_sheet_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep parsed style sheets from app to app: each app of a test would parse the same texts again."""
    monkeypatch.setattr(Stylesheet, "_parse_rules", _parse_rules)


@pytest.fixture(autouse=True)
def forget_the_color_system_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute a style's SGR codes at each use: a style keeps those of the first color system that it was shown in.

    An app has one color system, but the tests of a process have several, and share styles through Rich's caches.
    """
    monkeypatch.setattr(Strip, "render_style", staticmethod(_render_style))


_render_style_as_kept = Strip.render_style


def _render_style(style: Style, text: str, color_system: ColorSystem) -> str:
    style._ansi = None
    return _render_style_as_kept(style, text, color_system)


_PARSED: dict[Hashable, list[RuleSet]] = {}
_parse_rules_anew = Stylesheet._parse_rules


def _parse_rules(sheet: Stylesheet, css: str, read_from: CSSLocation, *rest: Any, **options: Any) -> list[RuleSet]:
    """Parse rules, or return those that the same text has given with the same variables."""
    key = (css, read_from, rest, *options.items(), *sheet._variables.items())
    if key not in _PARSED:
        _PARSED[key] = _parse_rules_anew(sheet, css, read_from, *rest, **options)
    return _PARSED[key]


@pytest.fixture
def until() -> Until:
    """Let the app run until a condition holds."""
    return _until


@pytest.fixture
def type_over() -> TypeOver:
    """Focus an entry and type a text in place of its own, key by key."""
    return _type_over


def _go(form: Form, edit: str) -> None:
    index = form.index_of(edit)
    assert index is not None, edit
    form.go(index)


async def _type_into(pilot: Pilot[Any], form: Form, edit: str, text: str) -> None:
    _go(form, edit)
    assert form.editor is not None
    await pilot.press("delete", *text)
    await _until(pilot, lambda: form.editor is not None and not form.editor.typed)


@pytest.fixture
def type_into() -> TypeInto:
    """Type a text into a row of a form in place of its own, key by key."""
    return _type_into


async def _enter(pilot: Pilot[Any], form: Form, edit: str, value: Value) -> None:
    _go(form, edit)
    hyper = form.row.hyper
    if form.row.kind == "flag":
        await pilot.press("space")
    elif form.row.kind == "choice":
        await pilot.press("enter")
        assert form.drop_down is not None
        form.drop_down.highlighted = hyper.choices.index(str(value))
        await pilot.press("enter")
    else:
        assert form.editor is not None
        form.editor.value = hyper.format(value)  # as pasting does; typing it takes ten times as long

    def taken() -> bool:
        index = form.index_of(edit)
        return index is not None and (form.rows[index].value == value or edit in form.drafts)

    await _until(pilot, taken)


@pytest.fixture
def enter() -> Enter:
    """Give a row of a form a value, all at once."""
    return _enter


def _another(hyper: Hyper) -> Value:
    if hyper.kind == "list":
        return next(v for v in ((1.0, 2.0), (0.25, 0.75)) if v != hyper.default and all(map(hyper.contains, v)))
    if hyper.kind == "text":
        return "2" if hyper.default != "2" else "3"
    moved = [nudged(hyper, hyper.default, up) for up in (True, False)]
    # A word such as "auto" has no neighbours.
    return next((value for value in moved if value != hyper.default), 0.5)


@pytest.fixture
def another() -> Another:
    """A valid value of a hyperparameter, other than its default."""
    return _another
