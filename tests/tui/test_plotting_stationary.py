"""A path without its rests is the same path to the eye."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.plotting.lines.stationary import BLOCK, Rests
from tui.plotting.viewport import Floats, Viewport, segments


def wandering(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Some wild stretches, some quiet ones, some out of the window or nowhere."""
    stretches = []
    for _ in range(int(rng.integers(1, 12))):
        count = int(rng.integers(1, 6 * BLOCK))
        size = rng.choice([0.0, 1e-9, 1e-3, 0.3])
        stretches.append(rng.uniform(-1.5, 1.5, 2) + size * rng.normal(size=(count, 2)))
        if rng.random() < 0.2:
            stretches[-1][rng.integers(count)] = rng.choice([np.nan, np.inf])
    points = np.concatenate(stretches)
    return points[:, 0], points[:, 1]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32 - 1))
def test_what_is_drawn_is_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    path = wandering(rng)
    viewport, rests = Viewport(-1, 1, -1, 1, 20, 10), Rests()
    first = 0
    while first < len(path[0]):
        last = min(first + int(rng.integers(1, 8 * BLOCK)), len(path[0]))
        mine = segments(viewport, *rests.without(0, "a", path, viewport, (max(first - 1, 0), last)))
        assert np.array_equal(mine, segments(viewport, *(values[max(first - 1, 0) : last] for values in path)))
        first = last


def test_a_path_that_has_arrived_is_few_points() -> None:
    path = np.full(100_000, 0.1), np.full(100_000, 0.2)
    x, _ = Rests().without(0, "a", path, Viewport(-1, 1, -1, 1, 20, 10), (0, 100_000))
    assert len(x) < 1000


def test_another_race_is_looked_at_anew() -> None:
    viewport, rests = Viewport(-1, 1, -1, 1, 20, 10), Rests()
    still, wild = np.zeros(2000), np.random.default_rng(0).uniform(-1, 1, 2000)
    assert len(rests.without(0, "a", (still, still), viewport, (0, 2000))[0]) < 2000
    assert len(rests.without(1, "a", (wild, wild), viewport, (0, 2000))[0]) == 2000
