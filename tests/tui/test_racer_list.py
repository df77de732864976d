"""The list of racers: selects, opens, removes, renames, hides and moves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.app import App, ComposeResult
from textual.message import Message

from core.scenario import Scenario
from core.specs import RacerSpec
from tests.fixture_types import Until
from tui.messages import AddRequested, RacerOpened, ScenarioChanged, ViewChanged
from tui.plotting.palette import MARKERS
from tui.state.session import Session
from tui.widgets.dialogs.rename_racer import RenameRacer
from tui.widgets.entry import Entry
from tui.widgets.racer_list import RacerList

THREE = ("sgd lr=0.001", "fast: adam lr=0.3", "rmsprop")
TEN = tuple(f"adam lr={lr}" for lr in range(1, 11))


class Alone(App[None]):
    """The list, and a session that takes what it posts and answers with a frame, as the screen does."""

    def __init__(self, *racers: str) -> None:
        super().__init__()
        self.session = Session(Scenario("rosenbrock", racers))
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield RacerList()

    def on_mount(self) -> None:
        self.show()
        self.rows.focus()

    def show(self) -> None:
        self.rows.frame = self.session.frame()

    def on_scenario_changed(self, event: ScenarioChanged) -> None:
        self.heard.append(event)
        self.session.edit(event.scenario, event.edit, event.origins)
        self.show()

    def on_view_changed(self, event: ViewChanged) -> None:
        self.heard.append(event)
        self.session.set_view(event.view)
        self.show()

    def on_add_requested(self, event: AddRequested) -> None:
        self.heard.append(event)

    def on_racer_opened(self, event: RacerOpened) -> None:
        self.heard.append(event)

    @property
    def rows(self) -> RacerList:
        return self.query_one(RacerList)

    @property
    def lines(self) -> list[str]:
        return [self.rows.render_line(y).text.rstrip() for y in range(self.rows.content_size.height)]

    @property
    def racers(self) -> tuple[str, ...]:
        return tuple(str(racer) for racer in self.session.scenario.racers)


async def test_a_row_has_marker_name_and_settings() -> None:
    app = Alone(*THREE)
    async with app.run_test(size=(34, 12)) as pilot:
        await pilot.pause()
        first, second, third = app.lines[:3]
        assert first.split() == [f"▸{MARKERS[0]}", "sgd", *str(RacerSpec.parse("sgd lr=0.001")).split()[1:]]
        assert second.split() == [MARKERS[1], "fast", *str(RacerSpec.parse("adam lr=0.3")).split()]
        assert third.split() == [MARKERS[2], "rmsprop"]
        assert app.heard == []


async def test_selecting(until: Until) -> None:
    app = Alone(*THREE)
    async with app.run_test(size=(34, 12)) as pilot:
        await pilot.press("up", "down", "down", "down")
        await until(pilot, lambda: app.session.view.selected == 2)
        assert [line[0] for line in app.lines[:3]] == [" ", " ", "▸"]
        assert len(app.heard) == 2
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.heard[-1], RacerOpened))
        assert app.heard[-1].index == 2  # type: ignore[attr-defined]
        await pilot.click(RacerList, offset=(6, 1))
        await until(pilot, lambda: app.session.view.selected == 0)


async def test_hiding_is_said_in_words(until: Until) -> None:
    app = Alone(*THREE)
    async with app.run_test(size=(34, 12)) as pilot:
        await pilot.press("down", "h")
        await until(pilot, lambda: app.session.view.hidden == {1})
        assert app.lines[1].endswith("hidden")
        await pilot.press("h")
        await until(pilot, lambda: not app.session.view.hidden)
        await pilot.click(RacerList, offset=(2, 1))
        await until(pilot, lambda: app.session.view.hidden == {0})


async def test_removing_and_moving_keep_each_racers_colour(until: Until) -> None:
    app = Alone(*THREE)
    before = dict(zip(app.racers, app.session.view.slots, strict=True))
    sgd, adam, rmsprop = app.racers
    async with app.run_test(size=(34, 12)) as pilot:
        await pilot.press("J")
        await until(pilot, lambda: app.racers == (adam, sgd, rmsprop))
        assert app.session.view.selected == 1
        await pilot.press("J", "J")
        await until(pilot, lambda: app.racers == (adam, rmsprop, sgd))
        await pilot.press("K")
        await until(pilot, lambda: app.racers == (adam, sgd, rmsprop))
        assert dict(zip(app.racers, app.session.view.slots, strict=True)) == before
        await pilot.press("delete")
        await until(pilot, lambda: app.racers == (adam, rmsprop))
        assert app.session.view.slots == (before[adam], before[rmsprop])
        await pilot.press("delete", "delete")
        await until(pilot, lambda: app.racers == ())
        assert app.session.undo()
        assert len(app.racers) == 1


async def test_renaming(until: Until) -> None:
    app = Alone(*THREE)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, RenameRacer))
        await pilot.press(*"a:")
        await until(pilot, lambda: "without ':'" in str(app.screen.query_one(".message").render()))
        await pilot.press("enter")
        assert isinstance(app.screen, RenameRacer)
        await pilot.press("backspace", "enter")
        await until(pilot, lambda: app.session.scenario.racers[0].label == "a")
        assert app.heard[-1].origins is None  # type: ignore[attr-defined]
        await until(pilot, lambda: app.rows.has_focus)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, RenameRacer))
        assert app.screen.query_one(Entry).value == "a"
        heard = len(app.heard)
        await pilot.press("escape")
        await until(pilot, lambda: app.rows.has_focus)
        assert len(app.heard) == heard


@pytest.mark.parametrize("key", ["enter", "delete", "n", "h", "J", "K", "up", "down"])
async def test_without_racers_it_says_what_to_do(key: str) -> None:
    app = Alone()
    async with app.run_test(size=(34, 12)) as pilot:
        await pilot.pause()
        assert "Press a to add one." in app.lines
        await pilot.press(key)
        await pilot.pause()
        assert app.heard == []


async def test_a_click_on_no_racers_asks_for_one(until: Until) -> None:
    app = Alone()
    async with app.run_test(size=(34, 12)) as pilot:
        await pilot.pause()
        await pilot.click(RacerList, offset=(3, 1))
        await until(pilot, lambda: [type(event) for event in app.heard] == [AddRequested])


async def test_many_racers_scroll(until: Until) -> None:
    app = Alone(*TEN)
    async with app.run_test(size=(34, 6)) as pilot:
        app.rows.styles.height = 6
        await pilot.press(*["down"] * 9)
        await until(pilot, lambda: app.session.view.selected == 9)
        await until(pilot, lambda: app.lines[-1].startswith("▸"))
        assert "lr=10" in app.lines[-1]


async def test_a_frame_from_before_does_not_move_the_selection_back(until: Until) -> None:
    app = Alone(*THREE)
    async with app.run_test(size=(34, 12)) as pilot:
        await pilot.pause()
        old = app.session.view
        await pilot.press("down")
        await until(pilot, lambda: app.rows.selected == 1)
        app.session.set_view(replace(old, selected=1))
        app.show()
        await pilot.press("down")
        await until(pilot, lambda: app.rows.selected == 2)
