"""The lowest loss that is found with more than two parameters: the BFGS method from many starts at once.

How long it takes depends on the formula alone, never on a clock: the same formula always finds the same.
"""

from __future__ import annotations

import itertools

import numpy as np

from core.arrays import Array, Indices, Mask
from core.problems.calculus import Calculus
from core.problems.lowest import (
    EQUAL,
    FALLS_ON,
    FAR,
    SCALES,
    Descents,
    Region,
    distinct,
    is_hole,
    is_isolated,
    is_level,
    tidy,
)
from core.problems.minimum import APPROACHED
from core.problems.plains import is_only_approached

PROBES = 256
"""Random points in the square of each scale, of which the lowest are starts."""
STARTS = 8
STEPS = 150
LAST_STEPS = 400
"""Steps that the lowest descents go on for, along a narrow valley."""
FEW = 4
ENOUGH_DIMS = 20
"""With more of them there are fewer starts and steps, in proportion."""
ARMIJO = 1e-4  # of the descent that the slope promises: less counts as none
SHORTER = 0.3
TRIALS = 25  # of shorter and shorter steps
BENDS = 1e-14  # of the lengths' product: a step along which the gradient changes less tells nothing
FIRST = 0.1  # of a start's scale: the first step at most
STILL = 1e-15  # of a loss: a descent by less ends it
SEED = 0
MAX_MINIMA = 50
MOST_DIMS = 10  # in which every direction is looked at with a hundred digits
AWAY = 1e-3  # of a view's size: from there descents come back to a minimum


def search_many(calculus: Calculus, region: Region, *, far: bool) -> tuple[Descents, Region]:
    """The lowest loss that descents find in a region of any dimension, and the region.

    With `far` that is a larger one where the loss falls on beyond it.
    """
    with np.errstate(all="ignore"):
        starts, reach = _starts(calculus, region)
        count = starts.shape[1]
        points, losses, _ = _descend(calculus, region, starts, reach, _share(STEPS, calculus.dims))
        falling, first = True, region
        for half in (0.0, *FAR) if far else (0.0,):
            region = Region((-half,) * calculus.dims, (half,) * calculus.dims, True) if half else region
            points, losses, falling = _gone_on(calculus, region, points, losses)
            if not (region.open and region.edge(points[:, 0])):
                break
        beyond = "" if region == first else first.text
        rounded = _on_round_numbers(calculus, points, losses)
        return _judged(calculus, region, *rounded, falling, count, beyond), region


def _descend(calculus: Calculus, region: Region, starts: Array, reach: Array, steps: int) -> tuple[Array, Array, Mask]:
    """Where descents within a region end, their losses and whether they go on; the lowest first."""
    low, high = np.array(region.low), np.array(region.high)
    points, losses, going = descend_together(calculus, starts, low, high, reach, steps)
    order = np.argsort(losses, kind="stable")
    return points[:, order], losses[order], going[order]


def _gone_on(calculus: Calculus, region: Region, points: Array, losses: Array) -> tuple[Array, Array, bool]:
    """The lowest descents gone on, along a narrow valley or beyond a region, and whether the lowest falls on."""
    size = np.full(min(FEW, losses.size), (region.high[0] - region.low[0]) / 20)
    ends, found, going = _descend(calculus, region, points[:, :FEW], size, LAST_STEPS)
    points, losses = np.concatenate([ends, points[:, FEW:]], axis=1), np.concatenate([found, losses[FEW:]])
    order = np.argsort(losses, kind="stable")
    return points[:, order], losses[order], bool(going[0])


def _judged(
    calculus: Calculus, region: Region, points: Array, losses: Array, falling: bool, count: int, beyond: str
) -> Descents:
    """What the ends of descents say about f*."""
    best = float(losses[0])
    if not best < np.inf:
        return Descents(points, losses, None, f"f is not finite where it was looked at in {region.text}")
    if best == -np.inf or is_hole(calculus, points[:, 0]):
        return Descents(points, losses, None, "f falls without end")
    if region.open and region.edge(points[:, 0]):
        edge = f"f is lowest at the edge of {region.text}, and lower beyond"
        return Descents(points, losses, None, FALLS_ON if region.high[0] == FAR[-1] else edge)
    if falling:
        return Descents(points, losses, None, f"f* is not known: {count} descents in {region.text} do not end")
    if _may_be_approached(calculus, region, points[:, 0], best) and is_only_approached(calculus, points, losses):
        return Descents(points, losses, tidy(best), APPROACHED, limit=True)
    if beyond and not _is_minimum(calculus, points[:, 0], best, region, AWAY * region.high[0]):
        return Descents(points, losses, None, f"f* is not known: f still falls beyond {beyond}")
    return Descents(points, losses, best, f"the lowest that {count} descents found in {region.text}")


def _may_be_approached(calculus: Calculus, region: Region, point: Array, loss: float) -> bool:
    """Whether floats may hide that the loss falls on: it is level, but not an isolated minimum."""
    flat = calculus.dims <= MOST_DIMS and is_level(calculus, point, loss)
    return flat and not is_isolated(calculus, region, point)


def _share(count: int, dims: int) -> int:
    """So many as there is time for with so many dimensions."""
    return max(1, round(count * min(1.0, ENOUGH_DIMS / dims)))


def _starts(calculus: Calculus, region: Region) -> tuple[Array, Array]:
    """The lowest of random points in squares of several sizes, and how far a first step goes from each."""
    random, low, high = np.random.default_rng(SEED), np.array(region.low), np.array(region.high)
    parts = dict.fromkeys(part for half in SCALES if (part := region.within(half)))
    starts, reach = list[Array](), list[float]()
    for part in (*parts, *({region} - set(parts))):
        begin, end = np.array(part.low)[:, None], np.array(part.high)[:, None]
        places = begin + (end - begin) * random.random((calculus.dims, PROBES))
        values = _numbers(calculus.values(places))
        lowest = np.argsort(values, kind="stable")[: _share(STARTS, calculus.dims)]
        starts.append(places[:, lowest[values[lowest] < np.inf]])
        reach += [FIRST * float((end - begin).max())] * starts[-1].shape[1]
    middle = np.clip(0.0, low, high)[:, None]
    return np.concatenate([middle, *starts], axis=1), np.array([FIRST * float((high - low).max()), *reach])


def descend_together(
    calculus: Calculus, starts: Array, low: Array, high: Array, reach: Array, steps: int
) -> tuple[Array, Array, Mask]:
    """Points (dims, n) below the starts, within low ≤ point ≤ high, their losses (n,), and which descents go on."""
    points, low, high = np.clip(starts.T, low, high), low[None], high[None]
    losses = _numbers(calculus.values(points.T))
    slopes = _finite(calculus.gradients(points.T).T)
    count, dims = points.shape
    inverse = np.zeros((count, dims, dims))
    fresh = np.ones(count, dtype=bool)
    active: Indices = np.flatnonzero(losses < np.inf)
    for _ in range(steps):
        if not active.size:
            break
        place, slope = points[active], slopes[active]
        held = ((place <= low) & (slope > 0)) | ((place >= high) & (slope < 0))
        slope = np.where(held, 0.0, slope)
        lengths = np.linalg.norm(slope, axis=1)
        first = np.where(lengths > 0, reach[active] / lengths, 0.0)
        newton = -(inverse[active] @ slope[:, :, None])[:, :, 0]
        newton = np.where(held, 0.0, newton)
        straight = fresh[active] | ~((newton * slope).sum(axis=1) < 0)
        move = np.where(straight[:, None], -slope * first[:, None], newton)
        ends, values = _line_search(calculus, place, losses[active], slope, move, low, high)
        moved = values < losses[active]
        gained = losses[active] - values > STILL * np.abs(values)
        change = np.where(moved[:, None], ends - place, 0.0)
        points[active] = place + change
        losses[active] = np.where(moved, values, losses[active])
        turned = np.zeros_like(slope)
        if moved.any():
            where = active[moved]
            now = _finite(calculus.gradients(points[where].T).T)
            turned[moved] = np.where(held[moved], 0.0, now - slopes[where])
            slopes[where] = now
        _update(inverse, fresh, active, change, turned)
        fresh[active[straight & ~gained]] = False
        again = ~gained & ~straight  # once more, straight down
        fresh[active[again]] = True
        active = active[gained | again]
    going = np.zeros(count, dtype=bool)
    going[active] = True
    return points.T, losses, going


def _line_search(
    calculus: Calculus, place: Array, losses: Array, slope: Array, move: Array, low: Array, high: Array
) -> tuple[Array, Array]:
    """Where shorter and shorter steps first are low enough, and the losses there; the place itself where none is."""
    ends, found, share = place.copy(), losses.copy(), np.ones(len(place))
    pending = np.arange(len(place))
    for _ in range(TRIALS):
        tried = np.clip(place[pending] + share[pending, None] * move[pending], low, high)
        values = _numbers(calculus.values(tried.T))
        promised = (slope[pending] * (tried - place[pending])).sum(axis=1)
        lower = (values < losses[pending]) & (values <= losses[pending] + ARMIJO * promised)
        ends[pending[lower]], found[pending[lower]] = tried[lower], values[lower]
        pending = pending[~lower]
        if not pending.size:
            break
        share[pending] *= SHORTER
    return ends, found


def _update(inverse: Array, fresh: Mask, active: Indices, change: Array, turned: Array) -> None:
    """The BFGS update of the inverse Hessians, where the gradient has turned with the step."""
    bend = (change * turned).sum(axis=1)
    sizes = np.linalg.norm(change, axis=1) * np.linalg.norm(turned, axis=1)
    tells = bend > BENDS * sizes
    rows, s, y, bend = active[tells], change[tells], turned[tells], bend[tells]
    if not rows.size:
        return
    new = fresh[rows]
    scale = bend / (y * y).sum(axis=1)
    inverse[rows[new]] = scale[new, None, None] * np.eye(s.shape[1])
    fresh[rows] = False
    turned_by = (inverse[rows] @ y[:, :, None])[:, :, 0]
    weight = (1 + (y * turned_by).sum(axis=1) / bend) / bend
    cross = s[:, :, None] * turned_by[:, None, :] / bend[:, None, None]
    inverse[rows] += weight[:, None, None] * s[:, :, None] * s[:, None, :] - cross - cross.transpose(0, 2, 1)


def minima_of_many(calculus: Calculus, found: Descents, region: Region, size: float) -> list[tuple[float, ...]]:
    """The ends of descents at which there is a minimum, not one of a curve; `size` is that of a view."""
    minima, looked_at = list[tuple[float, ...]](), 0
    with np.errstate(all="ignore"):
        for point, loss in itertools.islice(distinct(found.points, found.losses, size), MAX_MINIMA):
            if not np.isfinite(loss) or (region.open and region.edge(np.array(point))):
                continue
            sure = is_isolated(calculus, region, np.array(point))
            looked_at += not sure
            if sure or (
                looked_at <= FEW
                and calculus.dims <= ENOUGH_DIMS
                and _is_kept(calculus, np.array(point), loss, region, AWAY * size)
            ):
                minima.append(point)
    return minima


def _is_minimum(calculus: Calculus, point: Array, loss: float, region: Region, radius: float) -> bool:
    return is_isolated(calculus, region, point) or _is_kept(calculus, point, loss, region, radius)


def _is_kept(calculus: Calculus, point: Array, loss: float, region: Region, radius: float) -> bool:
    """Whether the loss is higher around a point, and descents from there come back to it."""
    dims, random = calculus.dims, np.random.default_rng(SEED)
    directions = np.concatenate([np.eye(dims), -np.eye(dims), random.normal(size=(dims, 8))], axis=1)
    low, high = np.array(region.low), np.array(region.high)
    places = point[:, None] + radius * directions / np.linalg.norm(directions, axis=0)
    places = np.clip(places, low[:, None], high[:, None])
    moved = np.linalg.norm(places - point[:, None], axis=0)
    places = places[:, moved > radius / 2]
    if not (_numbers(calculus.values(places)) > loss).all():
        return False
    ends, losses, _ = descend_together(calculus, places, low, high, np.full(places.shape[1], radius), STEPS)
    apart = np.linalg.norm(ends - point[:, None], axis=0) > radius / (10 * np.sqrt(dims))
    return not (apart & (losses <= loss + EQUAL * (1 + abs(loss)))).any()


def _on_round_numbers(calculus: Calculus, points: Array, losses: Array) -> tuple[Array, Array]:
    """Points rounded to eight digits where the loss is no higher there: kinks are often there."""
    digits = 10.0 ** (7 - np.floor(np.log10(np.maximum(np.abs(points), 1e-3))))
    near = np.round(points * digits) / digits + 0.0
    values = _numbers(calculus.values(near))
    better = values <= losses
    points, losses = np.where(better, near, points), np.where(better, values, losses)
    order = np.argsort(losses, kind="stable")
    return points[:, order], losses[order] + 0.0


def _numbers(values: Array) -> Array:
    return np.where(np.isnan(values), np.inf, values)


def _finite(values: Array) -> Array:
    return np.where(np.isfinite(values), values, 0.0)
