"""Scenario: what it takes, what it refuses, and that text, file and command make exactly the same one again."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.display_names import display_names
from core.hyper import Hyper, Value
from core.nudge import nudged
from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS
from core.race_setup import ScenarioError
from core.scenario import Scenario
from core.schedules import SCHEDULES
from core.settings import MAX_COORDINATE, SETTINGS
from core.specs import ProblemSpec, RacerSpec, ScheduleSpec
from core.values import Values


@st.composite
def moved(draw: st.DrawFn, hyper: Hyper) -> Value:
    """A value that form keys can reach."""
    value = hyper.default
    for key in draw(st.text("uUdD", max_size=9)):
        value = nudged(hyper, value, key in "uU", coarse=key in "UD")
    return value


@st.composite
def values(draw: st.DrawFn, hypers: Sequence[Hyper]) -> tuple[tuple[str, Value], ...]:
    chosen = draw(st.permutations(hypers))[:3]
    return tuple((hyper.name, draw(moved(hyper))) for hyper in chosen)


@st.composite
def schedules(draw: st.DrawFn) -> ScheduleSpec:
    name = draw(st.sampled_from(sorted(SCHEDULES)))
    return ScheduleSpec(name, draw(values(SCHEDULES[name].hypers)))


@st.composite
def racers(draw: st.DrawFn) -> RacerSpec:
    name = draw(st.sampled_from(sorted(OPTIMIZERS)))
    label = draw(st.sampled_from(["", "", "fast", "two words", "ñ [b]", "adam lr=0.1", "a=1, #2"]))
    return RacerSpec(name, draw(values(OPTIMIZERS[name].hypers)), draw(schedules()), label)


FORMULAS = ("x", "-x*y", "(1-x)^2 + 100*(y-x^2)^2", "where(x <= 1, x^2, y)", "1e-3 * x  + y")


@st.composite
def problems(draw: st.DrawFn) -> ProblemSpec:
    name = draw(st.sampled_from([*sorted(PROBLEMS), "formula", "formula"]))
    if name == "formula":
        number = draw(st.floats(allow_nan=False, allow_infinity=False))
        return ProblemSpec(name, draw(st.sampled_from(FORMULAS)), (("a", number), ("b2", 1.0)))
    chosen = draw(values(PROBLEMS[name].hypers))
    assume(not PROBLEMS[name].refuses(Values(PROBLEMS[name].hypers, chosen)))
    return ProblemSpec(name, "", chosen)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    problem = draw(problems())
    coordinates = st.floats(-MAX_COORDINATE, MAX_COORDINATE)
    point = st.tuples(coordinates, coordinates).map(lambda two: (two * problem.entry.dims)[: problem.entry.dims])
    return Scenario(
        problem,
        draw(st.lists(racers(), max_size=4)),
        draw(st.none() | point),
        steps=draw(st.integers(1, 10**6)),
        seed=draw(st.integers(0, 2**32 - 1)),
        noise=draw(st.floats(0, allow_nan=False, allow_infinity=False)),
        target=draw(st.floats(0, allow_nan=False, allow_infinity=False)),
    )


def from_words(words: Sequence[str]) -> Scenario:
    """The scenario that the command's words describe, by its own grammar: flag, value, flag, value …"""
    given: dict[str, Any] = {"racers": []}
    declared = {hyper.name: hyper for hyper in SETTINGS}
    for flag, text in zip(words[::2], words[1::2], strict=True):
        name = flag.removeprefix("--")
        if name == "racer":
            given["racers"].append(text)
        elif name == "start":
            given["start"] = tuple(map(float, text.split(",")))
        else:
            given[name] = declared[name].parse(text) if name in declared else text
    return Scenario(**given)


@given(scenarios())
def test_file_and_command_make_the_same_scenario(scenario: Scenario) -> None:
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    assert from_words(scenario.command()) == scenario
    assert eval(repr(scenario)) == scenario  # repr is documented as the call that makes it
    assert hash(scenario) == hash(Scenario.from_toml(scenario.to_toml()))
    assert len(set(scenario.names)) == len(scenario.racers)


@given(problems(), racers(), schedules())
def test_specs_of_the_real_catalogs_print_losslessly(
    problem: ProblemSpec, racer: RacerSpec, schedule: ScheduleSpec
) -> None:
    assert ProblemSpec.parse(str(problem)) == problem
    assert RacerSpec.parse(str(racer)) == racer
    assert ScheduleSpec.parse(str(schedule)) == schedule


def test_defaults() -> None:
    scenario = Scenario()
    assert (str(scenario.problem), scenario.racers, scenario.start) == ("rosenbrock", (), None)
    assert scenario.race().start == (-1.5, 2.0)
    assert (scenario.steps, scenario.seed, scenario.noise, scenario.target) == (500, 0, 0.0, 1e-6)
    assert scenario.command() == ()
    assert {hyper.name: hyper.default for hyper in SETTINGS} == {
        "steps": 500,
        "seed": 0,
        "noise": 0.0,
        "target": 1e-6,
        "measured_at": "answer",
        "plane": "principal",
    }


def test_specs_may_be_text_and_lists_expand() -> None:
    scenario = Scenario("booth", ("sgd lr=[0.01,0.02]", RacerSpec.parse("x: adam")), start=np.array([1, 2]))
    assert [str(racer) for racer in scenario.racers] == ["sgd lr=0.01", "sgd lr=0.02", "x: adam"]
    assert scenario.start == (1.0, 2.0)
    assert Scenario(racers="adam").racers == (RacerSpec("adam"),)


def test_replace_keeps_the_rest() -> None:
    scenario = Scenario("booth", ("adam",), (1, 2), seed=3)
    assert replace(scenario, steps=9) == Scenario("booth", ("adam",), (1, 2), steps=9, seed=3)


def test_the_command_holds_what_differs() -> None:
    scenario = Scenario("-x*y", ("fast: adam lr=0.3",), (-1.5, 2), steps=9, noise=0.1)
    assert scenario.command() == (
        *("--problem", "-x*y", "--racer", "fast: adam lr=0.3", "--start", "-1.5,2"),
        *("--steps", "9", "--noise", "0.1"),
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"problem": "rosenbrok"}, 'No problem "rosenbrok". Did you mean rosenbrock?'),
        (
            {"racers": ["adm"]},
            'No optimizer "adm". Did you mean adam? Code of your own needs --optimizer adm=MODULE:NAME',
        ),
        ({"racers": ["sgd"] * 65}, "racers: at most 64 are allowed"),
        ({"start": (1,)}, "start must be two numbers X,Y (got (1,))"),
        ({"start": "1,2"}, 'start must be two numbers X,Y (got "1,2")'),
        ({"start": 3}, "start must be two numbers X,Y (got 3)"),
        ({"start": (1, float("nan"))}, "start must be a number from -1e100 to 1e100 (got nan)"),
        ({"start": (1, 1e101)}, "start must be a number from -1e100 to 1e100 (got 1e101)"),
        ({"steps": 0}, "steps must be an integer from 1 to 1000000 (got 0)"),
        ({"steps": 10**6 + 1}, "steps must be an integer from 1 to 1000000 (got 1000001)"),
        ({"steps": True}, "steps must be an integer from 1 to 1000000 (got True)"),
        ({"seed": -1}, "seed must be an integer from 0 to 4294967295 (got -1)"),
        ({"noise": -0.1}, "noise must be a number ≥ 0 (got -0.1)"),
        ({"noise": float("inf")}, "noise must be a number ≥ 0 (got inf)"),
        ({"target": "1e-6"}, "target must be a number ≥ 0 (got 1e-6)"),
    ],
)
def test_refused_before_anything_runs(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Scenario(**given)


@pytest.mark.parametrize(
    ("specs", "names"),
    [
        (["sgd", "adam"], ["sgd", "adam"]),
        (["sgd lr=1", "sgd lr=2"], ["sgd lr=1", "sgd lr=2"]),
        (["sgd", "sgd lr=2"], ["sgd lr=0.001", "sgd lr=2"]),
        (["sgd", "sgd nesterov"], ["sgd", "sgd nesterov"]),
        (["sgd lr=1", "sgd lr=1"], ["sgd", "sgd #2"]),
        (
            ["sgd lr=1", "sgd lr=1", "sgd lr=1 nesterov"],
            ["sgd", "sgd #2", "sgd nesterov"],
        ),
        (["sgd lr=1", "sgd lr=1 schedule=cosine"], ["sgd", "sgd schedule=cosine"]),
        (["a: sgd", "a: adam lr=0.3"], None),
        (["sgd lr=1", "sgd lr=2", "sgd lr=1: adam"], None),
        (["sgd #2: adam", "sgd", "sgd"], ["sgd #2", "sgd", "sgd #3"]),
    ],
)
def test_names_tell_racers_apart(specs: list[str], names: list[str] | None) -> None:
    found = display_names([RacerSpec.parse(spec) for spec in specs])
    assert len(set(found)) == len(specs)
    if names:
        assert list(found) == names


def test_the_file_is_readable() -> None:
    scenario = Scenario("rosenbrock b=10", ("adam lr=0.1", 'q"q: sgd lr=2'), (-1.5, 2.0))
    assert scenario.to_toml() == (
        'problem = "rosenbrock b=10"\nstart = [-1.5, 2.0]\nsteps = 500\nseed = 0\nnoise = 0.0\ntarget = 1e-06\n'
        'measured_at = "answer"\nracers = [\n  "adam lr=0.1",\n  "q\\"q: sgd lr=2",\n]\n'
    )


def test_an_empty_file_is_the_default_scenario() -> None:
    assert Scenario.from_toml("# nothing\n") == Scenario()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("steps = 500\nstep = 3", "line 2: unknown key 'step'. Did you mean steps?"),
        (
            "[view]\nzoom = 1",
            "line 1: unknown key 'view'. Choose from problem, start, "
            + "steps, seed, noise, target, measured_at, plane, racers, rules",
        ),
        ("\nsteps = 0", "line 2: steps must be an integer from 1 to 1000000 (got 0)"),
        ("steps = true", "line 1: steps must be an integer from 1 to 1000000 (got True)"),
        ("noise = nan", "line 1: noise must be a number ≥ 0 (got nan)"),
        ("target = 1979-05-27", "line 1: target must be a number ≥ 0 (got datetime.date(1979, 5, 27))"),
        ('problem = "rosenbrok"', 'line 1: problem: No problem "rosenbrok". Did you mean rosenbrock?'),
        ("problem = 3", 'line 1: problem must be a text such as "rosenbrock b=10" (got 3)'),
        ("start = 3", "line 1: start must be two numbers X,Y (got 3)"),
        ('start = [1, "a"]', 'line 1: start must be a number from -1e100 to 1e100 (got "a")'),
        ('racers = "adam"', 'line 1: racers must be a list of texts such as ["adam lr=0.1"] (got "adam")'),
        (
            'racers = [\n "adam",\n "adm"]',
            'line 3: racers: No optimizer "adm". Did you mean adam? Code of your own needs --optimizer adm=MODULE:NAME',
        ),
        ("steps = 5\nseed 3", "line 2, column 6: expected '=' after a key in a key/value pair"),
    ],
)
def test_a_broken_file_says_where(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        Scenario.from_toml(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    [
        "x = " + "[" * 5000,
        "steps = " + "9" * 5000,
        "racers = [" + '"sgd",' * 65 + "]",
        "#" * 200_001,
        "\x00",
        "racers = [[]]",
    ],
)
def test_a_hostile_file_is_only_refused(text: str) -> None:
    with pytest.raises(ScenarioError):
        Scenario.from_toml(text)


@given(st.text(max_size=60) | st.text("steps=racrg[]\"'\n 01e.", max_size=60))
def test_any_text_is_a_scenario_or_a_scenario_error(text: str) -> None:
    try:
        scenario = Scenario.from_toml(text)
    except ScenarioError:
        return
    assert tomllib.loads(text).keys() <= {"problem", "racers", "start", "steps", "seed", "noise", "target"}
    assert isinstance(scenario, Scenario)
