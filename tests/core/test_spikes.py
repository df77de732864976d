"""Spikes in made-up losses: just high enough, fast enough and short enough, or not."""

from __future__ import annotations

import numpy as np
import pytest

from core.diagnosis.spikes import spikes
from core.problems import bind
from core.scenario import Scenario
from core.specs import ProblemSpec

BOWL = bind(ProblemSpec("bowl"))


def losses(height: float = 20.0, rise: int = 1, width: int = 5, after: float = 1.0) -> np.ndarray:
    """A level of 1, and from row 100 on a rise, a stay and a fall back."""
    up = np.linspace(1, height, rise + 1)[1:]
    return np.concatenate([np.ones(100), up, np.full(width, height), np.full(120, after)])


@pytest.mark.parametrize(
    ("loss", "found"),
    [
        (losses(), True),
        (losses(height=9.9), False),
        (losses(rise=15), True),
        (losses(rise=60), False),
        (losses(width=95), True),
        (losses(width=105), False),
        (losses(after=1.9), True),
        (losses(after=2.1), False),
        (losses() * 1e-13, True),
        (losses()[60:], False),
        (losses() - 2, False),
    ],
    ids=[
        "spike",
        "low",
        "rises fast",
        "rises slowly",
        "lasts",
        "lasts too long",
        "back",
        "not back",
        "of a small loss",
        "no level before it",
        "below f*",
    ],
)
def test_a_spike(loss: np.ndarray, found: bool) -> None:
    assert len(list(spikes(BOWL, loss))) == found


def test_its_numbers() -> None:
    (spike,) = spikes(BOWL, losses(height=30, rise=2))
    assert (spike.peak, spike.factor, spike.back) == (101, 30, 107)


@pytest.mark.parametrize("momentum", [0.9, 0.99, 0.999, 0.9999])
@pytest.mark.parametrize("lr", [1e-5, 1e-3])
def test_swinging_through_the_minimum_is_no_spike(momentum: float, lr: float) -> None:
    (racer,) = (
        Scenario("parabola", (f"momentum lr={lr} momentum={momentum}",), steps=20_000).race().advance(20_000).racers
    )
    assert list(spikes(racer.problem, racer.loss)) == []
