"""The sweep behind the screen: its axes, its computation in slices, what is known at a step, limits of theory."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hyper import real
from core.problems import bind
from core.scenario import Scenario
from core.sweep import Sweep, SweepError, run
from core.sweep.places import place_of
from core.sweep.ranks import ranks
from core.sweep.tuning import summaries
from tui.state.frame import Frame
from tui.state.session import Session
from tui.state.sweep import computation
from tui.state.sweep.computation import Computation
from tui.state.sweep.limits import edges
from tui.state.sweep.ranges import range_around
from tui.state.sweep.sweeper import Sweeper
from tui.state.sweep_frame import Kind, SweepView

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


def test_networks_are_computed_a_few_at_a_time() -> None:
    """So that a block of their updates lets no key wait."""
    sweep = Sweep(Scenario("network data=spirals hidden=[8,8]", ("sgd",), steps=20), ["lr=1e-3..10/25"])
    found = Computation(sweep)
    widths = {part.end - part.begin for part in found._waiting}
    assert max(widths) * 200 * 105 <= 250_000
    found.advance()
    np.testing.assert_array_equal(found.result.loss, run(sweep).loss)


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


def test_theory_says_where_rates_and_momentum_become_unstable() -> None:
    scenario = Scenario("quadratic kappa=20", ("sgd lr=0.15",))
    (spec,), problem = scenario.racers, bind(scenario.problem)
    start = (1.0, 1.0)
    (axis,) = Sweep(scenario, ["lr=1e-3..1/20"]).axes
    assert edges(spec, problem, start, [axis], [place_of(scenario, spec, "lr")]).places == pytest.approx((0.1,))
    (axis,) = Sweep(scenario, ["momentum=0..0.99/100"]).axes
    found = edges(spec, problem, start, [axis], [place_of(scenario, spec, "momentum")])
    assert found.places == pytest.approx((0.5,), abs=0.01)  # lr < (2 + 2β)/λmax: stable from there on
    (axis,) = Sweep(scenario, ["x=0..1/3"]).axes
    assert edges(spec, problem, start, [axis], [place_of(scenario, spec, "x")]).places == ()


def frame_of(scenario: Scenario, selected: int = 0) -> Frame:
    session = Session(scenario, at=scenario.steps)
    session.set_view(replace(session.view, selected=selected))
    return session.frame()


def test_axes_are_chosen_for_the_racers_that_have_them() -> None:
    sweeper, frame = Sweeper(), frame_of(RACE)
    first = sweeper.chosen(frame).text
    sweeper.choose_axes(frame, "beta1=0.5..0.99/10")
    assert sweeper.chosen(frame).racers == (0,)
    for wrong in ("beta1=2..3/10", "gamma=0..1/3", "lr=1e-3..1/10 beta1=0..0.9/10", "decay=[coupled,decoupled]"):
        with pytest.raises(SweepError):
            sweeper.choose_axes(frame, wrong)
    assert sweeper.chosen(frame).text == "beta1=0.5..0.99/10"
    sweeper.default_axes()
    assert sweeper.chosen(frame).text == first
    assert sweeper.undo_axes()
    assert sweeper.chosen(frame).text == "beta1=0.5..0.99/10"
    assert sweeper.undo_axes()
    assert not sweeper.undo_axes()
    assert sweeper.chosen(frame).text == first


def test_the_racers_own_rates_do_not_make_another_sweep() -> None:
    sweeper, frame = Sweeper(), frame_of(RACE)
    sweeper.choose_axes(frame, "lr=1e-3..1/10")
    other = Scenario("beale", ("adam lr=0.2", "sgd lr=0.5"), steps=50)
    assert sweeper.chosen(frame).sweep == sweeper.chosen(frame_of(other)).sweep
    longer = Scenario("beale", ("adam lr=0.2", "sgd lr=0.5"), steps=51)
    assert sweeper.chosen(frame).sweep != sweeper.chosen(frame_of(longer)).sweep


def mapped(scenario: Scenario, text: str, quantity: str = "best", kind: Kind = "map") -> tuple[Sweeper, Frame]:
    sweeper, frame = Sweeper(), frame_of(scenario)
    sweeper.size = (12, 10)
    sweeper.view = SweepView(kind, quantity)
    if text:
        sweeper.choose_axes(frame, text)
    sweeper.frame(frame)
    while sweeper.advance(1.0):
        pass
    return sweeper, frame


def test_a_map_has_a_cell_for_each_of_the_screen_unless_a_count_is_typed() -> None:
    scenario = Scenario("booth", ("sgd lr=0.01",), steps=20)
    sweeper, frame = mapped(scenario, "")
    (rate, momentum) = sweeper.frame(frame).axes
    assert (rate.name, momentum.name) == ("lr", "momentum")
    assert (len(rate), len(momentum)) == (12, 10)
    sweeper, frame = mapped(scenario, "lr=1e-3..1/5 x=0..1")
    assert [len(axis) for axis in sweeper.frame(frame).axes] == [5, 10]
    sweeper.size = (100_000, 100_000)
    assert sweeper.chosen(frame).sweep.updates <= 200_000_000
    assert len(sweeper.chosen(frame).sweep.axes[1]) > 1000


def test_the_edge_over_a_map_is_that_of_momentum_on_a_quadratic() -> None:
    sweeper, frame = mapped(
        Scenario("quadratic kappa=20", ("momentum lr=0.1",), steps=300), "lr=0.02..1 momentum=0..0.9"
    )
    found = sweeper.frame(frame)
    line = found.racers[0].boundary
    assert line is not None
    np.testing.assert_allclose(line[0], (2 + 2 * line[1]) / 20)
    assert "2 + 2" in found.racers[0].limit_text
    rates, momenta = (np.array(axis.values, dtype=float) for axis in found.axes)
    above = rates[:, None] > 1.05 * (2 + 2 * momenta[None, :]) / 20
    grows = found.racers[0].diverged | (sweeper.frame(frame).racers[0].values >= found.first_loss * 0.999)
    assert np.mean(grows[above]) > 0.95


def test_the_numbers_of_a_cell_are_those_of_its_race() -> None:
    scenario = Scenario("booth", ("adam lr=0.1",), steps=30)
    sweeper, frame = mapped(scenario, "lr=1e-2..1/5 beta1=0.5..0.9/3")
    sweeper.view = replace(sweeper.view, cursor=(4, 1))
    for step in (0, 11, 30):
        clock = replace(frame, clock=replace(frame.clock, step=step))
        found = sweeper.frame(clock)
        reading = next(cell for cell in found.cells if cell.name == "cursor")
        assert reading.at == (found.axes[0].format(4), found.axes[1].format(1))
        alone = sweeper.taken(frame, (0, 4, 1))
        (racer,) = alone.race().advance(step).racers
        assert reading.results["best"] == pytest.approx(racer.best, rel=1e-12)
        assert reading.results["final"] == pytest.approx(racer.loss[-1], rel=1e-12)


def test_zooming_in_ends_where_floats_are_too_coarse() -> None:
    sweeper, frame = mapped(Scenario("booth", ("sgd lr=0.01",), steps=5), "")
    assert sweeper.zoom(frame, [(0.01, 0.02), (0.5, 2.0)])
    rate, momentum = sweeper.chosen(frame).sweep.axes
    assert (rate.values[0], rate.values[-1]) == (0.01, 0.02)
    assert momentum.values[0] == 0.5
    assert 0.99 < float(momentum.values[-1]) < 1  # type: ignore[arg-type] # a number
    assert not sweeper.zoom(frame, [(0.01, 0.01 + 1e-17), (0.5, 0.6)])
    assert sweeper.chosen(frame).text.startswith("lr=0.01..0.02 ")


def test_states_are_those_of_the_races() -> None:
    scenario = Scenario("himmelblau", ("sgd lr=0.01",), steps=120, target=1e-3)
    sweeper, frame = mapped(scenario, "lr=1e-3..0.1/6 x=-5..5/5", "state")
    found = sweeper.frame(frame)
    assert found.categories is not None
    for cell in np.ndindex(6, 5):
        (racer,) = sweeper.taken(frame, (0, *cell)).race().advance(120).racers
        name = found.categories.names[found.categories.number[cell]]
        assert (name == "diverged") == racer.diverged
        assert (name == "at the target") == (racer.first_below() is not None)


def test_basins_are_coloured_by_the_minimum_and_the_step_of_arrival() -> None:
    scenario = Scenario("himmelblau", ("sgd lr=0.01",), steps=200)
    sweeper, frame = mapped(scenario, "", "basin", "basins")
    found = sweeper.frame(frame)
    assert found.categories is not None
    assert set(range(4)) <= set(found.categories.number.ravel().tolist())
    arrival = found.racers[0].values
    for cell in ((1, 1), (10, 8), (6, 2)):
        (racer,) = sweeper.taken(frame, (0, *cell)).race().advance(200).racers
        assert found.categories.number[cell] < 4
        assert arrival[cell] == np.flatnonzero(racer.loss <= 0.01 * racer.loss[0])[0]
    early = sweeper.frame(replace(frame, clock=replace(frame.clock, step=5)))
    assert early.categories is not None
    assert np.mean(early.categories.number == 4) > np.mean(found.categories.number == 4)


def test_a_comparison_says_what_the_command_line_says() -> None:
    scenario = Scenario("booth", ("sgd lr=0.01", "adam lr=0.1"), steps=40)
    axes = "lr=[0.001,0.01,0.1] problem=[booth,beale] x=[-1,1] y=[0,1]"
    sweeper, frame = mapped(scenario, axes, "tuned", "comparison")
    found = sweeper.frame(frame).comparison
    assert found is not None
    result = run(Sweep(scenario, axes.split()))
    expected = summaries(result)
    assert [each.summary.loss for each in found.found] == [each.loss for each in expected]
    assert [each.summary.at for each in found.found] == [each.at for each in expected]
    assert found.ranks is not None
    assert list(found.ranks) == ranks(result)
    for each, summary in zip(found.found, expected, strict=True):
        known = dict(zip(each.budget.trials, each.budget.expected, strict=True))
        for trials, value in zip(summary.budget.trials, summary.budget.expected, strict=True):
            assert known[trials] == pytest.approx(value)


def test_a_comparison_begins_with_several_problems_and_starts_or_seeds() -> None:
    sweeper = Sweeper()
    sweeper.view = SweepView("comparison", "tuned")
    names = [axis.name for axis in sweeper.chosen(frame_of(RACE)).sweep.axes]
    assert names == ["lr", "problem", "x", "y"]
    noisy = Scenario("booth", ("adam",), noise=0.1, steps=5)
    assert [axis.name for axis in sweeper.chosen(frame_of(noisy)).sweep.axes] == ["lr", "problem", "seed"]
    line = Scenario("parabola", ("adam",), steps=5)
    assert [axis.name for axis in sweeper.chosen(frame_of(line)).sweep.axes] == ["lr", "seed"]


def test_old_computations_are_forgotten_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    sweeper, frame = Sweeper(), frame_of(RACE)
    monkeypatch.setattr("tui.state.sweep.sweeper._MEMORY", 40_000)
    for count in range(10, 20):
        sweeper.choose_axes(frame, f"lr=1e-3..1/{count}")
        sweeper.frame(frame)
        assert sum(kept.memory for kept in sweeper._computations.values()) <= 40_000
    assert 1 < len(sweeper._computations) < 6
