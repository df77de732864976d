"""The sweep screen: it is computed while one looks, shows any step, and takes a value into the race."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from textual.pilot import Pilot

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.demo.policy import DEMO
from tui.screens import sweep as sweep_screen
from tui.screens.race import RaceScreen
from tui.screens.sweep import SweepScreen
from tui.state.sweep_frame import QUANTITIES, SweepFrame
from tui.widgets.sweep.curves_panel import SweepCurvesPanel
from tui.widgets.sweep.readings import SweepReadings

RACE = Scenario("quadratic kappa=20", ("sgd lr=0.01", "momentum lr=0.03", "adam lr=0.1"), steps=60)


def screen_of(pilot: Pilot[None]) -> SweepScreen:
    screen = pilot.app.screen
    assert isinstance(screen, SweepScreen)
    return screen


def sweep_of(pilot: Pilot[None]) -> SweepFrame:
    sweep = screen_of(pilot).frame.sweep
    assert sweep is not None
    return sweep


async def open_sweep(pilot: Pilot[None], until: Until) -> SweepScreen:
    """Open the screen, and wait until all is computed and shown."""
    await pilot.press("f2")
    await until(pilot, lambda: isinstance(pilot.app.screen, SweepScreen))
    await until(pilot, lambda: screen_of(pilot).frame.sweep is not None and sweep_of(pilot).complete)
    return screen_of(pilot)


def text_of(panel: SweepReadings | SweepCurvesPanel) -> str:
    return "\n".join(panel.render_line(y).text for y in range(panel.size.height))


async def test_it_opens_with_all_racers_over_the_learning_rate(until: Until) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_sweep(pilot, until)
        sweep = sweep_of(pilot)
        assert [racer.index for racer in sweep.racers] == [0, 1, 2]
        (axis,) = sweep.axes
        assert axis.name == "lr"
        assert float(axis.values[-1]) / float(axis.values[0]) >= 1e4  # type: ignore[arg-type] # numbers
        assert sweep.step == 60
        readings = screen.query_one(SweepReadings)
        await until(pilot, lambda: "limit by theory" in text_of(readings))
        assert "0.1 = 2/λmax" in text_of(readings)
        panel = screen.query_one(SweepCurvesPanel)
        await until(pilot, lambda: "░" in text_of(panel) and "limit" in text_of(panel))


async def test_a_cell_is_the_race_that_enter_makes_of_it(until: Until) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_sweep(pilot, until)
        await pilot.press("m", "right_square_bracket", "left", "shift+left")
        await until(pilot, lambda: sweep_of(pilot).view.cursor is not None)
        sweep = sweep_of(pilot)
        assert sweep.view.quantity == "final"
        assert sweep.view.cursor is not None
        (at,) = sweep.view.cursor
        rate, final = sweep.axes[0].values[at], sweep.racers[1].values[at]
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        taken = app.session.scenario
        assert taken.racers[1].get("lr") == rate
        assert [str(racer) for racer in (taken.racers[0], taken.racers[2])] == ["sgd lr=0.01", "adam lr=0.1"]
        assert taken.race().advance(60).racers[1].loss[-1] == final
        await pilot.press("u")
        await until(pilot, lambda: app.session.scenario == RACE)


async def test_without_a_cursor_enter_takes_the_best(until: Until) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_sweep(pilot, until)
        sweep = sweep_of(pilot)
        best = sweep.axes[0].values[int(np.nanargmin(sweep.racers[0].values))]
        await pilot.press("enter")
        await until(pilot, lambda: app.session.scenario.racers[0].get("lr") == best)


async def test_the_picture_is_that_of_the_step(until: Until) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_sweep(pilot, until)
        for name in QUANTITIES:
            if name != "best":
                await pilot.press("m")
            await pilot.press("home", "full_stop", "full_stop", "full_stop")
            await until(pilot, lambda: screen.frame.sweep is not None and screen.frame.sweep.step == 3)
            sweep = sweep_of(pilot)
            assert sweep.view.quantity == name
            race = RACE.race().advance(3)
            for racer in sweep.racers:
                loss = race.racers[racer.index].loss
                expected = {"best": loss.min(), "final": loss[-1], "tail": loss[-1], "hit": np.nan}[name]
                assert racer.present_value == pytest.approx(expected, nan_ok=True)
        await pilot.press("end")
        await until(pilot, lambda: sweep_of(pilot).step == 60)


async def test_coming_back_finds_the_results(until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_sweep(pilot, until)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        monkeypatch.setattr(sweep_screen, "PAUSE", 1e9)  # nothing more is computed
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, SweepScreen) and sweep_of(pilot).complete)


async def test_keys_are_answered_while_it_computes(until: Until) -> None:
    app = FallLine(Scenario("rosenbrock", ("adam lr=0.1",), steps=100_000), at=0)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, SweepScreen) and screen_of(pilot).frame.sweep is not None)
        await pilot.press("right")
        await until(pilot, lambda: sweep_of(pilot).view.cursor is not None)
        assert not screen_of(pilot).sweeper.complete
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))


async def test_without_racers_it_says_so(until: Until) -> None:
    app = FallLine(Scenario("rosenbrock"), at=0)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, SweepScreen))
        panel = screen_of(pilot).query_one(SweepCurvesPanel)
        await until(pilot, lambda: "no racer" in text_of(panel))
        await pilot.press("enter", "b", "m", "left")
        await pilot.pause()
        assert isinstance(app.screen, SweepScreen)


async def test_a_click_moves_the_cursor_and_the_readings_tell_its_values(until: Until) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(160, 50)) as pilot:
        screen = await open_sweep(pilot, until)
        await pilot.click(SweepCurvesPanel, offset=(60, 10))
        await until(pilot, lambda: sweep_of(pilot).view.cursor is not None)
        sweep = sweep_of(pilot)
        assert sweep.view.cursor is not None
        at = sweep.view.cursor[0]
        readings = screen.query_one(SweepReadings)
        await until(pilot, lambda: f"at lr {sweep.axes[0].format(at)}" in text_of(readings))


async def test_the_demo_refuses_a_sweep_that_is_too_long(until: Until) -> None:
    app = FallLine(RACE, at=0, policy=DEMO)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_sweep(pilot, until)
        with pytest.raises(ValueError, match="updates a sweep"):
            screen.sweeper.choose_axes(replace(RACE, steps=5000), "lr=1e-4..1/90000")
        assert sweep_of(pilot).complete
