"""What a network answers over its first two inputs, as regions of pixels; and its data as points.

Further inputs stay at their means over the points that train. A network with one input has its target upwards.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tui.plotting.axis_limits import Axis
from tui.plotting.network import regions
from tui.plotting.network.data_points import Points
from tui.plotting.viewport import Floats, Ints, Viewport

if TYPE_CHECKING:
    from core.problems.network_data import Points as Data
    from core.problems.networks import NetworkProblem


MARGIN = 0.06
"""Around the points, as a share of their range."""
LEVELS, FEW_LEVELS = 3, 2
"""Shades of each class on a large map, and on a small one."""


def input_axes(problem: NetworkProblem) -> tuple[Axis, Axis]:
    """Axes around all points, those that train and those that test, with a margin."""
    both = np.concatenate([np.stack(_places(data)) for data in (problem.points.train, problem.points.test)], axis=1)
    lows, highs = both.min(axis=1), both.max(axis=1)
    margins = MARGIN * np.where(highs > lows, highs - lows, np.maximum(np.abs(lows), 1.0))
    (left, bottom), (right, top) = (lows - margins).tolist(), (highs + margins).tolist()
    return Axis(left, right), Axis(bottom, top)


@lru_cache(maxsize=8)
def pixels(viewport: Viewport) -> Floats:
    """The middles (2, 2h, w) of the pixels of a canvas, two above each other in a cell."""
    rows = 2 * viewport.height
    across = (np.arange(viewport.width) + 0.5) / viewport.width
    up = 1 - (np.arange(rows) + 0.5) / rows
    x = viewport.x_low + across * (viewport.x_high - viewport.x_low)
    y = viewport.y_low + up * (viewport.y_high - viewport.y_low)
    found = np.empty((2, rows, viewport.width))
    found[0], found[1] = x, y[:, None]
    return found


def inputs_at(problem: NetworkProblem, places: Floats) -> Floats:
    """All inputs (inputs, 2h, w) at the places (2, 2h, w) of a map."""
    means = problem.points.train.inputs.mean(axis=1)
    if len(means) == len(places):
        return places
    found = np.empty((len(means), *places.shape[1:]))
    found[:] = means[:, None, None]
    shown = min(len(means), len(places))
    found[:shown] = places[:shown]
    return found


def output_regions(problem: NetworkProblem, theta: Floats, viewport: Viewport, levels: int = LEVELS) -> Ints:
    """The regions (2h, w) of a network's outputs on a canvas, with so many shades of each class."""
    found = problem.outputs(theta, inputs_at(problem, pixels(viewport)))
    if not problem.classifies:
        shades = regions.of_numbers(found, *target_range(problem))
    else:
        shades = regions.of_scores(found) if found.ndim > 2 else regions.of_logits(found)
    return regions.coarser(shades, levels)


def target_range(problem: NetworkProblem) -> tuple[float, float]:
    """The lowest and the highest number to predict, of the points that train."""
    targets = problem.points.train.targets
    return float(targets.min()), float(targets.max())


def data_points(problem: NetworkProblem) -> tuple[Points, Points]:
    """The points that test, and those that train, which are drawn over them."""
    return _points(problem, problem.points.test, False), _points(problem, problem.points.train, True)


def _points(problem: NetworkProblem, data: Data, train: bool) -> Points:
    """Points with the hue of their class; of a number, the hue of its side of the middle."""
    if problem.classifies:
        hue = data.targets.astype(np.int64)
    else:
        hue = (data.targets >= sum(target_range(problem)) / 2).astype(np.int64)
    across, up = _places(data)
    return Points(across, up, hue, train)


def _places(data: Data) -> tuple[Floats, Floats]:
    """Where points stand on a map."""
    return data.inputs[0], data.inputs[1] if len(data.inputs) > 1 else data.targets
