"""Digits move the focus to the panels, whose titles show them; `z` lets a panel fill the screen."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from textual.geometry import Region

from core.scenario import Scenario
from core.specs import ProblemSpec
from tests.fixture_types import Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.demo.policy import DEMO
from tui.screens.anatomy import AnatomyScreen
from tui.screens.lessons import LessonsScreen
from tui.screens.network import NetworkScreen
from tui.screens.panel_keys import PanelScreen, is_shown
from tui.screens.race import RaceScreen
from tui.screens.sweep import SweepScreen
from tui.widgets.forms.racer_form import RacerForm
from tui.widgets.lessons.lesson_list import LessonList
from tui.widgets.numbered import Numbered
from tui.widgets.plots.loss_panel import LossPanel
from tui.widgets.racer_list import RacerList
from tui.widgets.standings import Standings

RACE = Scenario(racers=("sgd lr=0.001", "adam lr=0.1", "momentum"), steps=50)
NETWORK = replace(RACE, problem=ProblemSpec.parse("network hidden=[2]"))
KEYS: dict[type[PanelScreen], tuple[str, ...]] = {
    RaceScreen: (),
    NetworkScreen: ("w",),
    SweepScreen: ("f2",),
    AnatomyScreen: ("f3",),
    LessonsScreen: ("f4",),
}
SIZES = ((80, 24), (120, 40), (160, 50))


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state folder of its own, in which the lessons keep their progress."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def focus_is_in(app: FallLine, selector: str) -> bool:
    found = [panel for panel in app.screen.query(selector) if panel.has_focus_within or panel.has_focus]
    return any(is_shown(panel) for panel in found)


@pytest.mark.system
@pytest.mark.parametrize("size", sampled(SIZES, 3), ids=str)
@pytest.mark.parametrize("kind", KEYS, ids=lambda kind: kind.__name__)
async def test_a_digit_goes_to_its_panel(kind: type[PanelScreen], size: tuple[int, int], until: Until) -> None:
    app = FallLine(NETWORK if kind is NetworkScreen else RACE, at=3, policy=DEMO)
    async with app.run_test(size=size) as pilot:
        await pilot.press(*KEYS[kind])
        await until(pilot, lambda: isinstance(app.screen, kind) and app.screen.focused is not None)
        for number, (name, selector) in enumerate(kind.PLACES, 1):
            panels = list(app.screen.query(selector).results(Numbered))
            assert {panel.number for panel in panels} == {f"{number}"}
            if selector == "DataPanel" if kind is RaceScreen else not any(panel.display for panel in panels):
                # A plot that the race or the lesson does without, or for which the window is too low.
                before = app.focused
                await pilot.press(f"{number}")
                assert app.focused is before
                continue
            await pilot.press(f"{number}")
            await until(pilot, partial(focus_is_in, app, selector))
            await until(pilot, lambda number=number: f" {number} " in titles(app))  # type: ignore[misc]
            assert name


def titles(app: FallLine) -> str:
    """The borders that are on the screen."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines)


async def test_every_screen_with_panels_is_tried() -> None:
    assert {kind for kind in KEYS if kind.PLACES} == set(KEYS)


async def test_digits_are_typed_in_fields(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "enter")
        form = app.screen.query_one(RacerForm)
        await until(pilot, lambda: form.has_focus_within and form.editor is not None and form.editor.has_focus)
        await pilot.press("5")
        assert form.editor is not None
        await until(pilot, lambda: form.editor is not None and "5" in form.editor.value)
        assert form.has_focus_within


@pytest.mark.parametrize("size", sampled(SIZES, 3), ids=str)
async def test_enter_on_a_racer_lands_in_its_rate(size: tuple[int, int], until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=size) as pilot:
        await pilot.press("2", "j", "enter")
        form = app.screen.query_one(RacerForm)
        await until(pilot, lambda: form.editor is not None and form.editor.has_focus and is_shown(form))
        assert form.row.hyper.name == "lr"
        assert form.index == app.session.view.selected == 1


@pytest.mark.parametrize("panel", [RacerList, Standings])
async def test_j_and_k_select(panel: type[RacerList | Standings], until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        app.screen.set_focus(app.screen.query_one(panel))
        seen = [app.session.view.selected]
        for key in ("j", "down", "k", "up"):
            before = app.session.view.selected
            await pilot.press(key)
            if app.session.view.selected == before:  # the first or the last rank
                continue
            seen.append(app.session.view.selected)
        assert len(set(seen)) > 1


@pytest.mark.system
async def test_j_and_k_choose_a_lesson(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(app.focused, LessonList))
        lessons = app.screen.query_one(LessonList)
        first = lessons.highlighted
        await pilot.press("j")
        await until(pilot, lambda: lessons.highlighted != first)
        await pilot.press("k")
        await until(pilot, lambda: lessons.highlighted == first)


async def test_backspace_removes_a_racer(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("2", "backspace")
        await until(pilot, lambda: len(app.session.scenario.racers) == 2)
        await pilot.press("u")
        await until(pilot, lambda: len(app.session.scenario.racers) == 3)


@pytest.mark.system
async def test_z_fills_the_screen_and_digits_change_the_panel(until: Until) -> None:
    app = FallLine(RACE, at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        loss = app.screen.query_one(LossPanel)
        whole, nothing = Region(0, 0, 120, 40), Region()
        await pilot.press("5", "z")
        await until(pilot, lambda: loss.region == whole)
        standings = app.screen.query_one(Standings)
        await pilot.press("7")
        await until(pilot, lambda: standings.region == whole)
        await pilot.press("z")
        await until(pilot, lambda: loss.region not in (whole, nothing) and standings.has_focus)
        await pilot.press("3", "tab")
        form = app.screen.query_one(RacerForm)
        await until(pilot, lambda: form.editor is not None and form.editor.has_focus)
        await pilot.press("shift+tab", "z")
        await until(pilot, lambda: form.region == whole)
        await pilot.press("escape")
        await until(pilot, lambda: loss.region not in (whole, nothing))
