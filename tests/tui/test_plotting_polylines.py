"""Trajectories on a landscape have the dots and the ages that all of their steps give, however they were drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sampling import examples
from tui.plotting import braille
from tui.plotting.landscape.overlay import age_bands, overlay
from tui.plotting.lines.polylines import PORTION, DrawnLine, FlatLines, Polyline
from tui.plotting.viewport import Floats, Viewport, dot_path

WINDOWS = (Viewport(-1, 1, -1, 1, 24, 12), Viewport(-0.2, 0.3, 0.1, 0.4, 10, 20), Viewport(-5, 5, -5, 5, 40, 9))


def stretch(rng: np.random.Generator, at: Floats, length: int) -> Floats:
    """One way to go on from a place, (length, 2)."""
    kind, size = rng.integers(6), 10.0 ** rng.integers(-5, 0)
    steps = np.arange(length)[:, None]
    if kind == 0:  # rests
        return np.repeat(at[None, :], length, axis=0)
    if kind == 1:  # creeps
        return at + steps / length * rng.normal(size=2)
    if kind == 2:  # swings, less and less
        return at + (-1.0) ** steps * rng.normal(size=2) * 0.3 * 0.999**steps
    if kind == 3:  # shivers
        return at + size * rng.normal(size=(length, 2)) @ rng.normal(size=(2, 2))
    if kind == 4:  # strays
        return at + np.cumsum(size * rng.normal(size=(length, 2)), axis=0)
    # Rests at some places, and leaps from one to the other: between blocks of steps, as it may be.
    some = at + size * rng.normal(size=(int(rng.integers(2, 9)), 2))
    stays = int(rng.choice([1, 10, 64, 200, 1000]))
    chosen: Floats = np.repeat(some[rng.integers(len(some), size=length // stays + 1)], stays, axis=0)[:length]
    return chosen


def wandering(rng: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    """A path of all kinds of stretches, which leaves the picture, and is nowhere now and then."""
    parts, at = [rng.uniform(-1, 1, (1, 2))], rng.uniform(-1, 1, 2)
    while sum(len(part) for part in parts) < count:
        length = int(rng.choice([64, 1000, int(rng.integers(1, count)), int(rng.integers(1, count))]))
        part = stretch(rng, at, length)
        if rng.random() < 0.2:
            part[rng.integers(length)] = rng.choice([np.nan, np.inf, 1e300])
        parts.append(part)
        at = np.clip(np.nan_to_num(part[-1]), -2, 2)
    x, y = np.concatenate(parts)[:count].T
    return x, y


def trajectory(x: Floats, y: Floats, count: int) -> Polyline:
    """The first steps of a trajectory."""
    return Polyline("a", 0, count, lambda first, last: (x[first:last], y[first:last]))


def grown(lines: FlatLines, viewport: Viewport, line: Polyline, slices: bool = False) -> FlatLines:
    """Lines brought up to a trajectory; with `slices` little by little."""
    lines.advance(0, viewport, [line], 0.0 if slices else np.inf)
    while not lines.complete:
        lines.advance(0, viewport, [line], 0.0)
    return lines


def same(one: DrawnLine, other: DrawnLine) -> bool:
    """Whether two drawings show the same."""
    equal = np.array_equal(one.bits, other.bits) and np.array_equal(one.stamps, other.stamps)
    return equal and (one.drawn, one.moves) == (other.drawn, other.moves)


@settings(max_examples=examples(100))
@given(st.integers(0, 2**32 - 1))
def test_dots_and_ages_are_those_of_all_steps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.choice([50, 3000, 9000, 60_000]))
    x, y = wandering(rng, count)
    viewport = WINDOWS[int(rng.integers(len(WINDOWS)))]
    whole, all_steps = DrawnLine.blank(viewport.width, viewport.height), dot_path(viewport, x, y)
    braille.draw(whole.bits, all_steps.pieces, whole.stamps, all_steps.moved)
    whole.drawn, whole.moves = count, all_steps.moves
    fresh = grown(FlatLines(), viewport, trajectory(x, y, count))
    ticking, step = FlatLines(), 0
    while step < count:
        step = min(step + int(rng.choice([1, 7, 500, 4096, 20_000])), count)
        grown(ticking, viewport, trajectory(x, y, step), slices=bool(rng.random() < 0.5))
    sliced = grown(FlatLines(), viewport, trajectory(x, y, count), slices=True)
    for back in (1, 1, 700, int(rng.integers(1, count))):
        there = max(count - back, 1)
        grown(sliced, viewport, trajectory(x, y, there))
        assert same(sliced.drawn["a"], grown(FlatLines(), viewport, trajectory(x, y, there)).drawn["a"])
    grown(sliced, viewport, trajectory(x, y, count))
    for lines in (fresh, ticking, sliced):
        assert same(lines.drawn["a"], whole)


def test_a_step_back_draws_only_the_newest_steps_again(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 300_000
    x: Floats = 0.3 + 0.6 * 0.999 ** np.arange(count, dtype=np.float64)
    read = []

    def counting(viewport: Viewport, x: Floats, y: Floats) -> object:
        read.append(x.size)
        return dot_path(viewport, x, y)

    monkeypatch.setattr("tui.plotting.lines.polylines.dot_path", counting)
    lines = grown(FlatLines(), WINDOWS[0], trajectory(x, x, count))
    assert sum(read) >= count
    read.clear()
    grown(lines, WINDOWS[0], trajectory(x, x, count))
    assert not read
    grown(lines, WINDOWS[0], trajectory(x, x, count - 1))
    assert sum(read) <= PORTION


def test_without_time_a_portion_of_the_shortest_line_is_drawn() -> None:
    x = np.linspace(-1, 1, 3 * PORTION)
    lines, two = FlatLines(), [trajectory(x, x, len(x)), Polyline("b", 0, len(x), lambda a, b: (x[a:b], -x[a:b]))]
    drawn: list[list[int]] = []
    while not drawn or not lines.complete:
        lines.advance(0, WINDOWS[0], two, 0.0)
        drawn.append([lines.drawn[line.name].drawn // PORTION for line in two])
    assert drawn == [[1, 0], [1, 1], [2, 1], [2, 2], [3, 2], [3, 3]]


def test_no_lines_are_an_empty_overlay() -> None:
    assert overlay(FlatLines().drawn, []).codes.shape == (0, 0)


def test_a_long_trajectory_fades() -> None:
    steps = np.arange(100_000)
    x, y = -0.9 + 1.8 * steps / steps[-1], np.zeros(len(steps))
    lines = grown(FlatLines(), WINDOWS[0], trajectory(x, y, len(steps)))
    drawn = lines.drawn[trajectory(x, y, 0).name]
    passed = np.where(drawn.bits > 0, age_bands(drawn), -1).max(axis=0)[2:-2]
    assert (np.diff(passed) >= 0).all()
    assert sorted(set(passed.tolist())) == [0, 1, 2]
    assert 6 <= np.count_nonzero(passed == 0) <= 11
    assert 4 <= np.count_nonzero(passed == 2) <= 8
