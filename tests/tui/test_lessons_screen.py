"""The lessons screen: read, watch, see it measured, take it to the race, and lose nothing on the way."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Markdown, Static

from core.lessons import Examination, read_lesson
from core.lessons.expected import KINDS
from core.scenario import Scenario
from tests.sampling import sampled
from tui.app import FallLine
from tui.demo.policy import DEMO, FULL
from tui.lessons import lesson, summaries
from tui.lessons.browser import open_browser, suitable_speed
from tui.lessons.progress import Progress, progress_file
from tui.screens.anatomy import AnatomyScreen
from tui.screens.lessons import LessonsScreen
from tui.screens.race import RaceScreen
from tui.widgets.dialogs.prediction import Prediction
from tui.widgets.key_echo import KeyEcho
from tui.widgets.key_line import KeyLine
from tui.widgets.lessons.claims_panel import ClaimsPanel
from tui.widgets.lessons.lesson_list import LessonList
from tui.widgets.plots.plot_panel import PlotPanel
from tui.widgets.plots.weights_panel import WeightsPanel

OWN = Scenario("beale", ("adam lr=0.05",), steps=77)


def at_step_5() -> FallLine:
    """The app; it paints half as often as usual, since a lesson plays while a test waits."""
    return FallLine(OWN, at=5, fps=10)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder of one's own, wherever the system has it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


async def until(pilot: Pilot[None], condition: Callable[[], object]) -> None:
    for _ in range(1500):
        if condition():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came to be so")


def lessons_of(pilot: Pilot[None]) -> LessonsScreen:
    screen = pilot.app.screen
    assert isinstance(screen, LessonsScreen)
    return screen


async def open_lessons(pilot: Pilot[None]) -> LessonsScreen:
    await pilot.press("f4")
    await until(pilot, lambda: isinstance(pilot.app.screen, LessonsScreen))
    return lessons_of(pilot)


def claims_text(panel: ClaimsPanel) -> str:
    return "\n".join("".join(text for text, _ in row) for row in panel.rows(200))


async def test_a_lesson_is_shown_raced_and_measured() -> None:
    async with at_step_5().run_test(size=(120, 40)) as pilot:
        screen = await open_lessons(pilot)
        first = summaries()[0].name
        panel = screen.query_one(ClaimsPanel)
        claims = len(lesson(first).claims)
        await until(pilot, lambda: f"✓ {claims} of {claims} hold" in claims_text(panel))
        await pilot.press("c")
        asked = sum(bool(claim.ask) for claim in lesson(first).claims)
        assert (claims_text(panel).count("✓"), claims_text(panel).count("?\n")) == (claims - asked, asked)
        assert f"{claims} of {claims} hold" in str(panel.border_title)
        assert "expected 0.1 ± 1e−12   measured 0.1" in claims_text(panel)
        await until(pilot, lambda: screen.frame is not None and screen.frame.clock.step > 3)
        assert "Stand on a slope" in screen.query_one(Markdown).source
        assert screen.frame is not None
        assert screen.frame.scenario == lesson(first).scenarios[""][0]
        await pilot.press("c")
        assert claims_text(panel).count("✓") == 1


@pytest.mark.system
async def test_moving_through_the_list_marks_nothing_and_going_on_does() -> None:
    first, second, *_ = [head.name for head in summaries()]
    async with at_step_5().run_test(size=(120, 40)) as pilot:
        screen = await open_lessons(pilot)
        progress = screen.browser.progress
        await until(pilot, lambda: screen.browser.examination().done)
        await pilot.press("down", "up")
        await until(pilot, lambda: is_open(screen, first))
        assert (progress.seen, progress.passed) == (set(), set())
        await pilot.press("1")  # to its text
        await until(pilot, lambda: progress.seen == {first})
        await pilot.press("n")
        await until(pilot, lambda: is_open(screen, second))
        assert "1 of" in str(screen.query_one(LessonList).border_subtitle)
        await pilot.press("p")
        await until(pilot, lambda: is_open(screen, first))
        assert (progress.seen, progress.passed) == ({first}, {first})
        assert json.loads(progress_file().read_text())["passed"] == [first]


@pytest.mark.system
async def test_a_lesson_far_down_is_seen_in_the_list_at_once() -> None:
    async with at_step_5().run_test(size=(80, 24)) as pilot:
        await pilot.app.run_action("lesson('dead-units')")
        await until(pilot, lambda: pilot.app.screen.query(LessonList))
        chooser = lessons_of(pilot).query_one(LessonList)

        def seen() -> bool:
            row = chooser.get_option_index("dead-units") - chooser.scroll_offset.y
            return chooser.size.height < 10 and 0 <= row < chooser.size.height

        await until(pilot, seen)


@pytest.mark.system
async def test_the_first_lesson_has_none_before_it_and_the_last_none_after() -> None:
    async with at_step_5().run_test(size=(120, 40)) as pilot:
        screen = await open_lessons(pilot)
        assert not screen.check_action("previous_lesson", ())
        last = summaries()[-1].name
        screen.query_one(LessonList).choose(last)
        await until(pilot, lambda: is_open(screen, last))
        assert screen.check_action("previous_lesson", ())
        assert not screen.check_action("next_lesson", ())


@pytest.mark.system
async def test_f3_shows_the_anatomy_of_the_lessons_race() -> None:
    async with at_step_5().run_test(size=(120, 40)) as pilot:
        lessons = await open_lessons(pilot)
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, AnatomyScreen))
        anatomy = pilot.app.screen
        assert isinstance(anatomy, AnatomyScreen)
        assert anatomy.session is lessons.session
        await pilot.press("f4")
        await until(pilot, lambda: pilot.app.screen is lessons)  # back in the lesson, not in another one above it
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))


def is_open(screen: LessonsScreen, name: str) -> bool:
    return screen.browser.name == name


async def check_opens(names: Sequence[str]) -> None:
    async with at_step_5().run_test(size=(120, 40)) as pilot:
        screen = await open_lessons(pilot)
        for name in names:
            screen.query_one(LessonList).choose(name)
            await until(pilot, partial(is_open, screen, name))
            assert screen.query_one("#text").border_title == lesson(name).title
            races = screen.browser.races()
            for _, scenario in (*races[1:], races[0]):
                if len(races) > 1:
                    await pilot.press("o")
                assert screen.session.scenario == scenario


@pytest.mark.system
async def test_lessons_of_all_kinds_open() -> None:
    await check_opens(["two-rates", "stability-limit", "saddle"])  # data, one parameter, two races


@pytest.mark.system
async def test_every_lesson_opens() -> None:
    await check_opens([head.name for head in summaries()])


@pytest.mark.system
async def test_enter_takes_the_race_along_and_undo_brings_ones_own_back() -> None:
    async with at_step_5().run_test(size=(120, 40)) as pilot:
        await open_lessons(pilot)
        await pilot.press("down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        app = pilot.app
        assert isinstance(app, FallLine)
        taken = lesson(summaries()[1].name)
        assert app.session.scenario == next(iter(taken.scenarios.values()))[0]
        assert app.session.clock.playing
        assert app.session.clock.speed == suitable_speed(app.session.scenario)
        await pilot.press("f4")
        await until(pilot, lambda: isinstance(pilot.app.screen, LessonsScreen))
        assert lessons_of(pilot).browser.name == summaries()[1].name  # the lesson that one came from
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        await pilot.press("u")
        assert app.session.scenario == OWN


def panels(screen: LessonsScreen) -> set[str]:
    return {type(panel).__name__.removesuffix("Panel") for panel in screen.query(PlotPanel) if panel.display}


@pytest.mark.system
async def test_a_lesson_with_data_shows_surface_loss_and_data() -> None:
    async with at_step_5().run_test(size=(120, 40)) as pilot:
        screen = await open_lessons(pilot)
        await until(pilot, lambda: panels(screen) == {"Landscape", "Loss"})
        screen.query_one(LessonList).choose("original")
        await until(pilot, lambda: panels(screen) == {"Surface", "Loss", "Data"})
        await pilot.press("v")
        await until(pilot, lambda: panels(screen) == {"Landscape", "Loss", "Data"})


@pytest.mark.system
async def test_the_chapters_three_panels_are_there_at_once() -> None:
    async with at_step_5().run_test(size=(120, 40)) as pilot:
        screen = await open_lessons(pilot)
        screen.query_one(LessonList).choose("two-rates")
        await until(pilot, lambda: panels(screen) == {"Surface", "Weights", "Data"})
        weights = screen.query_one(WeightsPanel)
        await until(pilot, lambda: "sgd · weights and loss · log" in str(weights.border_title))
        await pilot.press("right_square_bracket", "right_square_bracket")
        await until(pilot, lambda: "momentum · weights and loss" in str(weights.border_title))
        await pilot.press("left_square_bracket", "o")
        await until(pilot, lambda: "sgd · weights and loss" in str(weights.border_title))
        screen.query_one(LessonList).choose("learning-rate")
        await until(pilot, lambda: panels(screen) == {"Landscape", "Loss"})


@pytest.mark.system
async def test_a_small_terminal_shows_two_of_three_panels() -> None:
    async with at_step_5().run_test(size=(80, 24)) as pilot:
        screen = await open_lessons(pilot)
        screen.query_one(LessonList).choose("two-rates")
        await until(pilot, lambda: panels(screen) == {"Surface"})  # the list has the rest
        await pilot.press("1")
        await until(pilot, lambda: panels(screen) == {"Surface", "Weights"})


@pytest.mark.system
async def test_a_lesson_of_a_network_may_do_without_a_landscape() -> None:
    async with at_step_5().run_test(size=(80, 24)) as pilot:
        screen = await open_lessons(pilot)
        screen.query_one(LessonList).choose("mini-batches")
        await until(pilot, lambda: panels(screen) == {"Data"})  # the list has the rest
        await pilot.press("v", "1")
        await until(pilot, lambda: panels(screen) == {"Data", "Loss"})
        await pilot.press("P")
        await until(pilot, lambda: panels(screen) == {"Data"})
        await pilot.press("P")
        screen.query_one(LessonList).choose("principal-axes")
        await until(pilot, lambda: panels(screen) == {"Landscape", "Loss"})
        await pilot.press("v")
        await until(pilot, lambda: panels(screen) == {"Surface", "Loss"})


@pytest.mark.parametrize("key", sampled(["escape", "f4", "f2"], 3))
async def test_one_key_goes_back_and_nothing_has_changed(key: str) -> None:
    async with at_step_5().run_test(size=(80, 24)) as pilot:
        await open_lessons(pilot)
        await pilot.press("down", key)
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        app = pilot.app
        assert isinstance(app, FallLine)
        assert (app.session.scenario, app.session.clock.step) == (OWN, 5)


@pytest.mark.system
async def test_from_the_anatomy_a_lesson_still_goes_to_the_race() -> None:
    async with at_step_5().run_test(size=(120, 40)) as pilot:
        await pilot.press("f3")
        await until(pilot, lambda: not isinstance(pilot.app.screen, RaceScreen))
        await open_lessons(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))


@pytest.mark.system
@pytest.mark.parametrize("size", sampled([(60, 18), (80, 24), (160, 50)], 3))
async def test_it_is_usable_at_every_size(size: tuple[int, int]) -> None:
    async with at_step_5().run_test(size=size) as pilot:
        screen = await open_lessons(pilot)

        def usable(selector: str) -> bool:
            region = screen.query_one(selector).region
            return region.width >= 20 and region.height >= 5

        for selector in ("LessonList", "#text", "#watching"):
            await until(pilot, partial(usable, selector))
        await pilot.press("c", "1")
        for selector in ("#text", "ClaimsPanel", "#watching"):
            await until(pilot, partial(usable, selector))
        assert screen.query_one(LessonList).region.height >= 3


def is_readable(text: Markdown) -> bool:
    return 60 <= text.size.width <= 70


@pytest.mark.system
async def test_a_question_hides_its_claim_until_it_is_answered() -> None:
    claims = lesson("learning-rate").claims
    first, second = (number for number, claim in enumerate(claims) if claim.ask)
    async with at_step_5().run_test(size=(120, 40)) as pilot:
        screen = await open_lessons(pilot)
        panel = screen.query_one(ClaimsPanel)
        await until(pilot, lambda: screen.browser.examination().done)
        assert "2 to predict" in claims_text(panel)
        await pilot.press("c")
        assert all(claims[number].ask in claims_text(panel) for number in (first, second))
        assert all(claims[number].says not in claims_text(panel) for number in (first, second))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, Prediction))
        # there are no words to choose from
        await until(pilot, lambda: keys_shown(pilot) == ["⏎ Compare", "esc Cancel", "f1 Help"])
        await pilot.press(*"far", "enter")
        await until(pilot, lambda: "must be a number" in str(pilot.app.screen.query_one(".message", Static).content))
        await pilot.press("escape")
        assert screen.browser.question() == first
        await pilot.press("a", *"0.61", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert claims[first].says in claims_text(panel)
        assert "you said 0.61   right" in claims_text(panel)
        assert claims[second].says not in claims_text(panel)
        await pilot.press("a", "enter")  # no guess
        await until(pilot, lambda: pilot.app.screen is screen)
        assert claims[second].says in claims_text(panel)
        assert not screen.check_action("predict", ())


def keys_shown(pilot: Pilot[Any]) -> list[str]:
    text = "".join(line.render_line(0).text for line in pilot.app.screen.query(KeyLine))
    return [key.strip() for key in text.split("  ") if key.strip()]


@pytest.mark.system
async def test_a_status_is_predicted_from_a_list() -> None:
    async with at_step_5().run_test(size=(80, 24)) as pilot:
        screen = await open_lessons(pilot)
        screen.query_one(LessonList).choose("local-minima")
        await until(pilot, lambda: is_open(screen, "local-minima") and screen.browser.examination().done)
        await pilot.press("a")
        await until(pilot, lambda: isinstance(pilot.app.screen, Prediction))
        await until(pilot, lambda: keys_shown(pilot)[:3] == ["⏎ Compare", "tab Complete", "↑↓ Choose"])
        await pilot.press("down", "down", "enter")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert f"you said {KINDS[1]}   wrong" in claims_text(screen.query_one(ClaimsPanel))


def row_of(echo: KeyEcho, width: int) -> str:
    (row,) = echo.rows(width)
    return "".join(text for text, _ in row)


@pytest.mark.system
@pytest.mark.parametrize(("size", "plots"), [((80, 24), {"Landscape"}), ((120, 40), {"Landscape", "Loss"})])
async def test_an_audience_sees_text_race_and_keys(size: tuple[int, int], plots: set[str]) -> None:
    async with at_step_5().run_test(size=size) as pilot:
        screen = await open_lessons(pilot)
        echo = screen.query_one(KeyEcho)
        await pilot.press("space")
        assert not echo.display
        await pilot.press("P")
        await until(pilot, lambda: echo.region.height == 1 and not screen.query_one(LessonList).display)
        assert panels(screen) == plots
        await pilot.press("n", "comma", "comma", "down", "x")  # x does nothing in a text
        assert row_of(echo, 200).split("   ")[:3] == [
            " ↓  Scroll down",
            " ,  Step back ×2",
            " n  Next lesson; this one is done",
        ]
        assert "space" not in row_of(echo, 200)
        assert row_of(echo, 20) == " ↓  Scroll down   "  # as many as fit, the newest in any case
        await pilot.press("f3", "f4")
        await until(pilot, lambda: pilot.app.screen is screen)
        assert screen.has_class("-present")
        await pilot.press("P")
        await until(pilot, lambda: screen.query_one(LessonList).display)
        assert not echo.display


@pytest.mark.system
async def test_the_text_has_sixty_to_seventy_columns_where_there_is_room() -> None:
    for size in ((120, 40), (160, 50)):
        async with at_step_5().run_test(size=size) as pilot:
            text = (await open_lessons(pilot)).query_one(Markdown)
            await until(pilot, partial(is_readable, text))


@pytest.mark.system
async def test_a_claim_that_fails_has_its_own_sign() -> None:
    text = """
title = "A"
text = "B"
[scenario]
problem = "x^2 + y^2"
racers = ["sgd lr=3"]
steps = 3000
[[claims]]
says = "It stays."
measure = "loss"
take = "step 3000"
high = 1
"""
    examination = Examination(read_lesson(text))
    async with at_step_5().run_test(size=(120, 40)) as pilot:
        screen = await open_lessons(pilot)
        panel = screen.query_one(ClaimsPanel)
        panel.show(examination)
        assert claims_text(panel).startswith("· 0 of 1 hold")
        await pilot.press("c")
        assert claims_text(panel).splitlines() == ["· It stays.", "  expected ≤ 1   measured …"]
        examination.complete()
        panel.show(examination)
        await pilot.click(panel)  # a click unfolds, but does not fold
        assert "✗ It stays." in claims_text(panel)
        assert "measured nothing" in claims_text(panel)
        assert "left the finite numbers at step" in claims_text(panel)


async def test_lessons_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_step_5().run_test(size=(80, 24)) as pilot:
        screen = await open_lessons(pilot)
        await until(pilot, lambda: "✓" in claims_text(screen.query_one(ClaimsPanel)))


def test_progress_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "lessons.json"
    progress = Progress(path)
    progress.note("adam")
    progress.note("kink", passed=True)
    again = Progress(path)
    assert (again.seen, again.passed) == ({"adam", "kink"}, {"kink"})


@pytest.mark.parametrize("content", ["", "{", "[]", '{"seen": 3, "passed": 4}', '{"seen": ["a"]}', "[" * 90_000])
def test_broken_progress_begins_anew(tmp_path: Path, content: str) -> None:
    path = tmp_path / "lessons.json"
    path.write_text(content)
    progress = Progress(path)
    assert (progress.seen, progress.passed) == (set(), set())
    progress.note("adam")
    assert Progress(path).seen == {"adam"}


def test_progress_that_cannot_be_kept_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    progress = Progress(tmp_path / "file" / "lessons.json")
    progress.note("adam", passed=True)
    progress.note("kink")
    assert progress.seen == {"adam", "kink"}


@pytest.mark.system
async def test_the_demo_has_the_short_lessons_and_keeps_no_progress() -> None:
    app = FallLine(OWN, at=0, policy=DEMO)
    async with app.run_test(size=(120, 40)) as pilot:
        browser = (await open_lessons(pilot)).browser
    assert 10 < len(browser.summaries) < len(open_browser(FULL.steps, False).summaries)
    assert all(head.steps <= DEMO.steps for head in browser.summaries)
    assert browser.progress.path is None


def test_the_demo_allows_each_race_of_its_lessons() -> None:
    for head in open_browser(DEMO.steps, False).summaries:
        for variants in lesson(head.name).scenarios.values():
            DEMO.check(variants[0])


@pytest.mark.parametrize("key", sampled(["", "f3", "f4"], 3))
async def test_the_palette_lists_each_key_once(key: str) -> None:
    app = FallLine(OWN, at=0)
    async with app.run_test(size=(120, 40)) as pilot:
        if key:
            race = app.screen
            await pilot.press(key)
            await until(pilot, lambda: app.screen is not race and app.screen.is_mounted)
        commands = list(app.get_system_commands(app.screen))
    titles = [command.title for command in commands]
    assert len(set(titles)) == len(titles)
    found = {command.title: command.help for command in commands}
    assert found["Step back"] == ","
    assert found["Slower"].startswith("< · speed ×")


def test_the_list_knows_what_the_lessons_say() -> None:
    for head in summaries():
        one: Any = lesson(head.name)
        assert (head.title, head.course, head.claims) == (one.title, one.course, len(one.claims))
        assert head.steps == max(scenario.steps for variants in one.scenarios.values() for scenario in variants)


@pytest.mark.system
async def test_a_click_reads_a_lesson_and_a_double_click_takes_it() -> None:
    async with at_step_5().run_test(size=(120, 40)) as pilot:
        screen = await open_lessons(pilot)
        rows = screen.query_one(LessonList)
        index = rows.get_option_index(summaries()[2].name)
        await pilot.click(LessonList, offset=(5, index + 1))
        await until(pilot, lambda: is_open(screen, summaries()[2].name))
        assert pilot.app.screen is screen
        await pilot.click(LessonList, offset=(5, index + 1), times=2)
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
