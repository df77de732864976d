"""The anatomy screen: equations with numbers, the close-up, the figures, the way back."""

from __future__ import annotations

import re
from functools import partial

import numpy as np
import pytest
from rich.cells import cell_len
from textual.pilot import Pilot

from core.scenario import Scenario
from tests.fixture_types import Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.plotting.chart.sparkline import sparkline, sparkline_with_zero
from tui.screens.anatomy import MIN_CLOSE_UP, MIN_RULE, RULE_FRAME, AnatomyScreen
from tui.screens.race import RaceScreen
from tui.widgets.anatomy.close_up_panel import CloseUpPanel
from tui.widgets.anatomy.development_panel import DevelopmentPanel
from tui.widgets.anatomy.equations_panel import EquationsPanel
from tui.widgets.anatomy.figures_panel import FiguresPanel
from tui.widgets.text_rows import TextRows

THREE = Scenario(racers=("adam", "sgd", "momentum"), steps=100)


def text(widget: TextRows) -> str:
    return "\n".join("".join(piece for piece, _ in row) for row in widget.rows(200))


async def inside(pilot: Pilot[None]) -> AnatomyScreen:
    await pilot.press("f3")
    await pilot.pause()
    screen = pilot.app.screen
    assert isinstance(screen, AnatomyScreen)
    return screen


@pytest.mark.system
@pytest.mark.parametrize("size", [(60, 18), (80, 24), (120, 40), (160, 50)])
async def test_it_shows_the_update_before_the_clock(size: tuple[int, int]) -> None:
    async with FallLine(THREE, at=3).run_test(size=size) as pilot:
        screen = await inside(pilot)
        equations = text(screen.query_one(EquationsPanel))
        assert "m̂ ← m / (1 − β₁ᵗ)" in equations
        assert "(−10.3) / (1 − 0.9³) = −38.01" in equations
        await pilot.press("full_stop")
        assert "(1 − 0.9⁴)" in text(screen.query_one(EquationsPanel))
        await pilot.press("comma", "comma")
        assert "(1 − 0.9²)" in text(screen.query_one(EquationsPanel))


@pytest.mark.system
async def test_enter_walks_through_the_lines() -> None:
    async with FallLine(THREE, at=3).run_test(size=(120, 40)) as pilot:
        panel = (await inside(pilot)).query_one(EquationsPanel)
        await pilot.press("enter", "enter")
        assert "v̂" not in text(panel)
        assert "running mean of gradients" in text(panel)
        await pilot.press(*["enter"] * 5)
        assert panel.walked == 0
        assert "θ ←" in text(panel)


@pytest.mark.system
async def test_brackets_change_the_racer_and_b_shows_two() -> None:
    async with FallLine(THREE, at=10).run_test(size=(120, 40)) as pilot:
        screen = await inside(pilot)
        await pilot.press("right_square_bracket")
        first, second = screen.query(EquationsPanel)
        assert first.racer is not None
        assert first.racer.name == "sgd"
        assert not second.is_on_screen
        await pilot.press("b")
        await pilot.pause()
        assert second.is_on_screen
        assert second.racer is not None
        assert second.racer.name == "momentum"


async def test_without_a_hessian_no_curvature_is_told() -> None:
    """A network has none, which is not the fault of the rule."""
    async with FallLine(Scenario("network", ("sgd lr=0.1",), steps=5), at=5).run_test(size=(120, 40)) as pilot:
        figures = text((await inside(pilot)).query_one(FiguresPanel))
        assert "curvature is not computed with 105 parameters" in figures
        assert "no limit known without curvature" in figures


async def test_figures_and_development() -> None:
    bouncing = Scenario(problem="quadratic kappa=100", racers=("sgd lr=0.0195",), start=(1.0, 1.0), steps=60)
    async with FallLine(bouncing, at=40).run_test(size=(120, 40)) as pilot:
        screen = await inside(pilot)
        figures = text(screen.query_one(FiguresPanel))
        assert "λmax 100  λmin 1  κ 100" in figures
        assert "below 2/λmax = 0.02 here" in figures
        assert "theory 0.98" in figures
        assert "oscillating" in figures
        development = text(screen.query_one(DevelopmentPanel))
        assert "η eff. x" in development
        assert "0.0195" in development


@pytest.mark.system
async def test_a_wide_screen_shows_more_updates() -> None:
    shown = []
    for width in (100, 300):
        async with FallLine(Scenario(racers=("adam",), steps=300), at=250).run_test(size=(width, 40)) as pilot:
            panel = (await inside(pilot)).query_one(DevelopmentPanel)
            panel.rows(panel.scrollable_content_region.width)
            shown.append(int(str(panel.border_subtitle).split()[1]))
    assert shown[0] < 40 < 80 < shown[1]


@pytest.mark.parametrize("size", sampled([(100, 30), (120, 40), (160, 50), (200, 60)], 4))
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
async def test_the_rule_is_as_wide_as_its_longest_line_and_the_close_up_has_the_rest(
    optimizer: str, size: tuple[int, int], until: Until
) -> None:
    async with FallLine(Scenario(racers=(optimizer,), steps=100), at=50).run_test(size=size) as pilot:
        screen = await inside(pilot)
        rule, close_up = screen.query_one("#selected", EquationsPanel), screen.query_one(CloseUpPanel)
        fits = rule.longest + RULE_FRAME <= size[0] - MIN_CLOSE_UP
        wanted = (rule.longest if fits else rule.needed) + RULE_FRAME
        await until(pilot, lambda: rule.region.width == max(min(wanted, size[0] - MIN_CLOSE_UP), MIN_RULE))
        assert close_up.region.width == size[0] - rule.region.width
        rows = ["".join(piece for piece, _ in row) for row in rule.rows(rule.scrollable_content_region.width)]
        assert len(rows) > rule.scrollable_content_region.height or not any("…" in row for row in rows)


@pytest.mark.system
async def test_two_racers_stand_beside_the_close_up_where_there_is_room(until: Until) -> None:
    for width, room in ((160, True), (100, False)):
        async with FallLine(THREE, at=10).run_test(size=(width, 40)) as pilot:
            screen = await inside(pilot)
            await pilot.press("b")
            await until(pilot, partial(stand_side_by_side, screen, room))


def stand_side_by_side(screen: AnatomyScreen, room: bool) -> bool:
    first, second = (panel.region.width for panel in screen.query(EquationsPanel))
    return first > 0 and abs(first - second) <= 1 and (screen.query_one("#around").region.width > 0) == room


@pytest.mark.system
async def test_the_history_has_two_rows_for_each_value_where_they_fit(until: Until) -> None:
    for optimizer, size, tall in (("sgd", (120, 40), True), ("adam", (160, 50), True), ("adam", (80, 24), False)):
        async with FallLine(Scenario(racers=(optimizer,), steps=100), at=60).run_test(size=size) as pilot:
            panel = (await inside(pilot)).query_one(DevelopmentPanel)
            await until(pilot, partial(has_tall_curves, panel, tall))


def has_tall_curves(panel: DevelopmentPanel, tall: bool) -> bool:
    rows = ["".join(piece for piece, _ in row) for row in panel.rows(panel.scrollable_content_region.width)]
    values = len([row for row in rows if row.startswith(("g ", "η eff."))])
    return (any("⠉" in row or "⣀" in row for row in rows) and len(rows) % 2 == 0) == tall and values > 0


@pytest.mark.system
async def test_before_the_first_update_and_without_racers_it_says_so() -> None:
    async with FallLine(THREE, at=0).run_test(size=(80, 24)) as pilot:
        assert "press . to make it" in text((await inside(pilot)).query_one(EquationsPanel))
    async with FallLine(Scenario(), at=0).run_test(size=(80, 24)) as pilot:
        assert "No racer" in text((await inside(pilot)).query_one(EquationsPanel))
        await pilot.press("right_square_bracket", "b", "enter", "full_stop")


async def test_a_diverged_racer_can_be_looked_into() -> None:
    async with FallLine(Scenario(racers=("sgd lr=1",), steps=50), at=50).run_test(size=(120, 40)) as pilot:
        screen = await inside(pilot)
        assert "θ ←" in text(screen.query_one(EquationsPanel))
        assert "diverged" in text(screen.query_one(FiguresPanel))


async def test_a_racer_that_diverged_at_once_has_no_update_to_wait_for() -> None:
    async with FallLine(Scenario(racers=("sgd lr=1e300",), steps=9), at=9).run_test(size=(120, 40)) as pilot:
        assert text((await inside(pilot)).query_one(EquationsPanel)) == "It has made no update."
        await pilot.press("home")
        assert "press . to make it" in text(pilot.app.screen.query_one(EquationsPanel))


@pytest.mark.system
async def test_the_way_back_keeps_the_clock_and_the_selection() -> None:
    async with FallLine(THREE, at=10).run_test(size=(120, 40)) as pilot:
        await inside(pilot)
        await pilot.press("right_square_bracket", "full_stop", "escape")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, RaceScreen)
        assert screen.frame is not None
        assert screen.frame.clock.step == 11
        assert screen.frame.view.selected == 1


def test_sparklines_with_a_zero_line() -> None:
    assert sparkline_with_zero(np.array([0.0, 1.0, 2.0, 3.0]), 2, 1) == ["⡠⠊"]  # no zero line: none is below it
    assert sparkline_with_zero(np.array([0.0, 1.0]), 2, 1) == [" ⡜"]  # the newest on the right
    assert sparkline_with_zero(np.array([-1.0, -1.0, -1.0, 1.0]), 2, 2) == [" ⢸", "⣁⡇"]
    assert sparkline_with_zero(np.array([np.nan, np.inf]), 1, 2) == [" ", " "]
    assert sparkline_with_zero(np.array([np.nan, 1, np.nan, 1.0]), 2, 1) == ["⠐⠐"]
    for wild in ([-1e308, np.nan, 1e308], [np.inf, -np.inf, 1.0, 2.0], [1.0, 1.0 + 1e-15]):
        assert len("".join(sparkline_with_zero(np.array(wild), 3, 2))) == 6


def test_sparklines() -> None:
    assert sparkline(np.array([0.0, 1.0]), 4) == "  ▁█"
    assert sparkline(np.array([np.nan, np.inf]), 3) == "   "
    assert sparkline(np.array([1.0, 1.0 + 1e-15]), 2) == "▅▅"
    assert sparkline(np.array([-1e308, np.nan, 1e308]), 3) == "▁ █"


@pytest.mark.parametrize("size", sampled([(80, 24), (120, 40)], 2))
@pytest.mark.parametrize("optimizer", sampled(["adam", "sgd", "prodigy", "nadam"], 2))
async def test_no_figure_is_cut(optimizer: str, size: tuple[int, int]) -> None:
    app = FallLine(Scenario(racers=(optimizer,), steps=100), at=60)
    async with app.run_test(size=size) as pilot:
        screen = await inside(pilot)
        for panel in (screen.query_one(DevelopmentPanel), screen.query_one(FiguresPanel)):
            room = panel.scrollable_content_region.width
            rows = ["".join(piece for piece, _ in row).rstrip() for row in panel.rows(room)]
            assert rows
            assert [row for row in rows if cell_len(row) > room] == []


@pytest.mark.parametrize("ascii_only", [False, True])
async def test_curvature_and_reasons_are_wrapped_with_their_numbers_whole(ascii_only: bool) -> None:
    app = FallLine(Scenario(racers=("sgd lr=0.0021",), steps=300), at=300, ascii_only=ascii_only)
    async with app.run_test(size=(80, 24)) as pilot:
        panel = (await inside(pilot)).query_one(FiguresPanel)
        rows = ["".join(piece for piece, _ in row).strip() for row in panel.rows(panel.content_size.width)]
        assert len(rows) <= panel.content_size.height
        kappa = "kappa" if ascii_only else "κ"
        assert all(re.search(rf"{kappa} \d[\d.e]*$", row) for row in rows if kappa in row)
        assert sum(kappa in row for row in rows) == 2
        assert "0.0019968 at the minimum" in " ".join(rows)
