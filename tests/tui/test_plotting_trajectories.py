"""Trails on a landscape have the dots and the ages that all of their steps give, however they came to be drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.plotting import braille
from tui.plotting.history.blocks import BLOCK, FACTOR
from tui.plotting.lines.polylines import Path
from tui.plotting.lines.trajectories import LONG, Wakes
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
    stays = int(rng.choice([1, 10, BLOCK, 3 * BLOCK, BLOCK * FACTOR]))
    chosen: Floats = np.repeat(some[rng.integers(len(some), size=length // stays + 1)], stays, axis=0)[:length]
    return chosen


def wandering(rng: np.random.Generator, count: int) -> tuple[Floats, Floats]:
    """A path of all kinds of stretches, which leaves the picture, and is nowhere now and then."""
    parts, at = [rng.uniform(-1, 1, (1, 2))], rng.uniform(-1, 1, 2)
    while sum(len(part) for part in parts) < count:
        length = int(rng.choice([BLOCK, BLOCK * FACTOR, int(rng.integers(1, count)), int(rng.integers(1, count))]))
        part = stretch(rng, at, length)
        if rng.random() < 0.2:
            part[rng.integers(length)] = rng.choice([np.nan, np.inf, 1e300])
        parts.append(part)
        at = np.clip(np.nan_to_num(part[-1]), -2, 2)
    x, y = np.concatenate(parts)[:count].T
    return x, y


def path_of(x: Floats, y: Floats, count: int) -> Path:
    """The first steps of a path."""
    return Path(
        name="a",
        color=0,
        count=count,
        points=lambda first, last: (x[first:last], y[first:last]),
        x=x[:count],
        y=y[:count],
    )


def grown(wakes: Wakes, viewport: Viewport, path: Path, slices: bool = False) -> Wakes:
    """The trail brought up to a path; with `slices` little by little."""
    wakes.advance(0, viewport, [path], 0.0 if slices else np.inf)
    while not wakes.complete:
        wakes.advance(0, viewport, [path], 0.0)
    return wakes


def same(one: Wakes, other: Wakes) -> bool:
    """Whether two drawings of a path show the same."""
    mine, others = one._wakes["a"], other._wakes["a"]
    equal = np.array_equal(mine.bits, others.bits) and np.array_equal(mine.stamps, others.stamps)
    return equal and mine.edges() == others.edges()


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 2**32 - 1))
def test_dots_and_ages_are_those_of_all_steps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.choice([50, 3000, 9000, 60_000]))
    x, y = wandering(rng, count)
    viewport = WINDOWS[int(rng.integers(len(WINDOWS)))]
    all_steps = dot_path(viewport, x, y)
    bits, stamps = (
        np.zeros((viewport.height, viewport.width), np.uint8),
        np.zeros((viewport.height, viewport.width), np.int64),
    )
    braille.draw(bits, all_steps.pieces, stamps, all_steps.arrivals)
    fresh = grown(Wakes(), viewport, path_of(x, y, count))
    ticking, step = Wakes(), 0
    while step < count:
        step = min(step + int(rng.choice([1, 7, 500, LONG, 20_000])), count)
        grown(ticking, viewport, path_of(x, y, step), slices=bool(rng.random() < 0.5))
    sliced = grown(Wakes(), viewport, path_of(x, y, count), slices=True)
    for back in (1, 1, 700, int(rng.integers(1, count))):
        there = max(count - back, 1)
        grown(sliced, viewport, path_of(x, y, there))
        assert same(sliced, grown(Wakes(), viewport, path_of(x, y, there)))
    grown(sliced, viewport, path_of(x, y, count))
    for wakes in (fresh, ticking, sliced):
        wake = wakes._wakes["a"]
        assert np.array_equal(wake.bits, bits)
        assert np.array_equal(wake.stamps, stamps)
        assert wake.ages == fresh._wakes["a"].ages


def test_a_path_that_rests_is_not_looked_at_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 1_000_000
    x: Floats = 0.3 + 0.6 * 0.999 ** np.arange(count, dtype=np.float64)
    looked = []

    def counting(viewport: Viewport, x: Floats, y: Floats) -> object:
        looked.append(x.size)
        return dot_path(viewport, x, y)

    monkeypatch.setattr("tui.plotting.lines.trajectories.dot_path", counting)
    wakes = grown(Wakes(), WINDOWS[0], path_of(x, x, count))
    first = sum(looked)
    grown(wakes, WINDOWS[2], path_of(x, x, count))
    assert first < 20_000
    assert sum(looked) - first < 20_000
    looked.clear()
    grown(wakes, WINDOWS[2], path_of(x, x, count))
    assert not looked


def test_a_long_trail_fades() -> None:
    steps = np.arange(100_000)
    x, y = -0.9 + 1.8 * steps / steps[-1], np.zeros(len(steps))
    wakes = grown(Wakes(), WINDOWS[0], path_of(x, y, len(steps)))
    band = wakes.weave([path_of(x, y, len(steps))]).band
    passed = band.max(axis=0)[2:-2]
    assert (np.diff(passed) >= 0).all()
    assert sorted(set(passed.tolist())) == [0, 1, 2]
    assert 6 <= np.count_nonzero(passed == 0) <= 11
    assert 4 <= np.count_nonzero(passed == 2) <= 8
