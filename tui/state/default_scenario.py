"""The race of the first start, and racers for problems that nobody has chosen racers for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.scenario import Scenario
from core.specs import RacerSpec

if TYPE_CHECKING:
    from core.specs import ProblemSpec

FORMULA_RACERS = ("sgd lr=0.0005", "momentum lr=0.0003", "adam lr=0.1")
NETWORK_RACERS = ("sgd lr=0.5", "momentum lr=0.05", "adam lr=0.02")
"""The same with rates at which small networks learn: with those of a steep valley they would not move."""


def default_scenario() -> Scenario:
    """A curved valley, in which three methods differ visibly."""
    return Scenario(problem="rosenbrock", racers=FORMULA_RACERS, steps=400)


def default_racers(problem: ProblemSpec) -> tuple[RacerSpec, ...]:
    """The racers of a problem alone."""
    return tuple(map(RacerSpec.parse, NETWORK_RACERS if problem.entry.is_network else FORMULA_RACERS))


def on_chosen_problem(scenario: Scenario, problem: ProblemSpec) -> Scenario:
    """The scenario on a problem; its racers are kept, but those that nobody has chosen become those of the problem."""
    chosen = scenario.with_problem(problem)
    untouched = scenario.racers == default_racers(scenario.problem)
    return replace(chosen, racers=default_racers(problem)) if untouched else chosen
