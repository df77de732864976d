"""The catalog: everything is found, shown, and taken into the race."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from core.optimizers import OPTIMIZERS
from core.optimizers.own import own_optimizer
from core.problems import PROBLEMS
from core.scenario import Scenario
from core.schedules import SCHEDULES
from core.specs import FORMULA, ProblemSpec, RacerSpec, ScheduleSpec
from tests.fixture_types import Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.plotting.chart.sparkline import small_curve
from tui.screens.catalog import Catalog
from tui.screens.race import RaceScreen
from tui.screens.rule_editor import RuleEditor
from tui.state.catalog_items import Item, items, search
from tui.state.rule_draft import Draft
from tui.widgets.catalog_page import MAX_CURVE_ROWS, page
from tui.widgets.entry import Entry
from tui.widgets.key_line import KeyLine
from tui.widgets.plots.thumbnail import Thumbnail

MINE = own_optimizer("mine", "theta = theta - lr*g*beta  # down", "lr=0.001 beta=0.5", "Goes down, somehow.")
SCENARIO = Scenario("a*x^2 + y^2 a=3", ("adam lr=0.1 amsgrad", RacerSpec("mine", own=MINE)), steps=50)
EVERYTHING = items(SCENARIO)


def test_everything_is_in_it_and_what_is_ones_own_comes_first() -> None:
    by_kind = {kind: [item.label for item in EVERYTHING if item.kind == kind] for kind in ("optimizers", "problems")}
    assert by_kind == {"optimizers": ["mine", *OPTIMIZERS], "problems": ["a*x^2 + y^2", *PROBLEMS]}
    assert [item.label for item in EVERYTHING if item.kind == "schedules"] == [*SCHEDULES]
    assert len({item.key for item in EVERYTHING}) == len(EVERYTHING)


@pytest.mark.parametrize("item", EVERYTHING, ids=lambda item: item.key)
@pytest.mark.parametrize("width", [31, 80])
def test_every_page_says_everything_within_its_width(item: Item, width: int) -> None:
    lines = page(item, width, steps=50, derivatives_too=True).plain.split("\n")
    text = "".join("".join(lines).split())  # a long word may be broken
    longest = max(lines, key=cell_len)
    assert cell_len(longest) <= width or len(longest.split()) <= 2  # a formula without a blank has nowhere to break
    sentences = [item.title, *(hyper.sentence for hyper in item.hypers)]
    sentences += [f"{hyper.name}={hyper.format(item.spec.get(hyper.name))}" for hyper in item.hypers]
    if not item.is_typed:
        sentences += [item.entry.citation, item.entry.purpose, getattr(item.entry, "differs", "")]
    for sentence in sentences:
        assert "".join(sentence.split()) in text


def test_the_typed_landscape_shows_gradient_and_hessian() -> None:
    (item,) = (item for item in EVERYTHING if item.is_typed)
    text = page(item, 80, steps=50, derivatives_too=True).plain
    assert "f(x, y) = a·x² + y²" in text
    assert "∂f/∂x = 2·x·a" in text
    assert "∂²f/∂y² = 2" in text
    assert "a=3" in text
    assert "∂" not in page(item, 80, steps=50, derivatives_too=False).plain.replace("^g shows", "")


def test_the_search_finds_words_anywhere_and_names_first() -> None:
    assert [item.label for item in search(EVERYTHING, "adam")][:2] == ["adam", "adamw"]
    assert search(EVERYTHING, "schedule free adamw")[0].label == "schedule_free_adamw"
    assert {item.kind for item in search(EVERYTHING, "problems valley")} == {"problems"}
    assert search(EVERYTHING, "kingma")[0].label == "adam"
    assert search(EVERYTHING, "nothing like that") == []
    for item in EVERYTHING:
        for hyper in item.hypers:
            assert item in search(EVERYTHING, hyper.name)
    assert all("beta2" in [hyper.name for hyper in item.hypers] for item in search(EVERYTHING, "beta2"))
    assert search(EVERYTHING, "") == list(EVERYTHING)


@pytest.mark.parametrize("item", EVERYTHING, ids=lambda item: item.key)
def test_copies_are_whole(item: Item) -> None:
    copy = item.copied(None, ("mine",))
    if isinstance(copy, Draft):
        assert copy.entry().rule_hypers
    elif copy is not None:
        assert copy.name == FORMULA
        assert Scenario(copy, start=(0.5, 0.5)).problem == copy
    else:
        assert item.kind != "optimizers"


def test_a_copy_is_set_as_the_racer_is() -> None:
    (adam,) = (item for item in EVERYTHING if item.label == "adam")
    copy = adam.copied(SCENARIO.racers[0], ())
    assert isinstance(copy, Draft)
    assert copy.settings.startswith("lr=0.1 ")
    assert "v_max" in copy.rule


def test_a_small_curve() -> None:
    assert small_curve(np.array([0.0, 1.0]), 2, 1) == ["⣠⠋"]
    assert small_curve(np.ones(5), 3, 1) == ["⠤⠤⠤"]


# The screen


def race_of(pilot: Pilot[Any]) -> RaceScreen:
    screen = pilot.app.screen
    assert isinstance(screen, RaceScreen)
    return screen


async def looking(pilot: Pilot[Any], until: Until, text: str = "") -> Catalog:
    await pilot.press("c")
    await until(pilot, lambda: isinstance(pilot.app.screen, Catalog) and isinstance(pilot.app.focused, Entry))
    screen = pilot.app.screen
    assert isinstance(screen, Catalog)
    if text:
        screen.query_one(Entry).value = text
        hits = search(EVERYTHING, text)
        names = screen.query_one(OptionList)
        await until(pilot, lambda: sum(not option.disabled for option in names.options) == len(hits))
    return screen


def shown(screen: Catalog) -> str:
    return str(screen.query_one("#catalog-page Static", Static).content)


@pytest.mark.system
async def test_it_begins_with_the_selected_racers_optimizer_and_keys_walk_through_it(until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(80, 24)) as pilot:
        screen = await looking(pilot, until)
        await until(pilot, lambda: screen.item is not None and screen.item.label == "adam")
        await pilot.press("down")
        await until(pilot, lambda: screen.item is not None and screen.item.label == "adamw")
        await until(pilot, lambda: "not divided by" in shown(screen))
        await pilot.press("tab")
        await until(pilot, lambda: screen.item is not None and screen.item.is_typed)
        assert "∂" not in shown(screen)
        await pilot.press("ctrl+g")
        await until(pilot, lambda: "∂²f/∂x²" in shown(screen))
        await pilot.press("shift+tab", "shift+tab")
        await until(pilot, lambda: screen.item is not None and screen.item.kind == "schedules")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        assert race_of(pilot).session.scenario == SCENARIO


@pytest.mark.system
@pytest.mark.parametrize("text", sampled(["lion", "mine", "himmelblau", "warm_restarts"], 4))
async def test_enter_takes_it_into_the_race(text: str, until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(80, 24)) as pilot:
        await looking(pilot, until, text)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        scenario = race_of(pilot).session.scenario
        if text == "himmelblau":
            assert scenario.problem == ProblemSpec("himmelblau")
            assert scenario.start == Scenario("himmelblau").start
        elif text == "warm_restarts":
            assert scenario.racers[0].schedule == ScheduleSpec(text)
            assert scenario.racers[0].get("lr") == 0.1
        else:
            assert [racer.optimizer for racer in scenario.racers] == ["adam", "mine", text]
        await pilot.press("u")
        assert race_of(pilot).session.scenario == SCENARIO


@pytest.mark.system
async def test_a_copy_of_an_optimizer_is_edited_and_raced(until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(80, 24)) as pilot:
        await looking(pilot, until, "lion")
        await pilot.press("ctrl+e")
        await until(pilot, lambda: isinstance(pilot.app.screen, RuleEditor) and bool(pilot.app.screen.query(Entry)))
        assert pilot.app.screen.query_one("#rule-name", Entry).value == "my_lion"
        await pilot.press("ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        assert race_of(pilot).session.scenario.racers[-1].optimizer == "my_lion"


async def test_a_copy_of_a_landscape_is_a_formula(until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(80, 24)) as pilot:
        await looking(pilot, until, "rosenbrock")
        await pilot.press("ctrl+e")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        problem = race_of(pilot).session.scenario.problem
        assert (problem.name, problem.get("b")) == (FORMULA, 100)


async def test_nothing_found_is_told_and_nothing_can_be_taken(until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(80, 24)) as pilot:
        screen = await looking(pilot, until, "nothing like that")
        assert "nothing found" in str(screen.query_one("#catalog-list").border_subtitle)
        await pilot.press("enter", "ctrl+e", "down", "tab", "ctrl+g")
        assert pilot.app.screen is screen


@pytest.mark.system
async def test_the_line_of_keys_offers_no_copy_of_nothing(until: Until) -> None:
    app = FallLine(Scenario(racers=("adam",), steps=50), at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, Catalog))
        line = app.screen.query_one(KeyLine)
        await until(pilot, lambda: "Edit a copy" in line.render_line(0).text)
        await pilot.press(*"zzzz")
        await until(pilot, lambda: "Edit a copy" not in line.render_line(0).text)


async def test_without_a_racer_no_schedule_can_be_given(until: Until) -> None:
    async with FallLine(Scenario(), at=0).run_test(size=(80, 24)) as pilot:
        screen = await looking(pilot, until, "one_cycle")
        await pilot.press("enter")
        await pilot.pause()
        assert pilot.app.screen is screen


@pytest.mark.system
async def test_each_landscape_is_drawn_under_its_page_without_a_frame(until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(120, 40)) as pilot:
        screen = await looking(pilot, until)
        thumbnail = screen.query_one(Thumbnail)
        assert not thumbnail.display  # an optimizer
        for name in ("himmelblau", "parabola", "regression"):  # of two parameters, of one, of data
            screen.query_one(Entry).value = name
            await until(pilot, partial(draws, thumbnail, name))
            page_region, region = screen.query_one("#catalog-page").region, thumbnail.region
            assert (region.width, region.bottom) == (page_region.width, screen.size.height - 1)
            assert region.height >= 9
        first = thumbnail.frame
        await pilot.press("shift+tab")
        screen.query_one(Entry).value = "adam"
        await until(pilot, lambda: not thumbnail.display)
        screen.query_one(Entry).value = "regression"
        await until(pilot, lambda: thumbnail.frame is first and thumbnail.display)  # kept


def draws(thumbnail: Thumbnail, name: str) -> bool:
    frame = thumbnail.frame
    drawn = frame is not None and frame.scenario.problem.name == name and thumbnail.complete and thumbnail.size.height
    return bool(drawn) and any(thumbnail.render_line(y).text.strip() for y in range(thumbnail.size.height))


def test_the_curve_of_a_schedule_fills_the_page() -> None:
    (item,) = (item for item in EVERYTHING if item.label == "cosine")
    for height in (0, 20, 30):
        lines = page(item, 60, height, steps=50, derivatives_too=False).plain.split("\n")
        curve = [line for line in lines if any("\u2800" < sign < "\u28ff" for sign in line)]
        assert len(lines) >= height or len(curve) == MAX_CURVE_ROWS
        assert len(curve) >= 5


@pytest.mark.system
async def test_titles_stand_beside_names_where_there_is_room(until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(80, 24)) as pilot:
        names = (await looking(pilot, until)).query_one(OptionList)
        title = OPTIMIZERS["rmsprop"].title
        assert title not in str(names.get_option("optimizers:rmsprop").prompt)
        await pilot.resize_terminal(120, 40)
        await until(pilot, lambda: title in str(names.get_option("optimizers:rmsprop").prompt))


@pytest.mark.system
async def test_the_page_is_wrapped_to_its_width_whenever_that_changes(until: Until) -> None:
    """After a resize the style of the new size may come later, and make the list wider."""
    async with FallLine(SCENARIO, at=20).run_test(size=(120, 40)) as pilot:
        screen = await looking(pilot, until)
        await until(pilot, lambda: bool(shown(screen)))
        before = shown(screen)
        screen.query_one("#catalog-list").styles.width = 80
        await until(pilot, lambda: shown(screen) != before)


@pytest.mark.parametrize("size", sampled([(60, 18), (80, 24), (120, 40), (160, 50)], 4))
async def test_every_size_shows_list_and_page(size: tuple[int, int], until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=size) as pilot:
        screen = await looking(pilot, until)
        await until(pilot, lambda: bool(shown(screen)))
        assert screen.query_one(OptionList).size.width >= 20
        assert screen.query_one("#catalog-page").size.width >= 28


async def test_a_click_shows_an_entry_and_a_double_click_takes_it(until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(120, 40)) as pilot:
        screen, session = await looking(pilot, until), race_of_below(pilot).session
        await until(pilot, lambda: screen.query_one(OptionList).highlighted != 4)
        await pilot.click(OptionList, offset=(4, 4))
        await until(pilot, lambda: screen.query_one(OptionList).highlighted == 4)
        assert screen.item is not None
        chosen = screen.item.label
        assert chosen in str(screen.query_one("#catalog-page").border_title)
        assert pilot.app.screen is screen
        await pilot.click(OptionList, offset=(4, 4), times=2)
        await until(pilot, lambda: len(session.scenario.racers) == 3)
        assert session.scenario.racers[-1].optimizer == chosen


def race_of_below(pilot: Pilot[Any]) -> RaceScreen:
    (screen,) = (screen for screen in pilot.app.screen_stack if isinstance(screen, RaceScreen))
    return screen
