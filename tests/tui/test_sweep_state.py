"""The sweep behind the screen: its axes, its computation in slices, what is known at a step, limits of theory."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hyper import real
from core.problems import bind
from core.scenario import Scenario
from core.sweep import Sweep, SweepError, run
from core.sweep.places import place_of
from tui.state.sweep import computation
from tui.state.sweep.computation import Computation
from tui.state.sweep.limits import edges
from tui.state.sweep.ranges import range_around, readable
from tui.state.sweep.sweeper import Sweeper, curve_axes

RACE = Scenario("beale", ("adam lr=0.1", "sgd lr=0.01"), steps=50)
SWEEP = Sweep(RACE, ["lr=1e-3..10/9", "x=-1..1/7"])


def finished(sweep: Sweep) -> Computation:
    found = Computation(sweep)
    found.advance()
    return found


def test_slices_end_with_what_a_whole_run_finds() -> None:
    one, whole = Computation(SWEEP), run(SWEEP)
    slices = 0
    while not one.complete:
        one.advance(0.0)
        slices += 1
    assert slices > 2 * (50 // 16)
    for name in ("loss", "best", "tail", "hit", "last", "minimum", "theta"):
        np.testing.assert_array_equal(getattr(one.result, name), getattr(whole, name))
    assert one.share == 1


@pytest.mark.parametrize("quantity", ["best", "final", "tail", "hit"])
@pytest.mark.parametrize("step", [0, 1, 17, 49, 50])
def test_the_values_at_a_step_are_those_of_a_shorter_race(quantity: str, step: int) -> None:
    found = finished(SWEEP)
    values = found.values(quantity, step)
    for cell in ((0, 1, 2), (1, 0, 6), (1, 8, 3)):
        (racer,) = SWEEP.scenario_at(cell).race().advance(step).racers
        if racer.steps < step:
            assert np.isnan(values[cell])
            assert found.diverged(step)[cell]
            continue
        tail = racer.loss[-max(1, step // 10) :].mean()
        hit = racer.first_below()
        expected = {"best": racer.best, "final": racer.loss[-1], "tail": tail, "hit": np.nan if hit is None else hit}
        np.testing.assert_allclose(values[cell], expected[quantity], rtol=1e-12)


def test_too_many_losses_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computation, "MEMORY", 1000)
    found = finished(SWEEP)
    assert not found.keeps_steps
    assert found.step(3) == 50
    np.testing.assert_array_equal(found.values("best", 3), finished(SWEEP).values("best", 50))


def test_the_coarse_cells_of_a_large_sweep_come_first() -> None:
    sweep = Sweep(Scenario(racers=("adam",), steps=3), ["lr=1e-4..1/80", "beta1=0..0.99/80"])
    parts = computation.small_first(sweep)
    assert parts[0].end < 200
    assert sum(part.end - part.begin for part in parts) == 6400


@given(st.floats(1e-6, 10), st.floats(1e-6, 10))
def test_a_range_shows_every_rate_over_four_decades_or_more(one: float, other: float) -> None:
    hyper = real("lr", "η", 0.1, "", 0, scale="log")
    scenario = Scenario(racers=(f"sgd lr={one!r}", f"sgd lr={other!r}"))
    (axis,) = Sweep(scenario, [range_around(hyper, "lr", [one, other], 50)]).axes
    low, high = float(axis.values[0]), float(axis.values[-1])  # type: ignore[arg-type] # numbers
    assert low < min(one, other)
    assert max(one, other) < high
    assert high / low >= 9999


@given(st.floats(1e-3, 1e3), st.floats(1e-12, 1e3), st.integers(2, 60))
def test_readable_values_are_short_and_hardly_moved(low: float, size: float, count: int) -> None:
    (axis,) = Sweep(Scenario(racers=("adam",)), [f"x={low!r}..{low + size!r}/{count}"]).axes
    short = readable(axis)
    before, after = (np.array(one.values, dtype=float) for one in (axis, short))
    assert len(set(after.tolist())) == len(after) == len(set(before.tolist()))
    if len(after) == count:
        assert np.abs(before - after).max() <= np.diff(before).max() / 10 * (1 + 1e-9)
    (again,) = Sweep(Scenario(racers=("adam",)), [str(short)]).axes
    assert again == short


def test_values_that_people_type_are_taken_as_they_are() -> None:
    (axis,) = Sweep(Scenario(racers=("adam",)), ["lr=1e-4..1/161"]).axes
    assert {0.001, 0.01, 0.1, 0.02, 0.5} <= set(readable(axis).values)


def test_theory_says_where_rates_and_momentum_become_unstable() -> None:
    scenario = Scenario("quadratic kappa=20", ("sgd lr=0.15",))
    (spec,), problem = scenario.racers, bind(scenario.problem)
    start = (1.0, 1.0)
    (axis,) = Sweep(scenario, ["lr=1e-3..1/20"]).axes
    assert edges(spec, problem, start, axis, place_of(scenario, spec, "lr")).places == pytest.approx((0.1,))
    (axis,) = Sweep(scenario, ["momentum=0..0.99/100"]).axes
    found = edges(spec, problem, start, axis, place_of(scenario, spec, "momentum"))
    assert found.places == pytest.approx((0.5,), abs=0.01)  # lr < (2 + 2β)/λmax: stable from there on
    (axis,) = Sweep(scenario, ["x=0..1/3"]).axes
    assert edges(spec, problem, start, axis, place_of(scenario, spec, "x")).places == ()


def test_axes_are_chosen_for_the_racers_that_have_them() -> None:
    sweeper = Sweeper()
    sweeper.choose_axes(RACE, "beta1=0.5..0.99/10")
    assert sweeper.chosen(RACE).racers == (0,)
    for wrong in ("beta1=2..3/10", "gamma=0..1/3", "lr=1e-3..1/10 beta1=0..0.9/10", "decay=[coupled,decoupled]"):
        with pytest.raises(SweepError):
            sweeper.choose_axes(RACE, wrong)
    assert sweeper.chosen(RACE).text == "beta1=0.5..0.99/10"
    sweeper.default_axes()
    assert sweeper.chosen(RACE).text == curve_axes(RACE)


def test_the_racers_own_rates_do_not_make_another_sweep() -> None:
    sweeper = Sweeper()
    sweeper.choose_axes(RACE, "lr=1e-3..1/10")
    other = Scenario("beale", ("adam lr=0.2", "sgd lr=0.5"), steps=50)
    assert sweeper.chosen(RACE).sweep == sweeper.chosen(other).sweep
    longer = Scenario("beale", ("adam lr=0.2", "sgd lr=0.5"), steps=51)
    assert sweeper.chosen(RACE).sweep != sweeper.chosen(longer).sweep
