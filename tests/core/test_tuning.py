"""Tuning: what a sweep says of its racers, against closed forms and counting by hand."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.scenario import Scenario
from core.sweep import Sweep, SweepResult, run
from core.sweep.axis_roles import AxisRoles
from core.sweep.order_statistics import best_quantile, expected_best, median, quantile
from core.sweep.ranks import mean_ranks, ranks
from core.sweep.results import NOWHERE
from core.sweep.tuning import BUDGETS, Edge, Summary, Width, divergence_edge, good_width, scores, summaries

SCORES = st.lists(st.sampled_from([0.0, 1.0, 2.5, 7.0, 20.0]), min_size=1, max_size=5)


@given(SCORES, st.integers(1, 4))
def test_the_expected_best_is_the_mean_over_all_draws(given: list[float], trials: int) -> None:
    draws = [min(draw) for draw in itertools.product(given, repeat=trials)]
    assert expected_best(given, [trials])[0] == pytest.approx(float(sum(map(Fraction, draws)) / len(draws)))


@given(SCORES, st.integers(1, 4), st.sampled_from([0.1, 0.5, 0.9]))
def test_the_quantile_of_the_best_is_that_of_all_draws(given: list[float], trials: int, share: float) -> None:
    draws = sorted(min(draw) for draw in itertools.product(given, repeat=trials))
    rank = math.ceil(Fraction(str(share)) * len(draws))
    assert best_quantile(given, [trials], share)[0] == draws[rank - 1]


def test_infinite_scores_count_only_where_they_are_drawn() -> None:
    assert expected_best([1.0, np.inf], [1, 2]).tolist() == [np.inf, np.inf]
    assert best_quantile([1.0, np.inf, np.inf, np.inf], [1, 3, 5], 0.5).tolist() == [np.inf, 1.0, 1.0]
    assert expected_best([3.0, np.nan], [1]).tolist() == [3.0]


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=20), st.integers(1, 100))
def test_a_quantile_is_the_lowest_value_that_enough_do_not_exceed(given: list[float], percent: int) -> None:
    found = float(quantile(given, percent / 100))
    enough = [value for value in given if 100 * sum(other <= value for other in given) >= percent * len(given)]
    assert found == min(enough)


def test_missing_values_do_not_count_in_a_quantile() -> None:
    np.testing.assert_array_equal(median([[3.0, np.nan, 1.0, np.inf], [np.nan] * 4]), [3.0, np.nan])


GRID = Sweep(
    Scenario("quadratic kappa=10", ("momentum", "sgd", "adam"), steps=100, noise=0.01),
    ["lr=1e-3..10/17", "seed=0..4", "x=[1,2]"],
    share=0.01,
)


@pytest.fixture(scope="module")
def grid() -> SweepResult:
    return run(GRID)


def by_hand(result: SweepResult, racer: int) -> tuple[int, list[float]]:
    """The best number along the rate, and the losses of its runs in ascending order, by loops over all cells."""
    medians, runs = [], []
    for rate in range(17):
        found = sorted(
            math.inf if result.diverged[racer, rate, seed, x] else float(result.loss[racer, rate, seed, x])
            for seed in range(5)
            for x in range(2)
        )
        medians.append(found[4])
        runs.append(found)
    best = medians.index(min(medians))
    return best, runs[best]


@pytest.mark.parametrize("racer", [0, 1, 2])
def test_a_summary_is_what_counting_gives(grid: SweepResult, racer: int) -> None:
    (found,) = (each for each in summaries(grid) if each.racer == racer)
    best, runs = by_hand(grid, racer)
    assert found.at == {0: best}
    assert (found.loss.low, found.loss.median, found.loss.high) == (runs[0], runs[4], runs[8])
    hits = [int(hit) for hit in grid.hit[racer, best].ravel()]
    steps = sorted(math.inf if hit < 0 else hit for hit in hits)
    assert (found.steps.low, found.steps.median, found.steps.high) == (steps[0], steps[4], steps[8])
    assert found.reached == sum(hit >= 0 for hit in hits) / 10
    assert found.diverged == np.mean(grid.diverged[racer])
    assert found.scenario.racers[0].number("lr") == GRID.axes[0].values[best]
    ((_, share),) = found.minima
    assert share == np.mean(grid.minimum[racer, best] != NOWHERE)


def test_the_edge_of_divergence_lies_at_the_theoretical_limit(grid: SweepResult) -> None:
    momentum, sgd, adam = summaries(grid)
    for found, limit in ((momentum, (2 + 2 * 0.9) / 10), (sgd, 2 / 10)):
        assert found.limit is not None
        assert found.limit.value == pytest.approx(limit)
        assert found.edge is not None
        assert found.edge.below is not None
        # a run just above the limit stays finite for a hundred steps
        assert limit / 2 < found.edge.below < found.edge.rate < 100 * limit
        assert found.diverged > 0
    assert adam.limit is None
    assert adam.edge is None


def test_theory_has_no_limit_for_a_rate_that_changes() -> None:
    steady, scheduled = summaries(run(Sweep(Scenario("booth", ("sgd", "sgd schedule=cosine")), ["lr=[0.01,0.02]"])))
    assert steady.limit is not None
    assert scheduled.limit is None


def test_the_width_of_the_good_rates_is_that_of_the_region_around_the_best(grid: SweepResult) -> None:
    rates = np.array(GRID.axes[0].values, dtype=np.float64)
    for found in summaries(grid):
        good = [
            2 * sum((grid.hit[found.racer, i] >= 0) & ~grid.diverged[found.racer, i]).sum() >= 10 for i in range(17)
        ]
        best = found.at[0]
        low = max((i + 1 for i in range(best) if not good[i]), default=0)
        high = min((i - 1 for i in range(best, 17) if not good[i]), default=16)
        assert found.width == Width(math.log10(rates[high] / rates[low]), open=low == 0 or high == 16)


def test_widths_and_edges_of_small_examples() -> None:
    rates = np.array([0.001, 0.01, 0.1, 1.0, 10.0])
    good = np.array([True, False, True, True, False])
    assert good_width(rates, good, 2) == Width(math.log10(1.0 / 0.1), open=False)
    assert good_width(rates, good, 0) == Width(0.0, open=True)
    assert good_width(rates, good, 1) is None
    assert divergence_edge(rates, ~good) == Edge(0.001, 0.01)
    assert divergence_edge(rates, good) == Edge(None, 0.001)
    assert divergence_edge(rates, np.zeros(5, dtype=bool)) is None


def test_a_budget_curve_is_that_of_the_medians(grid: SweepResult) -> None:
    for found in summaries(grid):
        runs = np.sort(scores(grid)[found.racer].reshape(17, 10), axis=1)[:, 4]
        assert found.budget.trials == tuple(count for count in BUDGETS if count <= 17)
        draws = np.random.default_rng(1).choice(runs, (200_000, 3)).min(axis=1)
        at = found.budget.trials.index(3)
        assert found.budget.spread[at].median == np.sort(draws)[99_999]
        worst = sorted((x**2 + 10 * 1) / 2 for x in (1, 2))[0]
        assert found.budget.expected[at] == pytest.approx(np.minimum(draws, worst).mean(), rel=0.05)
        assert list(found.budget.expected) == sorted(found.budget.expected, reverse=True)


def test_what_is_not_done_does_not_count(grid: SweepResult) -> None:
    partial = SweepResult.empty(GRID)
    for name in ("loss", "hit", "diverged", "minimum"):
        getattr(partial, name)[:, ::2, :3] = getattr(grid, name)[:, ::2, :3]
    partial.done[:, ::2, :3] = True
    for found in summaries(partial):
        medians = median(np.where(grid.diverged, np.inf, grid.loss)[found.racer, ::2, :3].reshape(9, 6))
        assert found.at[0] == 2 * int(medians.argmin())
        assert found.loss.median == medians.min()
        assert found.diverged == grid.diverged[found.racer, ::2, :3].mean()
    assert summaries(SweepResult.empty(GRID)) == []
    assert ranks(partial) is None


def found_on(problem: str, axes: list[str], **options: object) -> list[Summary]:
    sweep = Sweep(Scenario(problem, ("sgd lr=0.01", "adam lr=0.1"), steps=400), axes, **options)  # type: ignore[arg-type]
    return summaries(run(sweep))


def test_local_minima_are_told_apart_from_slow_runs() -> None:
    sweep = Sweep(Scenario("x^4 - 4*x^2 + x", ("sgd lr=0.01",), steps=400), ["x=-2..2/9"], until="target", share=0.01)
    result = run(sweep)
    (found,) = summaries(result)
    wells = [minimum.point[0] for minimum, _ in found.minima]
    assert len(wells) == 2
    right = (np.array(sweep.axes[0].values, dtype=float) > 0.2).sum()
    assert found.local == right / 9
    assert found.reached == 1 - found.local
    assert found.steps.high < np.inf


def test_until_target_the_best_setting_is_the_quickest() -> None:
    sweep = Sweep(Scenario("quadratic kappa=4", ("sgd",), steps=400), ["lr=1e-3..1/30"], until="target", share=1e-3)
    result = run(sweep)
    (found,) = summaries(result)
    quickest = result.hit[result.hit >= 0].min()
    assert found.steps.median == quickest
    assert result.hit[0, found.at[0]] == quickest


def test_each_condition_has_a_summary_of_its_own() -> None:
    found = found_on("booth", ["problem=[booth,beale]", "lr=1e-3..1/7", "seed=0..1"])
    assert [(each.racer, each.at[0]) for each in found] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert [each.scenario.problem.name for each in found] == ["booth", "beale"] * 2


def test_the_roles_of_axes() -> None:
    scenario = Scenario("quadratic", ("adam schedule=exponential",))
    axes = ["x=[1,2]", "problem.kappa=[1,2,3]", "schedule.gamma=[0.5,0.6]", "seed=0..4", "noise=[0,1]", "beta1=[0,0.5]"]
    roles = AxisRoles(Sweep(scenario, axes))
    assert (roles.tuned, roles.repeated, roles.conditions) == ((2, 5), (3, 0), (1, 4))
    assert roles.shape == (1, 6, 4, 10)
    numbers = np.arange(math.prod(roles.sweep.shape)).reshape(roles.sweep.shape)
    assert roles.arranged(numbers)[0, 5, 2, 7] == numbers[0, 1, 2, 1, 3, 1, 0]
    assert roles.values_at(roles.conditions, 5) == {1: 2, 4: 1}
    assert roles.values_at(roles.tuned, 2) == {2: 1, 5: 0}


def test_ranks_are_sure_where_every_seed_agrees() -> None:
    sweep = Sweep(Scenario("quadratic", ("sgd", "sgd", "adam"), noise=0.1, steps=50), ["lr=[1e-9,1e-8]", "seed=0..9"])
    result = run(sweep)
    result.loss[2] = -1.0
    first, second, third = ranks(result) or []
    assert (third.rank, third.first, third.spread.low, third.spread.high) == (1.0, 1.0, 1.0, 1.0)
    assert (first.rank, first.first, first.count) == (second.rank, second.first, second.count) == (2.5, 0.0, 1000)


def test_ranks_are_unsure_where_seeds_differ() -> None:
    sweep = Sweep(Scenario("quadratic", ("sgd", "sgd"), noise=0.1, steps=5), ["seed=0..9"])
    result = run(sweep)
    result.loss[0, :] = [0, 0, 0, 0, 9, 9, 9, 9, 9, 9]
    result.loss[1, :] = 5
    found = ranks(result) or []
    # the lower median is 0 where at least five of ten draws are among the first four
    chance = sum(math.comb(10, k) * 0.4**k * 0.6 ** (10 - k) for k in range(5, 11))
    assert found[0].first == pytest.approx(chance, abs=4 * math.sqrt(chance * (1 - chance) / 1000))
    assert found[0].first + found[1].first == pytest.approx(1)
    assert (found[0].rank, found[1].rank) == (2.0, 1.0)


def test_mean_ranks_share_ties_and_average_conditions() -> None:
    best = np.array([[1.0, np.inf], [1.0, 2.0], [3.0, np.inf]])
    assert mean_ranks(best[:, :, None, None]).tolist() == [2.0, 1.25, 2.75]
