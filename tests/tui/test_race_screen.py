"""The race screen as a whole, driven by keys and mouse, at every size it promises."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from textual import events
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from core.scenario import Scenario
from tests.sampling import sampled
from tui.app import FallLine
from tui.messages import RacerOpened
from tui.screens.race import RaceScreen
from tui.state.frame import Frame
from tui.widgets.forms.form import Form
from tui.widgets.forms.racer_form import RacerForm
from tui.widgets.forms.setup_form import SetupForm
from tui.widgets.key_line import KeyLine
from tui.widgets.plots.landscape_panel import LandscapePanel
from tui.widgets.plots.loss_panel import LossPanel
from tui.widgets.plots.weights_panel import WeightsPanel
from tui.widgets.racer_list import RacerList
from tui.widgets.standings import Standings

KEYS = [
    "space",
    "comma",
    "full_stop",
    "home",
    "end",
    "less_than_sign",
    "greater_than_sign",
    "r",
    "a",
    "d",
    "e",
    "p",
    "l",
    "m",
    "u",
    "U",
    "y",
    "escape",
    "tab",
    "shift+tab",
    "left",
    "right",
    "up",
    "down",
    "plus",
    "minus",
    "0",
    "s",
    "enter",
    "x",
    "w",
    "delete",
    "n",
    "h",
    "J",
    "K",
    "shift+up",
    "shift+down",
    "f1",
    "question_mark",
    "1",
    "7",
    "period",
]
SIZES = [(60, 18), (80, 24), (120, 40), (160, 50), (300, 100)]


def app_at(step: int = 50, scenario: Scenario | None = None) -> FallLine:
    return FallLine(scenario or Scenario(racers=("sgd", "momentum lr=0.0003", "adam"), steps=200), at=step)


def screen_of(pilot: Pilot[None]) -> RaceScreen:
    screen = pilot.app.screen
    assert isinstance(screen, RaceScreen)
    return screen


def frame_of(pilot: Pilot[None]) -> Frame:
    frame = screen_of(pilot).frame
    assert frame is not None
    return frame


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    for _ in range(1000):
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came to be so")


async def test_a_newcomer_sees_a_race_that_plays() -> None:
    async with FallLine().run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: frame_of(pilot).clock.step > 5)
        assert len(frame_of(pilot).racers) == 3
        assert isinstance(pilot.app.focused, LandscapePanel)


async def test_the_transport_keys() -> None:
    async with app_at(50).run_test(size=(120, 40)) as pilot:
        await pilot.press("full_stop", "full_stop", "comma")
        assert frame_of(pilot).clock.step == 51
        await pilot.press("end")
        assert frame_of(pilot).clock.step == 200
        await pilot.press("home")
        assert frame_of(pilot).clock.step == 0
        speed = frame_of(pilot).clock.speed
        await pilot.press("greater_than_sign")
        assert frame_of(pilot).clock.speed > speed
        await pilot.press("less_than_sign")
        assert frame_of(pilot).clock.speed == speed
        await pilot.press("space")
        await until(pilot, lambda: frame_of(pilot).clock.step > 3)
        await pilot.press("space")
        assert not frame_of(pilot).clock.playing
        await pilot.press("r")
        assert frame_of(pilot).clock.playing


async def test_changing_a_learning_rate_in_the_form_replays_every_curve_at_once() -> None:
    async with app_at(150).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: frame_of(pilot).computed)
        before = frame_of(pilot)
        screen_of(pilot).query_one(RacerList).focus()
        await pilot.press("enter", "delete", *"0.0011")
        await until(pilot, lambda: frame_of(pilot).scenario != before.scenario)
        after = frame_of(pilot)
        assert after.scenario.racers[0].get("lr") == 0.0011
        assert after.clock.step == 150
        assert len(after.racers[0].path) == 151
        assert after.racers[1].path.tolist() == before.racers[1].path.tolist()
        await pilot.press("escape")
        assert isinstance(pilot.app.focused, LandscapePanel)
        await pilot.press("u")
        assert frame_of(pilot).scenario == before.scenario
        await pilot.press("U")
        assert frame_of(pilot).scenario == after.scenario


@pytest.mark.system
async def test_a_list_of_rates_in_the_form_makes_a_racer_of_each() -> None:
    async with app_at().run_test(size=(120, 40)) as pilot:
        screen_of(pilot).query_one(RacerList).focus()
        await pilot.press("enter", "delete", *"[0.0001,0.0002,0.0004]", "enter")
        await until(pilot, lambda: len(frame_of(pilot).racers) == 5)
        rates = [racer.spec.get("lr") for racer in frame_of(pilot).racers]
        assert rates[:3] == [0.0001, 0.0002, 0.0004]
        assert len(set(frame_of(pilot).view.slots)) == 5


@pytest.mark.system
async def test_adding_duplicating_hiding_removing_and_bringing_back() -> None:
    async with app_at().run_test(size=(120, 40)) as pilot:
        await pilot.press("a")
        await pilot.press(*"rprop", "enter")
        await until(pilot, lambda: len(frame_of(pilot).racers) == 4)
        assert frame_of(pilot).racers[3].spec.optimizer == "rprop"
        assert frame_of(pilot).view.selected == 3
        await pilot.press("d")
        assert len(frame_of(pilot).racers) == 5
        screen_of(pilot).query_one(RacerList).focus()
        await pilot.press("h")
        assert frame_of(pilot).racers[4].hidden
        await pilot.press("delete")
        await until(pilot, lambda: len(frame_of(pilot).racers) == 4)
        await pilot.press("u")
        await until(pilot, lambda: len(frame_of(pilot).racers) == 5)
        assert frame_of(pilot).racers[4].hidden


async def test_an_empty_race_says_what_to_do() -> None:
    async with app_at(scenario=Scenario()).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        standings = "".join(screen_of(pilot).query_one(Standings).render_line(0).text)
        assert "press a to add one" in standings
        await pilot.press("space", "end", "d", "e", "delete", "h", "n", "enter")


async def test_another_problem_takes_its_own_start_and_keeps_the_racers() -> None:
    async with app_at(20).run_test(size=(120, 40)) as pilot:
        racers = frame_of(pilot).scenario.racers
        screen_of(pilot).query_one(SetupForm).focus()
        await pilot.press("enter", *"himmel", "enter")
        await until(pilot, lambda: frame_of(pilot).scenario.problem.name == "himmelblau")
        assert frame_of(pilot).scenario.start == Scenario(problem="himmelblau").start
        assert frame_of(pilot).scenario.racers == racers


async def test_metric_scale_and_copy() -> None:
    async with app_at(20).run_test(size=(120, 40)) as pilot:
        await pilot.press("m")
        assert frame_of(pilot).view.metric == "gap"
        await pilot.press("l")
        assert not frame_of(pilot).view.log_y
        await pilot.press("y")
        words = ("fallline", "--racer", "--at 20")
        assert all(word in pilot.app.clipboard for word in words)


async def test_a_double_click_on_the_landscape_sets_the_start() -> None:
    async with app_at(20).run_test(size=(120, 40)) as pilot:
        before = frame_of(pilot).scenario.start
        panel = screen_of(pilot).query_one(LandscapePanel)
        await until(pilot, lambda: panel.size and panel.border_title)
        await pilot.click("#forms")
        await pilot.click(LandscapePanel, offset=(25, 12))
        assert panel.has_focus
        assert frame_of(pilot).scenario.start == before
        await pilot.click(LandscapePanel, offset=(25, 12), times=2)
        await until(pilot, lambda: frame_of(pilot).scenario.start != before)
        assert frame_of(pilot).clock.step == 20


@pytest.mark.parametrize("size", SIZES)
async def test_every_promised_size_shows_a_landscape_and_the_standings(size: tuple[int, int]) -> None:
    async with app_at().run_test(size=size) as pilot:
        await pilot.pause()
        screen = screen_of(pilot)
        assert not screen.query_one("#too-small").display
        assert screen.query_one(LandscapePanel).size.width >= 24
        assert screen.query_one(LandscapePanel).size.height >= 6
        assert screen.query_one(Standings).region.bottom <= size[1]


@pytest.mark.parametrize("size", [(59, 40), (120, 17), (20, 5), (1, 1)])
async def test_below_60_by_18_it_asks_for_room(size: tuple[int, int]) -> None:
    async with app_at().run_test(size=size) as pilot:
        await pilot.pause()
        assert screen_of(pilot).query_one("#too-small").display
        assert not screen_of(pilot).query_one(LandscapePanel).is_on_screen
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: screen_of(pilot).query_one(LandscapePanel).size.width > 20)


async def test_in_80_by_24_the_loss_stays_below_the_landscape_beside_the_forms() -> None:
    async with app_at().run_test(size=(80, 24)) as pilot:
        screen = screen_of(pilot)
        await until(pilot, lambda: screen.query_one(LossPanel).is_on_screen)
        assert not screen.query_one(SetupForm).is_on_screen
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.focused, RacerList))
        assert screen.query_one(LandscapePanel).size.width >= 40
        assert screen.query_one(LossPanel).is_on_screen
        assert screen.query_one(LossPanel).region.y >= screen.query_one(LandscapePanel).region.bottom
        await pilot.press("e", "p")
        await until(pilot, lambda: screen.query_one(WeightsPanel).is_on_screen)
        assert not screen.query_one(LossPanel).is_on_screen


async def test_e_goes_to_the_racers_and_from_there_hides_the_forms() -> None:
    async with app_at().run_test(size=(120, 40)) as pilot:
        screen = screen_of(pilot)
        await until(pilot, lambda: isinstance(pilot.app.focused, LandscapePanel))
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.focused, RacerList))
        assert screen.query_one(SetupForm).is_on_screen
        await pilot.press("e")
        await until(pilot, lambda: isinstance(pilot.app.focused, LandscapePanel))
        assert not screen.query_one(SetupForm).is_on_screen


async def test_a_racer_that_explodes_leaves_the_others_readable() -> None:
    wild = Scenario(racers=("sgd lr=1", "sgd lr=0.0025", "adam"), steps=300)
    async with app_at(300, wild).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: frame_of(pilot).computed)
        kinds = [racer.status.kind for racer in frame_of(pilot).racers]
        assert kinds == ["diverged", "diverged", "not_reached"]
        assert "2/λmax" in frame_of(pilot).racers[1].status.sentence
        await pilot.press("home", "space")
        await until(pilot, lambda: frame_of(pilot).clock.step > 20)


async def test_a_paused_race_lets_the_timer_sleep() -> None:
    async with app_at(10).run_test(size=(120, 40)) as pilot:
        timer = screen_of(pilot)._timer
        assert timer is not None
        assert not timer._active.is_set()
        await pilot.press("space")
        assert timer._active.is_set()


@pytest.mark.system
@pytest.mark.parametrize("seed", sampled(range(12), 12))
async def test_no_sequence_of_keys_breaks_it(seed: int) -> None:
    rng = random.Random(seed)
    async with app_at(5).run_test(size=rng.choice(SIZES[:3])) as pilot:
        for _ in range(40):
            await pilot.press(rng.choice(KEYS))
            if rng.random() < 0.03:
                await pilot.resize_terminal(*rng.choice(SIZES[:4]))
        while not isinstance(pilot.app.screen, RaceScreen):
            await pilot.press("escape")
        session = screen_of(pilot).session
        assert session.scenario == replace(session.scenario)
        assert len(session.view.slots) == len(session.scenario.racers)


@pytest.mark.system
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_tab_goes_through_the_forms_row_by_row_and_back(size: tuple[int, int]) -> None:
    scenario = Scenario("quadratic", ("long: adamw lr=0.1 amsgrad schedule=cosine(total=20)",), steps=200)
    async with app_at(50, scenario).run_test(size=size) as pilot:
        screen = screen_of(pilot)
        if not screen.query_one("#forms").display:
            await pilot.press("e")
            await until(pilot, lambda: isinstance(pilot.app.focused, RacerList))
        setup, racer = screen.query_one(SetupForm), screen.query_one(RacerForm)
        stops = [
            *((setup, row.edit) for row in setup.rows),
            (screen.query_one(RacerList), ""),
            *((racer, row.edit) for row in racer.rows),
        ]

        def stop() -> tuple[object, str]:
            form = next((form for form in (setup, racer) if form.has_focus_within), None)
            return (pilot.app.focused, "") if form is None else (form, form.row.edit)

        setup.focus()
        await pilot.pause()
        for place in stops:
            assert stop() == place
            await pilot.pause()
            if isinstance(place[0], Form):  # in sight, with its message
                y = place[0].content_region.y + place[0].picture.top_of(place[0].cursor)
                assert screen.query_one("#forms").region.y <= y < screen.query_one("#forms").region.bottom
            await pilot.press("tab")
        assert not isinstance(stop()[0], Form)
        for place in reversed(stops):
            await pilot.press("shift+tab")
            assert stop() == place


async def test_a_click_edits_where_it_hits() -> None:
    async with app_at().run_test(size=(120, 40)) as pilot:
        form = screen_of(pilot).query_one(SetupForm)
        await until(pilot, lambda: bool(form.size))
        assert form.editor is None
        x, y = form.content_region.offset + Offset(14 + 1, 2)
        for kind in (events.MouseDown, events.MouseUp):
            pilot.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False))
        await until(pilot, lambda: form.editor is not None and form.editor.has_focus)
        assert form.row.edit == "problem.b"
        await pilot.press("7")
        assert frame_of(pilot).scenario.problem.get("b") == 1700


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
@pytest.mark.parametrize("racer", sampled(["sgd", "adam", "polyak"], 3))
async def test_enter_on_a_racer_goes_to_its_learning_rate(racer: str, size: tuple[int, int]) -> None:
    async with app_at(50, Scenario(racers=("momentum", racer), steps=200)).run_test(size=size) as pilot:
        screen = screen_of(pilot)
        form = screen.query_one(RacerForm)
        if not screen.query_one("#forms").display:
            await pilot.press("e")
        screen.query_one(RacerList).focus()
        await pilot.press("down", "enter")
        await until(pilot, lambda: form.shown_editor is not None and form.index == 1)
        assert form.row.edit == ("lr" if form.index_of("lr") is not None else form.rows[1].edit)
        value = form.row.value
        await pilot.press("up")
        assert frame_of(pilot).scenario.racers[1].get(form.row.edit) != value


async def test_a_double_click_on_the_standings_opens_a_racer_while_the_forms_are_hidden() -> None:
    async with app_at().run_test(size=(80, 24)) as pilot:
        screen = screen_of(pilot)
        assert not screen.query_one("#forms").display
        screen.post_message(RacerOpened(0))
        await until(pilot, lambda: screen.query_one(RacerForm).shown_editor is not None)
        assert screen.query_one(RacerForm).row.edit == "lr"


async def test_the_last_racer_may_go_while_it_is_edited() -> None:
    async with app_at(50, Scenario(racers=("sgd",), steps=200)).run_test(size=(120, 40)) as pilot:
        screen = screen_of(pilot)
        screen.query_one(RacerList).focus()
        await pilot.press("enter", "up")
        screen.edit(Scenario(), "", ())
        await pilot.pause()
        assert isinstance(pilot.app.focused, RacerList)
        assert not screen.query_one(RacerForm).focusable
        await pilot.press("u")
        assert len(frame_of(pilot).racers) == 1


@pytest.mark.system
async def test_the_help_panel_follows_the_rows() -> None:
    async with app_at().run_test(size=(120, 40)) as pilot:
        pilot.app.action_show_help_panel()
        form = screen_of(pilot).query_one(SetupForm)
        form.go(0)
        for _ in range(3):
            heading = form.row.hyper.name
            await until(
                pilot,
                lambda heading=heading: any(  # type: ignore[misc]
                    str(getattr(block, "_content", "")) == heading for block in pilot.app.screen.query("MarkdownH3")
                ),
            )
            await pilot.press("tab")


async def test_the_key_line_names_what_the_keys_do_on_a_row() -> None:
    async with app_at().run_test(size=(120, 40)) as pilot:
        form, line = screen_of(pilot).query_one(RacerForm), screen_of(pilot).query_one(KeyLine)
        for edit, words in (("lr", "Nudge"), ("optimizer", "Choose"), ("nesterov", "Switch"), ("lr", "Nudge")):
            index = form.index_of(edit)
            assert index is not None
            form.go(index)
            await until(pilot, lambda words=words: words in line.render_line(0).text)  # type: ignore[misc]
            others = {"Nudge", "Choose", "Switch"} - {words}
            assert not any(other in line.render_line(0).text for other in others)


async def test_the_race_screen_has_few_widgets() -> None:
    async with app_at().run_test(size=(120, 40)) as pilot:
        assert len(list(screen_of(pilot).walk_children())) < 20


async def test_what_is_typed_at_once_goes_to_the_dialog_that_its_first_key_opens() -> None:
    app = FallLine(Scenario(racers=("sgd",), steps=200), at=50)
    async with app.run_test(size=(120, 40)) as pilot:
        for letter in "aadamax":
            app.post_message(events.Key(letter, letter))
        app.post_message(events.Key("enter", "\r"))
        session = screen_of(pilot).session
        await until(pilot, lambda: len(session.scenario.racers) > 1)
        assert [racer.optimizer for racer in session.scenario.racers] == ["sgd", "adamax"]


async def test_the_cursor_of_the_palette_does_not_blink() -> None:
    async with app_at().run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await until(pilot, lambda: isinstance(pilot.app.focused, Input))
        entry = pilot.app.focused
        assert isinstance(entry, Input)
        assert not entry.cursor_blink
        assert entry._cursor_visible


async def test_swapping_the_curves_takes_the_focus_along() -> None:
    async with app_at().run_test(size=(80, 24)) as pilot:
        screen = screen_of(pilot)
        await until(pilot, lambda: screen.query_one(LossPanel).is_on_screen)
        screen.query_one(LossPanel).focus()
        for shown in (WeightsPanel, LossPanel):
            await pilot.press("p")
            await until(pilot, lambda shown=shown: isinstance(pilot.app.focused, shown))  # type: ignore[misc]


def is_readable(panel: Widget) -> bool:
    return panel.content_size.height >= 2 and bool(panel.border_title)


@pytest.mark.parametrize("size", [(60, 18), (80, 24)])
async def test_an_edit_in_a_narrow_terminal_shows_in_landscape_and_loss(size: tuple[int, int]) -> None:
    async with app_at(20).run_test(size=size) as pilot:
        await pilot.press("e", "enter")
        screen = screen_of(pilot)
        for kind in (LandscapePanel, LossPanel):
            panel = screen.query_one(kind)
            await until(pilot, partial(is_readable, panel))
            assert panel.content_size.width >= 22
        assert screen.query_one("#forms").display
