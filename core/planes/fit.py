"""Fit a plane to the paths of a race: its directions, where it lies, what it shows, how much of the paths it holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from core.frozen import frozen
from core.long_path import most_kept
from core.planes.choice import PlaneChoice
from core.planes.directions import (
    coordinate_axes,
    deviations,
    principal_axes,
    random_directions,
    variance_share,
)
from core.planes.plane import Plane
from core.problems.base import Problem
from core.problems.box import Box

ROWS = 512  # of each racer, about
NEAR = 3.0
"""Diagonals of the problem's box: a point farther from its middle counts for nothing."""
MARGIN = 0.15  # of the width of the picture, to each side
NARROW = 0.25  # of its longer side: the least that the other side shows
PRINCIPAL_NAMES, RANDOM_NAMES = ("PC1", "PC2"), ("d1", "d2")


@frozen(eq=False)
class History:
    """The path (n, dims) of a racer as far as a plane is fitted to it, and the losses (n,)."""

    path: Array
    loss: Array

    @classmethod
    def thinned(cls, path: Array, loss: Array) -> History:
        """About ROWS rows of a history, evenly apart, and its last; no more than are surely kept of a long path."""
        count, stride = len(path), 1
        most = min(ROWS, most_kept(path.shape[1]))
        while count // stride > most:
            stride *= 2
        rows = np.unique(np.append(np.arange(0, count, stride), count - 1)) if count else np.arange(0)
        return cls(path[rows], loss[rows])

    def near(self, problem: Problem) -> History:
        """The rows that are finite and near the problem's box."""
        low, high = np.array(problem.sides).T
        with np.errstate(all="ignore"):
            away = np.abs(self.path - (low + high) / 2).max(axis=1, initial=0.0)
            kept = (away <= NEAR * np.linalg.norm(high - low)) & np.isfinite(self.loss)
        return self if kept.all() else History(self.path[kept], self.loss[kept])


@frozen(eq=False)
class FittedPlane:
    """A plane and how it is shown: the names of its axes, its part in view, the share of the paths' variance.

    `through` says in words where the plane lies; `share` is None before anything has moved. `coordinates` are the
    places of the two parameters that the plane shows as they are, where it does.
    """

    plane: Plane
    choice: PlaneChoice
    names: tuple[str, str]
    through: str
    share: float | None
    box: Box
    coordinates: tuple[int, int] | None = None

    @property
    def label(self) -> str:
        """What the plane is called: `principal axes`, `plane of x and z`."""
        return self.choice.label if self.coordinates is None else f"plane of {' and '.join(self.names)}"


def fit_plane(
    problem: Problem, choice: PlaneChoice, start: Sequence[float], histories: Sequence[History]
) -> FittedPlane:
    """The plane of a choice, fitted to the histories of a race from `start`.

    It passes through the known lowest minimum, if two parameters are shown, else through the lowest point of the paths.
    Racers that leave the problem's box count as far as they are near it.
    """
    near = [history.near(problem) for history in histories]
    first_row = np.array([start], np.float64)
    rows = np.concatenate([first_row, *(_without(first_row, history.path) for history in near)])
    at, through = _lowest(problem, choice, np.array(start, np.float64), near)
    chosen = choice.indices(problem.names, problem.variables)
    if chosen is None and (choice.coordinates is not None or (choice.seed is None and not deviations(rows).any())):
        chosen = (0, 1)  # of another problem; or nothing has moved, and there are no axes
    if chosen is not None:
        at[list(chosen)] = 0.0  # so that the coordinates on the plane are the parameters themselves
        first, second = coordinate_axes(problem.dims, *chosen)
        names = problem.names[chosen[0]], problem.names[chosen[1]]
    elif choice.seed is not None:
        first, second = random_directions(choice.seed, at, problem.groups)
        names = RANDOM_NAMES
    else:
        first, second = principal_axes(rows)
        names = PRINCIPAL_NAMES
    plane = Plane.through(at, first, second)
    staying = [one.path for one, whole in zip(near, histories, strict=True) if one is whole]
    inside = np.concatenate([rows[:1], *staying])
    box = _own_box(problem, chosen, rows[0]) if chosen else _box_around(problem, plane, inside)
    return FittedPlane(plane, choice, names, through, variance_share(rows, plane.directions), box, chosen)


def _without(start: Array, path: Array) -> Array:
    """A path from its second point, where it begins at the start, which all paths share: it counts once."""
    return path[1:] if np.array_equal(path[:1], start) else path


def _lowest(problem: Problem, choice: PlaneChoice, start: Array, near: Sequence[History]) -> tuple[Array, str]:
    """Where the plane lies, and the same in words."""
    known = [minimum for minimum in problem.minima if minimum.value == problem.best]
    if choice.coordinates is not None and known:
        nearest = min(known, key=lambda minimum: float(np.linalg.norm(start - minimum.point)))
        return np.array(nearest.point, np.float64), "the lowest minimum"
    moved = [history for history in near if len(history.loss)]
    if not moved:
        return start.copy(), "the start"
    lowest = min(moved, key=lambda history: float(history.loss.min()))
    return lowest.path[int(lowest.loss.argmin())].copy(), "the lowest point of the paths"


def _own_box(problem: Problem, chosen: tuple[int, int], start: Array) -> Box:
    """The problem's own ranges of two parameters, grown to hold the start."""
    sides = [side for axis in chosen for side in _grown(problem.sides[axis], float(start[axis]))]
    return Box(*sides)


def _grown(side: tuple[float, float], start: float) -> tuple[float, float]:
    low, high = side
    margin = 0.05 * (max(high, start) - min(low, start))
    return low if low <= start else start - margin, high if start <= high else start + margin


def _box_around(problem: Problem, plane: Plane, points: Array) -> Box:
    """A box around points (n, dims) as the plane shows them, and around the plane's own origin."""
    places = np.vstack((plane.project(points), np.zeros((1, 2))))
    low, high = places.min(axis=0), places.max(axis=0)
    longest = float((high - low).max()) or float(np.max([high - low for low, high in problem.sides])) / 2
    middle, half = (low + high) / 2, np.maximum(high - low, NARROW * longest) * (0.5 + MARGIN)
    sides = [float(side) for axis in range(2) for side in (middle[axis] - half[axis], middle[axis] + half[axis])]
    return Box(*sides)
