"""The declarations of a scenario's settings, of its start and of a racer's name."""

from __future__ import annotations

import pytest

from core.hyper import Hyper, HyperError
from core.nudge import nudged
from core.problems import PROBLEMS
from core.scenario import Scenario
from core.settings import LABEL, MAX_COORDINATE, MAX_LABEL, SETTINGS, settings_that_matter, start_hyper
from core.specs import ProblemSpec

each_setting = pytest.mark.parametrize("hyper", SETTINGS, ids=lambda hyper: hyper.name)


@each_setting
def test_a_scenario_has_every_setting_that_is_declared(hyper: Hyper) -> None:
    assert Scenario().setting(hyper.name) == Scenario().settings[hyper.name] == hyper.default
    other = nudged(hyper, hyper.default, up=True)
    changed = Scenario(**{hyper.name: other})  # type: ignore[arg-type]  # which setting it is is known to SETTINGS
    assert changed.setting(hyper.name) == other != hyper.default
    assert changed != Scenario()
    assert Scenario.from_toml(changed.to_toml()) == changed
    assert changed.command() == (f"--{hyper.name}", hyper.format(other))


@pytest.mark.parametrize(
    ("scenario", "unused"),
    [
        (Scenario("beale", ("adam",)), {"measured_at", "plane"}),
        (Scenario("beale", ("adam", "schedule_free_sgd")), {"plane"}),
        (Scenario("x^2", ("schedule_free_sgd",)), {"plane"}),
        (Scenario("rosenbrock n=3", ("adam",)), {"measured_at"}),
        (Scenario("x^2 + y^2 + z^2", ("schedule_free_sgd",)), set()),
    ],
)
def test_some_settings_matter_to_some_races(scenario: Scenario, unused: set[str]) -> None:
    """Where it is measured to racers that average, the plane to more than two parameters."""
    every = {hyper.name for hyper in SETTINGS}
    assert {hyper.name for hyper in settings_that_matter(scenario)} == every - unused


def test_a_setting_that_is_not_declared_is_refused() -> None:
    with pytest.raises(TypeError, match=r"a scenario has no setting 'step': choose from steps, seed, noise, target"):
        Scenario(step=5)


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_start_of_every_problem_can_be_typed(name: str) -> None:
    entry = ProblemSpec(name).entry
    hyper, point = start_hyper(entry.dims), ((1.5, -2.0) * entry.dims)[: entry.dims]
    assert hyper.parse(hyper.format(point)) == hyper.check(point) == point
    assert Scenario(name, start=point).start == point


@pytest.mark.parametrize(
    ("dims", "text", "point"),
    [
        (1, "1.5", (1.5,)),
        (1, " (-1e-3) ", (-0.001,)),
        (2, "1, 2", (1.0, 2.0)),
        (2, "1,2", (1.0, 2.0)),
        (2, "-1 .5", (-1.0, 0.5)),
        (2, "(1, 2)", (1.0, 2.0)),
        (3, "1, 2, 3", (1.0, 2.0, 3.0)),
        (4, "-0.5", (-0.5, -0.5, -0.5, -0.5)),
    ],
)
def test_a_point_is_read(dims: int, text: str, point: tuple[float, ...]) -> None:
    assert start_hyper(dims).parse(text) == point


@pytest.mark.parametrize(
    ("dims", "text", "message"),
    [
        (1, "1.5, 0", 'start must be one number X (got "1.5, 0")'),
        (2, "1.5", "start must be two numbers X,Y (got 1.5)"),
        (2, "1, x", 'start must be two numbers X,Y (got "1, x")'),
        (2, "1, x, 2", 'start must be two numbers X,Y (got "1, x, 2")'),
        (2, "", "start must be two numbers X,Y (got nothing)"),
        (3, "1, 2", 'start must be 3 numbers with commas between them, or one for all (got "1, 2")'),
        (3, "", "start must be 3 numbers with commas between them, or one for all (got nothing)"),
        (1, "inf", "start must be a number from -1e100 to 1e100 (got inf)"),
    ],
)
def test_what_is_no_point_is_refused(dims: int, text: str, message: str) -> None:
    with pytest.raises(HyperError) as caught:
        start_hyper(dims).parse(text)
    assert str(caught.value) == message


def test_nobody_starts_beyond_the_largest_coordinate() -> None:
    assert start_hyper(1).check([MAX_COORDINATE]) == (MAX_COORDINATE,)
    with pytest.raises(HyperError, match="start must be"):
        start_hyper(1).check([2 * MAX_COORDINATE])


def test_a_label_is_short_and_printable() -> None:
    assert LABEL.parse(" fast one ") == "fast one"
    assert LABEL.check("x" * MAX_LABEL) == "x" * MAX_LABEL
    for wrong in ("x" * (MAX_LABEL + 1), "a:b", "a\tb"):
        with pytest.raises(HyperError, match="name must be up to 40 printable characters without ':'"):
            LABEL.check(wrong)
