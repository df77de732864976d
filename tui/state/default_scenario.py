"""The race of the first start."""

from __future__ import annotations

from core.scenario import Scenario


def default_scenario() -> Scenario:
    """A curved valley, in which three methods differ visibly."""
    return Scenario(
        problem="rosenbrock",
        racers=("sgd lr=0.0005", "momentum lr=0.0003", "adam lr=0.1"),
        steps=400,
    )
