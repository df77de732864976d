"""The sweep screen: it is computed while one looks, shows any step, and takes a value into the race."""

from __future__ import annotations

import gc
import shlex
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from core.number_text import write_number
from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.cli.main import main
from tui.demo.policy import DEMO
from tui.screens import sweep as sweep_screen
from tui.screens.race import RaceScreen
from tui.screens.sweep import SweepScreen
from tui.state.sweep_frame import KINDS, QUANTITIES, SweepFrame, SweepView
from tui.widgets.dialogs.export_dialog import ExportSweep
from tui.widgets.dialogs.sweep_axes import SweepAxes
from tui.widgets.entry import Entry
from tui.widgets.panel import FramePanel
from tui.widgets.plots.plot_panel import PlotPanel
from tui.widgets.sweep.budget_panel import BudgetPanel
from tui.widgets.sweep.cell_readings import CellReadings
from tui.widgets.sweep.comparison_table import ComparisonTable
from tui.widgets.sweep.curves_panel import SweepCurvesPanel
from tui.widgets.sweep.map_panel import SweepMapPanel
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
    if not isinstance(pilot.app.screen, SweepScreen):
        await pilot.press("f2")
    await until(pilot, lambda: isinstance(pilot.app.screen, SweepScreen))
    await until(pilot, lambda: screen_of(pilot).frame.sweep is not None and sweep_of(pilot).complete)
    return screen_of(pilot)


def text_of(panel: PlotPanel | FramePanel) -> str:
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


@pytest.mark.system
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


@pytest.mark.system
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


@pytest.mark.system
async def test_coming_back_finds_the_results(until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_sweep(pilot, until)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        monkeypatch.setattr(sweep_screen, "PAUSE", 1e9)  # nothing more is computed
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(app.screen, SweepScreen) and sweep_of(pilot).complete)


@pytest.mark.system
async def test_keys_are_answered_while_it_computes(until: Until) -> None:
    app = FallLine(Scenario("rosenbrock", ("adam lr=0.1",), steps=1_000_000), at=0)
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


@pytest.mark.system
async def test_the_demo_refuses_a_sweep_that_is_too_long(until: Until) -> None:
    app = FallLine(RACE, at=0, policy=DEMO)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_sweep(pilot, until)
        frame = replace(screen.frame, scenario=replace(RACE, steps=5000))
        with pytest.raises(ValueError, match="updates a sweep"):
            screen.sweeper.choose_axes(frame, "lr=1e-4..1/90000")
        assert sweep_of(pilot).complete


async def open_view(pilot: Pilot[None], until: Until, presses: int) -> SweepScreen:
    """Open a view of the screen, and wait until all of it is computed and shown."""
    screen = await open_sweep(pilot, until)
    kind = KINDS[presses]
    await pilot.press(*("v",) * presses)
    await until(pilot, lambda: sweep_of(pilot).view.kind == kind and len(sweep_of(pilot).axes) == 2)
    await until(pilot, lambda: sweep_of(pilot).complete and screen.query_one(SweepMapPanel).has_focus)
    return screen


async def test_a_map_races_the_cell_under_the_cursor(until: Until) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_view(pilot, until, 1)
        panel = screen.query_one(SweepMapPanel)
        await until(pilot, lambda: bool({*"▀▒"} & {*text_of(panel)}))  # by the number of colours of the terminal
        await pilot.press("right_square_bracket", "left", "left", "up", "shift+up")
        await until(pilot, lambda: sweep_of(pilot).racers[0].index == 1 and sweep_of(pilot).complete)
        await until(pilot, lambda: sweep_of(pilot).view.cursor is not None)
        sweep = sweep_of(pilot)
        cell = next(cell for cell in sweep.cells if cell.name == "cursor")
        cells = screen.query_one(CellReadings)
        await until(pilot, lambda: " ".join(("cursor", *cell.at)) in " ".join(text_of(cells).split()))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        racer = app.session.scenario.racers[1]
        assert (write_number(racer.number("lr")), write_number(racer.number("momentum"))) == cell.at
        assert app.session.scenario.race().advance(60).racers[1].best == cell.results["best"]


@pytest.mark.system
async def test_a_map_zooms_by_keys_wheel_and_dragging_and_undo_takes_it_back(until: Until) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_view(pilot, until, 1)
        panel = screen.query_one(SweepMapPanel)
        texts = [sweep_of(pilot).text]

        async def changed() -> None:
            await until(pilot, lambda: sweep_of(pilot).text != texts[-1])
            await until(pilot, lambda: sweep_of(pilot).complete)
            texts.append(sweep_of(pilot).text)

        await pilot.press("plus")
        await changed()
        await pilot.press("minus")
        await changed()
        await pilot.mouse_down(panel, offset=(30, 10))
        await pilot.hover(panel, offset=(60, 20))
        await pilot.mouse_up(panel, offset=(60, 20))
        await changed()
        low, high = (float(end) for end in texts[-1].split()[0].removeprefix("lr=").split(".."))
        whole_low, whole_high = (float(end) for end in texts[0].split()[0].removeprefix("lr=").split(".."))
        assert whole_low < low < high < whole_high
        await pilot.press("0")
        await changed()
        assert texts[-1] == texts[0]
        for text in reversed(texts[:-1]):
            await pilot.press("u")
            await until(pilot, lambda text=text: sweep_of(pilot).text == text)  # type: ignore[misc]


@pytest.mark.system
async def test_a_click_and_a_double_click_on_a_map(until: Until) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_view(pilot, until, 1)
        await pilot.click(SweepMapPanel, offset=(40, 9))
        await until(pilot, lambda: sweep_of(pilot).view.cursor is not None)
        await pilot.click(SweepMapPanel, offset=(30, 15), times=2)
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        assert app.session.scenario.racers[0].number("momentum") > 0


@pytest.mark.system
async def test_basins_begin_on_the_landscapes_window_and_enter_starts_there(until: Until) -> None:
    app = FallLine(Scenario("himmelblau", ("sgd lr=0.01", "adam lr=0.1"), steps=60), at=10)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("plus", "f2")
        await until(pilot, lambda: isinstance(app.screen, SweepScreen))
        screen = await open_view(pilot, until, 2)
        box = app.session.view.zoom
        assert box is not None
        x, y = sweep_of(pilot).axes
        assert float(x.values[0]) == pytest.approx(box.x_low, abs=0.01)  # type: ignore[arg-type] # a number
        assert float(y.values[-1]) == pytest.approx(box.y_high, abs=0.01)  # type: ignore[arg-type] # a number
        panel = screen.query_one(SweepMapPanel)
        await until(pilot, lambda: "(3, 2)" in text_of(panel) and "×" in text_of(panel))
        await pilot.press("left", "left", "down")
        await until(pilot, lambda: sweep_of(pilot).view.cursor is not None)
        cell = next(cell for cell in sweep_of(pilot).cells if cell.name == "cursor")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        start = app.session.scenario.start
        assert start is not None
        assert tuple(map(write_number, start)) == cell.at
        assert [str(racer) for racer in app.session.scenario.racers] == ["sgd lr=0.01", "adam lr=0.1"]


async def test_a_problem_of_one_parameter_has_no_basins(until: Until) -> None:
    app = FallLine(Scenario("parabola", ("sgd lr=0.01",), steps=60), at=10)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_view(pilot, until, 1)
        await pilot.press("v")
        await until(pilot, lambda: sweep_of(pilot).view.kind == "comparison")


@pytest.mark.system
async def test_axes_are_typed_and_an_error_stands_below_the_field(until: Until) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        await open_sweep(pilot, until)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, SweepAxes) and bool(app.screen.query(Entry)))
        dialog = app.screen
        entry, message = dialog.query_one(Entry), dialog.query_one(".message", Static)
        assert entry.value.startswith("lr=")
        entry.value = "momentum=0..2/30"
        await until(pilot, lambda: "axis momentum: " in str(message.content))
        await pilot.press("enter")
        assert app.screen is dialog
        entry.value = "momentum=0..0.9/30"
        await until(pilot, lambda: "computes it" in str(message.content))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SweepScreen) and sweep_of(pilot).text == "momentum=0..0.9/30")
        await until(pilot, lambda: sweep_of(pilot).complete)
        assert [racer.index for racer in sweep_of(pilot).racers] == [0, 1]  # adam has none


@pytest.mark.system
@pytest.mark.parametrize("axes", ["lr=[0.001,0.01,0.05]", "lr=1e-3..1/11"])
async def test_the_copied_command_computes_the_same_runs(until: Until, tmp_path: Path, axes: str) -> None:
    app = FallLine(RACE, at=10)
    copied: list[str] = []
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await open_sweep(pilot, until)
        app.copy_to_clipboard = copied.append  # type: ignore[method-assign, assignment] # what a terminal would get
        screen.sweeper.choose_axes(screen.frame, axes)
        screen.show_session()
        await until(pilot, lambda: sweep_of(pilot).complete)
        await pilot.press("y")
        await until(pilot, lambda: bool(copied))
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, ExportSweep) and bool(app.screen.query(Entry)))
        app.screen.query_one(Entry).value = str(tmp_path / "ours.npz")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SweepScreen))
    words = shlex.split(copied[0])[1:]
    assert main([*words, "--format", "npz", "--output", str(tmp_path / "theirs.npz")]) == 0
    ours, theirs = (np.load(tmp_path / f"{name}.npz") for name in ("ours", "theirs"))
    for name in ("best", "loss", "tail", "hit", "theta", "axis_lr"):
        np.testing.assert_array_equal(ours[name], theirs[name])


@pytest.mark.system
async def test_a_comparison_ranks_racers_and_races_the_best_setting_of_one(until: Until) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(160, 50)) as pilot:
        screen = await open_sweep(pilot, until)
        screen.sweeper.view = SweepView("comparison", "tuned")
        axes = "lr=1e-3..1/6 problem=[booth,beale] x=-1..1/2"
        screen.sweeper.choose_axes(screen.frame, axes)
        screen.show_session()
        await until(pilot, lambda: sweep_of(pilot).comparison is not None and screen.sweeper.complete)
        await until(pilot, lambda: sweep_of(pilot).comparison.ranks is not None)  # type: ignore[union-attr] # it is there
        comparison = sweep_of(pilot).comparison
        assert comparison is not None
        assert comparison.conditions == ("booth", "beale")
        table, plot = screen.query_one(ComparisonTable), screen.query_one(BudgetPanel)
        screen.set_focus(table)
        await until(pilot, lambda: "booth" in text_of(table) and "rank" in text_of(table))
        assert "more" not in str(table.border_subtitle)
        await until(pilot, lambda: "on booth" in str(plot.border_title))
        await pilot.press("right", "down")
        await until(pilot, lambda: "on beale" in str(plot.border_title))
        await until(pilot, lambda: screen.frame.view.selected == 1)
        wanted = next(each.summary for each in comparison.found if (each.summary.racer, each.condition) == (1, 1))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RaceScreen))
        scenario = app.session.scenario
        assert str(scenario.problem) == "beale"
        assert scenario.racers[1].get("lr") == wanted.scenario.racers[0].get("lr")
        assert [racer.optimizer for racer in scenario.racers] == ["sgd", "momentum", "adam"]


@pytest.mark.system
async def test_a_comparison_says_how_many_problems_have_no_room(until: Until) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(60, 24)) as pilot:
        screen = await open_sweep(pilot, until)
        screen.sweeper.view = SweepView("comparison", "tuned")
        screen.sweeper.choose_axes(screen.frame, "lr=[0.01,0.1] problem=[booth,beale,himmelblau] x=-1..1/2")
        screen.show_session()
        table = screen.query_one(ComparisonTable)
        await until(pilot, lambda: " more: ← →" in str(table.border_subtitle))
        hidden = [name for name in ("booth", "beale", "himmelblau") if name not in text_of(table)]
        assert str(table.border_subtitle) == f"{len(hidden)} more: ← →"


@pytest.mark.system
async def test_v_goes_through_all_views_and_back(until: Until) -> None:
    app = FallLine(RACE, at=10)
    async with app.run_test(size=(80, 24)) as pilot:
        await open_sweep(pilot, until)
        for kind in (*KINDS[1:], KINDS[0]):
            await pilot.press("v")
            await until(pilot, lambda kind=kind: sweep_of(pilot).view.kind == kind)  # type: ignore[misc]


@pytest.mark.system
async def test_an_app_that_has_ended_takes_its_sweeps_along(until: Until) -> None:
    sweepers = []
    for _ in range(2):  # the last app is still known to the test's task
        async with FallLine(RACE, at=10).run_test(size=(120, 40)) as pilot:
            sweepers.append(weakref.ref((await open_sweep(pilot, until)).sweeper))
    gc.unfreeze()  # the app freezes what exists a second after the start
    gc.collect()
    assert sweepers[0]() is None
