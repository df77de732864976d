"""The plane on which a session's race is drawn, if it has more than two parameters; fitted once, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.frozen import frozen
from core.planes.choice import PlaneChoice, read_choice

if TYPE_CHECKING:
    from collections.abc import Hashable

    from core.planes.fit import FittedPlane
    from core.planes.on_plane import LossOnPlane
    from core.planes.paths import ProjectedPaths
    from core.problems import Problem
    from core.race import Race
    from core.scenario import Scenario


@frozen(eq=False)
class DrawnPlane:
    """A fitted plane, the loss on it, and the paths on it; it is fitted to so many steps."""

    fitted: FittedPlane
    steps: int
    problem: LossOnPlane
    paths: ProjectedPaths


def choice_of(scenario: Scenario) -> PlaneChoice:
    """Which plane a scenario is drawn on."""
    return read_choice(scenario.plane) or PlaneChoice()


def steps_to_fit(scenario: Scenario) -> int:
    """How many steps of a race its plane depends on; 0 where it needs none."""
    if not scenario.needs_plane:
        return 0
    return min(scenario.steps, choice_of(scenario).steps)


def plane_of(scenario: Scenario, problem: Problem, race: Race | None = None) -> DrawnPlane:
    """The plane of a scenario, fitted to a race as far as it is computed."""
    from core.planes.fit import History, fit_plane  # noqa: PLC0415 - numpy: not before the first paint
    from core.planes.on_plane import LossOnPlane  # noqa: PLC0415
    from core.planes.paths import ProjectedPaths  # noqa: PLC0415

    steps = min(steps_to_fit(scenario), race.steps if race is not None else 0)
    rows = slice(steps + 1)
    racers = () if race is None else race.racers
    histories = [History.thinned(racer.path[rows], racer.loss[rows]) for racer in racers]
    start = race.start if race is not None else problem.start if scenario.start is None else scenario.start
    fitted = fit_plane(problem, choice_of(scenario), start, histories)
    return DrawnPlane(fitted, steps, LossOnPlane(problem, fitted, start), ProjectedPaths(fitted.plane))


class Planes:
    """Fits the plane of a race when its first steps are known, and again when one of its racers has changed."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._drawn: DrawnPlane | None = None

    def of(self, scenario: Scenario, race: Race) -> DrawnPlane | None:
        """The plane of a race; None with up to two parameters.

        Until the steps that it depends on are computed it is fitted to those that are, again when they have doubled.
        """
        if not scenario.needs_plane:
            return None
        doublings = min(race.steps, steps_to_fit(scenario)).bit_length(), race.steps >= steps_to_fit(scenario)
        racers = tuple(racer.outcome for racer in race.racers)
        key = race.problem, race.start, scenario.plane, scenario.measured_at, racers, doublings
        if key != self._key:
            self._key, self._drawn = key, plane_of(scenario, race.problem, race)
        return self._drawn
