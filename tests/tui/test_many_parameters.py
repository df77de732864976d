"""Problems of more than two parameters: every door lets them in, and every screen shows them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

import tui.app
from core.problems import PROBLEMS
from core.problems.groups import Group
from core.problems.landscape_hypers import N
from core.scenario import Scenario
from core.specs import ProblemSpec, RacerSpec
from core.sweep.axis import SweepError
from tests.fixture_types import Enter, TypeInto, Until
from tests.many_parameters import BARE, BOWL, MANY, NETWORK, NOW, THEME, race_screen
from tests.sampling import sampled
from tui.app import FallLine
from tui.cli import launch
from tui.cli.main import main
from tui.demo.policy import DEMO, FULL, Policy, PolicyError
from tui.messages import ScenarioChanged
from tui.plotting.chart.charts import weights_chart
from tui.screens.anatomy import AnatomyScreen
from tui.screens.palette_commands import named_commands
from tui.screens.race import RaceScreen
from tui.screens.sweep import SweepScreen
from tui.state.catalog_items import items
from tui.state.files import keep_session, write_scenario
from tui.state.plane_frame import PlaneFrame
from tui.state.session import Session
from tui.state.sweep.axes import Request, first_axes, make, taken
from tui.state.sweep_frame import Kind
from tui.widgets.anatomy.close_up_panel import CloseUpLandscape
from tui.widgets.anatomy.development_panel import DevelopmentPanel
from tui.widgets.anatomy.equations_panel import EquationsPanel, by_group_text, norms_text
from tui.widgets.anatomy.figures_panel import FiguresPanel
from tui.widgets.dialogs.open_file import OpenFile
from tui.widgets.entry import Entry
from tui.widgets.forms.setup_form import SetupForm
from tui.widgets.plots.landscape_panel import LandscapePanel
from tui.widgets.plots.weights_panel import WeightsPanel

each = pytest.mark.parametrize("scenario", [*MANY, NETWORK], ids=lambda scenario: str(scenario.problem))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


# The doors


@pytest.mark.parametrize("text", ["x^2 + y^2 + z^2", "x1^2 + x2^2 + x3^2 + x4^2 + x5^2", "sum(i, 1, 4, x[i]^2)"])
async def test_the_field_of_the_formula_takes_them(text: str, enter: Enter, until: Until) -> None:
    async with FallLine(NOW, at=10).run_test(size=(120, 40)) as pilot:
        form = pilot.app.screen.query_one(SetupForm)
        await until(pilot, lambda: form.index_of("formula") is not None)
        await enter(pilot, form, "formula", text)
        session = race_screen(pilot).session
        await until(pilot, lambda: session.scenario.problem == ProblemSpec.parse(text))
        await until(pilot, lambda: isinstance(pilot.app.screen.query_one(LandscapePanel).frame, PlaneFrame))
        assert form.index_of("plane") is not None
        await pilot.press("u")


@pytest.mark.system
async def test_the_form_chooses_a_problem_and_how_many_parameters(enter: Enter, until: Until) -> None:
    async with FallLine(NOW, at=10).run_test(size=(120, 40)) as pilot:
        form = pilot.app.screen.query_one(SetupForm)
        session = race_screen(pilot).session
        await until(pilot, lambda: form.index_of("problem") is not None)
        await enter(pilot, form, "problem", "rosenbrock n=3")
        await until(pilot, lambda: session.scenario.problem == ProblemSpec.parse("rosenbrock n=3"))
        await until(pilot, lambda: form.index_of("problem.n") is not None)
        (count,) = (row.hyper for row in form.rows if row.edit == "problem.n")
        assert (count.low, count.high) == (3, 100)  # two are another problem of the list
        await enter(pilot, form, "problem.n", 12)
        await until(pilot, lambda: session.scenario.problem == ProblemSpec.parse("rosenbrock n=12"))
        await enter(pilot, form, "plane", "x4,x5")
        await until(pilot, lambda: session.scenario.plane == "x4,x5")
        await enter(pilot, form, "problem.n", 4)  # it has no x5
        await until(pilot, lambda: session.scenario.plane == "principal")
        await enter(pilot, form, "problem", "beale")
        await until(pilot, lambda: form.index_of("plane") is None)


@pytest.mark.system
async def test_typed_key_by_key_nothing_crashes(type_into: TypeInto, until: Until) -> None:
    async with FallLine(NOW, at=10).run_test(size=(120, 40)) as pilot:
        form = pilot.app.screen.query_one(SetupForm)
        session = race_screen(pilot).session
        await until(pilot, lambda: form.index_of("formula") is not None)
        await type_into(pilot, form, "formula", "x1^2 + x2^2 + x3^2")
        await until(pilot, lambda: session.scenario.problem.entry.dims == 3)
        await pilot.press(*["backspace"] * len(" + x3^2"))
        await until(pilot, lambda: str(session.scenario.problem) == "x1^2 + x2^2")
        assert session.race.problem.names == ("x1", "x2")
        await until(pilot, lambda: "formula" not in form.drafts)


@pytest.mark.parametrize("scenario", sampled(MANY, 2), ids=lambda scenario: str(scenario.problem))
async def test_files_messages_and_the_last_session_bring_them(scenario: Scenario, until: Until) -> None:
    write_scenario(Path("many.toml"), scenario)
    keep_session(scenario)
    async with FallLine(NOW, at=10).run_test(size=(100, 30)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: isinstance(pilot.app.screen, OpenFile) and bool(pilot.app.screen.query(Entry)))
        await pilot.press(*"many.toml", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        await until(pilot, lambda: race_screen(pilot).session.scenario == scenario)
        race_screen(pilot).post_message(ScenarioChanged(NOW, "formula"))
        await until(pilot, lambda: race_screen(pilot).session.scenario == NOW)
        race_screen(pilot).scenario_file.open_last()
        await until(pilot, lambda: race_screen(pilot).session.scenario == scenario)


def test_the_catalog_offers_all_problems_and_families_with_two_parameters() -> None:
    found = [item.spec for item in items(NOW) if isinstance(item.spec, ProblemSpec)]
    assert {spec.name for spec in found} >= set(PROBLEMS)
    for spec in found:
        assert (spec.entry.dims <= 2) == (spec.name != "network")
        assert N.name not in {hyper.name for hyper in spec.shown_hypers if hyper.role == "dims"}
    assert N.name in {hyper.name for hyper in ProblemSpec.parse("ackley n=3").shown_hypers}


@pytest.mark.parametrize("policy", [FULL, DEMO], ids=lambda policy: policy.name)
@each
def test_every_policy_allows_them(policy: Policy, scenario: Scenario) -> None:
    policy.check(scenario)


def test_the_demo_refuses_large_networks() -> None:
    large = Scenario("network hidden=[30,30]", ("adam",))
    FULL.check(large)
    with pytest.raises(PolicyError, match="the demo takes at most 500 parameters \\(got 1,051\\)"):
        DEMO.check(large)


def test_the_command_line_opens_them(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Scenario] = []
    monkeypatch.setattr(launch, "refusal", lambda streams, environ: None)
    monkeypatch.setattr(tui.app, "run_app", lambda scenario, *_, **__: started.append(scenario))
    opened = [scenario for scenario in MANY if scenario.racers]  # without any there would be default ones
    for scenario in opened:
        write_scenario(Path("many.toml"), scenario)
        for words in (scenario.command(), ("many.toml",)):
            main(words)
    assert capsys.readouterr().err == ""
    assert started[::2] == started[1::2] == opened


# The other screens


@pytest.mark.system
@pytest.mark.parametrize("scenario", sampled([*MANY, NETWORK], 3), ids=lambda scenario: str(scenario.problem))
async def test_anatomy_and_sweep_show_them(scenario: Scenario, until: Until) -> None:
    async with FallLine(scenario, at=10).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: race_screen(pilot).session.computed)
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, AnatomyScreen))
        close_up = pilot.app.screen.query_one(CloseUpLandscape)
        await until(pilot, lambda: isinstance(close_up.frame, PlaneFrame) and close_up.drawing and close_up.complete)
        frame = close_up.frame
        assert frame is not None
        if frame.racers:
            x, y = frame.racers[0].path[-1]
            assert frame.view.zoom is not None
            assert frame.view.zoom.contains((x, y))
        await pilot.press("f2")
        await until(pilot, lambda: race_screen(pilot) is pilot.app.screen)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, SweepScreen))
        await pilot.pause()


# Many parameters on other panels


def test_weights_are_those_of_the_chosen_parameter_and_the_next() -> None:
    session = Session(replace(BOWL, plane="x,z"), at=20)
    for by, shown in ((0, (0, 1)), (1, (1, 2)), (1, (2, 0)), (1, (0, 1)), (-1, (2, 0))):
        session.set_view(session.view.beside(by, 3))
        frame = session.frame()
        assert frame.curves == shown
        chart = weights_chart(frame, THEME)
        names = [curve.label.split()[0] for curve in chart.curves if curve.selected]
        assert names == [frame.problem.names[component] for component in reversed(shown)]
        for curve in chart.curves:
            index, _, component = cast(tuple[int, int, int], curve.name)
            assert curve.values(slice(0, 5)).tolist() == frame.racers[index].path[:5, component].tolist()
            assert curve.dotted == (component != shown[0])
    assert Session(NOW).frame().curves == (0, 1)
    assert Session(Scenario("x^2", ("adam",))).frame().curves == (0,)


def test_another_problem_keeps_the_parameter_within_its_own() -> None:
    session = Session(MANY[3], at=5)
    session.set_view(session.view.beside(-1, 20))
    assert session.frame().curves == (19, 0)
    session.edit(BOWL)
    assert session.frame().curves == (2, 0)


async def test_up_and_down_choose_the_curves_of_the_weights(until: Until) -> None:
    async with FallLine(BOWL, at=20).run_test(size=(160, 50)) as pilot:
        panel = pilot.app.screen.query_one(WeightsPanel)
        await until(pilot, lambda: panel.drawing and "x ⠒⠒ y ⠂⠂ of 3" in str(panel.border_subtitle))
        panel.focus()
        await pilot.press("down")
        await until(pilot, lambda: "y ⠒⠒ z ⠂⠂ of 3" in str(panel.border_subtitle))
        await pilot.press("up", "up")
        await until(pilot, lambda: "z ⠒⠒ x ⠂⠂ of 3" in str(panel.border_subtitle))


async def test_the_palette_finds_planes_and_parameters_by_name(until: Until) -> None:
    async with FallLine(BOWL, at=20).run_test(size=(160, 50)) as pilot:
        screen = race_screen(pilot)
        await until(pilot, lambda: screen.session.computed)
        found = {command.title: command for command in named_commands(screen, screen.session)}
        await found["Parameter: z"].callback()
        await until(pilot, lambda: screen.session.view.parameter == 2)
        await found["Landscape on the plane: y,z"].callback()
        await until(pilot, lambda: screen.session.scenario.plane == "y,z")
        now = {command.title: command.help for command in named_commands(screen, screen.session)}
        assert now["Parameter: z"] == now["Landscape on the plane: y,z"] == "shown now"
        assert len([title for title in now if title.startswith("Parameter: ")]) == 3
    alone = Scenario("beale", ("adam",))
    async with FallLine(alone, at=20).run_test(size=(160, 50)) as pilot:
        screen = race_screen(pilot)
        await until(pilot, lambda: screen.session.computed)
        titles = [command.title for command in named_commands(screen, screen.session)]
        assert not any(title.startswith(("Parameter: ", "Landscape on")) for title in titles)


def rows_text(panel: EquationsPanel | DevelopmentPanel | FiguresPanel) -> list[str]:
    return ["".join(text for text, _ in row).rstrip() for row in panel.rows(110)]


async def test_the_anatomy_of_many_parameters_has_norms_and_one_parameter_in_full(until: Until) -> None:
    async with FallLine(NETWORK, at=20).run_test(size=(160, 50)) as pilot:
        await until(pilot, lambda: race_screen(pilot).session.computed)
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, AnatomyScreen))
        equations = pilot.app.screen.query_one("#selected", EquationsPanel)
        history = pilot.app.screen.query_one(DevelopmentPanel)
        figures = pilot.app.screen.query_one(FiguresPanel)
        await until(pilot, lambda: equations.racer is not None and equations.racer.inspection is not None)
        assert equations.racer is not None
        assert equations.racer.inspection is not None
        problem, line = equations.racer.problem, equations.racer.inspection.lines[0]
        told = rows_text(equations)
        assert told[1] == f"  norm {norms_text(line.values, problem.groups)}"
        assert told[1].count(" · ") == len(problem.groups) == 3
        assert told[2].startswith(f"  {problem.names[0]}: ")
        assert len(told) == sum(3 if len(each.values) > 1 else 2 for each in equations.racer.inspection.lines)
        assert "curvature is not computed with 105 parameters" in rows_text(figures)[0]
        await pilot.press("left")
        await until(pilot, lambda: rows_text(equations)[2].startswith(f"  {problem.names[-1]}: "))
        await until(pilot, lambda: any(problem.names[-1] in row for row in rows_text(history)))
        assert any("‖m‖" in row for row in rows_text(history))
        assert not any("‖η" in row for row in rows_text(history))


async def test_the_anatomy_of_a_few_parameters_lists_them_all(until: Until) -> None:
    async with FallLine(BOWL, at=20).run_test(size=(160, 50)) as pilot:
        await until(pilot, lambda: race_screen(pilot).session.computed)
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, AnatomyScreen))
        equations = pilot.app.screen.query_one("#selected", EquationsPanel)
        await until(pilot, lambda: equations.racer is not None and equations.racer.inspection is not None)
        told = rows_text(equations)
        assert [row.split(":")[0].strip() for row in told[1:4]] == ["x", "y", "z"]
        assert not equations.check_action("parameter", ())


def test_norms_are_those_of_the_whole_and_of_each_group() -> None:
    groups = (Group("first", 0, 2), Group("second", 2, 3))
    assert norms_text((3.0, 4.0, 12.0), groups) == "13 · first 5 · second 12"
    assert norms_text((3.0, 4.0), ()) == "5"
    assert by_group_text((3.0, 3.0, 12.0), groups) == "first 3 · second 12"


@pytest.mark.system
async def test_the_anatomy_tells_the_ratio_of_each_layer(until: Until) -> None:
    layered = replace(NETWORK, racers=(RacerSpec("lamb"),))
    async with FallLine(layered, at=20).run_test(size=(160, 50)) as pilot:
        await until(pilot, lambda: race_screen(pilot).session.computed)
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, AnatomyScreen))
        equations = pilot.app.screen.query_one("#selected", EquationsPanel)
        await until(pilot, lambda: equations.racer is not None and equations.racer.inspection is not None)
        assert equations.racer is not None
        assert equations.racer.inspection is not None
        (ratio,) = (line for line in equations.racer.inspection.lines if line.name == "ratio")
        assert f"  {by_group_text(ratio.values, equations.racer.problem.groups)}" in rows_text(equations)
        history = pilot.app.screen.query_one(DevelopmentPanel)
        await until(pilot, lambda: any("‖m‖" in row for row in rows_text(history)))
        assert not any("‖ratio" in row for row in rows_text(history))


async def test_the_anatomy_has_the_rate_of_one_parameter_and_no_norm_of_rates(until: Until) -> None:
    of_groups = replace(NETWORK, racers=(RacerSpec.parse("adam lr=0.1 lr.hidden1=0.02"),))
    async with FallLine(of_groups, at=20).run_test(size=(160, 50)) as pilot:
        await until(pilot, lambda: race_screen(pilot).session.computed)
        await pilot.press("f3")
        await until(pilot, lambda: isinstance(pilot.app.screen, AnatomyScreen))
        history = pilot.app.screen.query_one(DevelopmentPanel)
        await until(pilot, lambda: any(row.startswith("η w1[1,1]") for row in rows_text(history)))
        assert not any("‖η" in row for row in rows_text(history))


# The sweep


def request(kind: Kind, scenario: Scenario) -> Request:
    return Request(kind, scenario, 0, Session(scenario).frame().home, (10, 5))


def test_maps_and_curves_take_coordinates_of_the_start_by_name() -> None:
    scenario = Scenario("rosenbrock n=5", ("bare lr=0.001",), rules=(BARE,), steps=30)
    assert first_axes(request("map", scenario)).split()[1].startswith("x1=")
    made = make(request("map", scenario), "lr=0.001..0.01 x4=-1..1")
    (row, *cell) = (0, 2, 3)
    start = taken(scenario, made, (row, *cell)).start
    assert start is not None
    assert start[3] == made.axes[1].values[3]
    assert (*start[:3], start[4]) == (-1.5, 2, -1.5, -1.5)
    assert make(request("curves", scenario), "lr=0.001..0.01/9 x2=-1..1/3").shown == 1


@pytest.mark.parametrize(("problem", "told"), [("ackley n=3", "3 parameters"), ("x^2", "one parameter")])
def test_basins_need_two_parameters(problem: str, told: str) -> None:
    with pytest.raises(SweepError, match=f"basins are those of a plane of two starts: this problem has {told}"):
        first_axes(request("basins", Scenario(problem, ("adam",))))


@pytest.mark.system
async def test_the_sweep_screen_says_that_there_are_no_basins(until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []  # a notification is gone after two seconds
    monkeypatch.setattr(SweepScreen, "say", lambda _, sentence: told.append(sentence))
    async with FallLine(BOWL, at=10).run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: race_screen(pilot).session.computed)
        await pilot.press("f2")
        await until(pilot, lambda: isinstance(pilot.app.screen, SweepScreen))
        screen = pilot.app.screen
        assert isinstance(screen, SweepScreen)
        kinds = []
        for _ in range(3):
            await pilot.press("v")
            kinds.append(screen.sweeper.view.kind)
        assert kinds == ["map", "comparison", "curves"]
        assert told == ["Basins are those of two parameters."]
