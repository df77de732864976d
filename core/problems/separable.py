"""The minimum of a classifier's cross-entropy by Newton's method, or the limit where the classes can be divided.

Where some direction lowers the loss of some rows and raises that of none, weights grow along it for ever, and the loss
approaches a limit: 0 if all rows gain, else the lowest loss of those that do not.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from core.arrays import Array
from core.frozen import frozen
from core.problems.cross_entropy import CrossEntropy

STEPS = 100  # along a direction that divides the classes each moves scores by about 1: exp(−100) counts no more
PENALISED_STEPS = 1000
SHORTEST = 1e-6  # share of a step
ROUNDING = 1e-14  # of a loss or a score
SETTLED = 1e-6  # of a score: steps to a minimum become as small
FLAT = 1e-12  # of the largest curvature: none
LOSES = 1e-6  # of the largest change of a margin: a row that loses less loses nothing

Kind = Literal["minimum", "limit", "unknown"]


@frozen(eq=False)
class Lowest:
    """Where Newton's method ended, and the lowest loss: that there, or a limit that is approached farther away."""

    point: Array
    value: float
    kind: Kind


def lowest(loss: CrossEntropy, penalty: Array) -> Lowest:
    """The lowest value of loss(θ) + θ·(penalty θ)/2; `penalty` is (dims, dims), the design's rows about orthogonal."""
    share = 1.0
    place, change, penalised = np.zeros(loss.dims), np.inf, bool(penalty.any())
    if not loss.dims:
        return Lowest(place, float(np.log(len(loss.own))), "minimum")
    for _ in range(PENALISED_STEPS if penalised else STEPS):
        gradient = loss.gradients(place) + penalty @ place
        step = np.asarray(np.linalg.lstsq(loss.hessian(place) + penalty, -gradient, rcond=None)[0], np.float64)
        share = _downhill(loss, penalty, place, step)
        change = float(np.abs(loss.margins(step)).max())
        place = place + share * step
        if not penalised and (loss.margins(place)[~loss.own] < 0).all():
            return Lowest(place, 0.0, "limit")
        if not share or change <= ROUNDING * (1 + float(np.abs(loss.margins(place)).max())):
            break
    value = _value(loss, penalty, place)
    if not penalised and _divides(loss, place):
        return Lowest(place, value, "limit")
    hidden = penalised and not share  # there is a minimum, and rounding hides any further descent to it
    return Lowest(place, value, "minimum" if change <= SETTLED or hidden else "unknown")


def _divides(loss: CrossEntropy, place: Array) -> bool:
    """Whether weights have grown along a direction without curvature in which no row loses."""
    bends, axes = np.linalg.eigh(loss.hessian(place))
    flat = axes[:, bends <= FLAT * bends[-1]]
    gains = -loss.margins(flat @ (flat.T @ place))[~loss.own]
    return bool(gains.max() > SETTLED and gains.min() >= -LOSES * gains.max())


def _value(loss: CrossEntropy, penalty: Array, point: Array) -> float:
    return float(loss.losses(point)) + float(point @ penalty @ point) / 2


def _downhill(loss: CrossEntropy, penalty: Array, place: Array, step: Array) -> float:
    """The share of a step that does not raise the loss, by halving; 0 where rounding hides any descent."""
    now, share = _value(loss, penalty, place), 1.0
    most = now * (1 + ROUNDING)
    while _value(loss, penalty, place + share * step) > most:
        share, most = share / 2, now
        if share < SHORTEST:
            return 0.0
    return share
