"""The lowest loss in reach of a formula: descents from the low places of grids, and a look at the loss far away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

import numpy as np

from core.arrays import Array, Mask
from core.frozen import frozen
from core.number_text import rounded
from core.problems.box import Box
from core.problems.calculus import Calculus
from core.problems.creases import lower_along_creases
from core.problems.descents import STEPS, descend
from core.problems.minimum import APPROACHED
from core.problems.plains import is_only_approached, is_reached
from core.typography import superscript

REACH = 100.0
"""A search covers −REACH … REACH in each coordinate, unless a region is given."""
SCALES = (2.0, 5.0, 10.0, 30.0, REACH)
"""Half-widths of the grids from whose low places descents start: fine near the origin, coarse far from it."""
GRID = {1: 601, 2: 49}
"""Points per side of a grid by the number of parameters."""
STARTS = 8
"""Descents from each grid, from its lowest local minima."""
LONGER = 4
"""Descents that go on, and how often, where the lowest loss still falls."""
LEVEL = 1e-12
"""Of a loss: what a slope promises to gain along the whole of a coordinate, where it counts as level."""
SIDES_SHOWN = 3
FAR = (1e3, 1e4, 1e6, 1e8)
"""Half-widths of larger squares, in which the loss is followed where it falls out of reach."""
ANGLES = 48
"""Directions in which the loss is looked at far away."""
EQUAL = 1e-9
"""Of a loss: one that is lower by less counts as equal."""
ALMOST_ZERO = 1e-12
"""A limit this near to 0 is 0."""
STEADILY = 0.9
"""And surely without end, if by this share: a logarithm falls from each power of ten to the next by as much."""
FALLS_ON = f"f still falls at |θ| = {rounded(FAR[-1])}"
STEADY = 0.5
"""A loss that falls without end falls at least by this share of what it fell from the last square to this one."""


@frozen(eq=False)
class Descents:
    """Where descents ended, (dims, n), with their losses (n,), the lowest first; and f*, None where there is none.

    `sentence` says what the search has found, or why there is no lowest loss. `limit` says that f* is not a minimum
    but a value that the loss approaches far away.
    """

    points: Array
    losses: Array
    best: float | None
    sentence: str
    limit: bool = False


@frozen
class Region:
    """Where a search looks: low ≤ θ ≤ high in each coordinate; `open` where the loss goes on beyond it."""

    low: tuple[float, ...]
    high: tuple[float, ...]
    open: bool

    def within(self, half: float) -> Region | None:
        """The part of the square of this half-width about the origin; None if that is empty."""
        low = tuple(max(-half, side) for side in self.low)
        high = tuple(min(half, side) for side in self.high)
        return Region(low, high, self.open) if all(a < b for a, b in zip(low, high, strict=True)) else None

    @property
    def text(self) -> str:
        """The region as people write it: `[−2, 2]²`, `[0, 1] × [−1, 1]`, `[0, 1] × [−1, 1] × …`."""
        sides = [f"[{rounded(a)}, {rounded(b)}]" for a, b in zip(self.low, self.high, strict=True)]
        if len(sides) > 1 and len({*sides}) == 1:
            return f"{sides[0]}{superscript(str(len(sides)))}"
        return " × ".join(sides if len(sides) <= SIDES_SHOWN else [*sides[:SIDES_SHOWN], "…"])

    def edge(self, point: Array) -> bool:
        """Whether a point lies on the edge."""
        low, high = np.array(self.low), np.array(self.high)
        return bool((np.minimum(point - low, high - point) <= 1e-6 * (high - low)).any())


def region_of(dims: int, box: Box | None, bounds: tuple[float, float] | None) -> Region:
    """Where to search: in the box and within the bounds that are given, else as far as REACH."""
    low, high = bounds or (-np.inf, np.inf)
    everywhere = (low, high) if bounds else (-REACH, REACH)
    ends = (everywhere,) * dims if box is None else box.sides[:dims]
    lows, highs = tuple(max(low, a) for a, _ in ends), tuple(min(high, b) for _, b in ends)
    return Region(lows, highs, bounds is None)


def search(calculus: Calculus, region: Region, *, far: bool) -> Descents:
    """The lowest loss in a region; with `far` the loss is followed beyond it, where it falls further there."""
    with np.errstate(all="ignore"):  # far out, a loss may leave the floats
        return _searched(calculus, region, far=far)


def _searched(calculus: Calculus, region: Region, *, far: bool) -> Descents:
    points, losses = _descents(calculus, region)
    if not losses.size or not losses[0] < np.inf:
        return Descents(points, losses, None, f"f is not finite anywhere in {region.text}")
    at_edge = region.open and region.edge(points[:, 0])
    if not at_edge:
        points, losses, at_edge = _continued(calculus, region, points, losses)
    found = f"found by search in {region.text}"
    lowest, best = points[:, 0], float(losses[0])
    if best == -np.inf or is_hole(calculus, lowest):
        return Descents(points, losses, None, "f falls without end")
    at_edge = at_edge or (region.open and region.edge(lowest))
    if not far:
        ends = f"f is lowest at the edge of {region.text}, and lower beyond"
        return Descents(points, losses, None, ends) if at_edge else Descents(points, losses, best, found)
    if at_edge or _is_lower_far_away(calculus, best):
        return _followed(calculus, points, losses)
    if is_only_approached(calculus, points, losses):
        return Descents(points, losses, tidy(best), APPROACHED, limit=True)
    return Descents(points, losses, best, found)


def _descents(calculus: Calculus, region: Region) -> tuple[Array, Array]:
    """Where descents from the grids of all scales end, and the losses there; the lowest first."""
    regions = dict.fromkeys(part for half in SCALES if (part := region.within(half)))
    seeds = [_seeds(calculus, part) for part in (*regions, *({region} - set(regions)))]
    starts, reach = np.concatenate([s for s, _ in seeds], axis=1), np.concatenate([r for _, r in seeds])
    sides = np.array(region.low), np.array(region.high)
    points, losses = descend(calculus, starts, *sides, reach)
    if calculus.dims > 1:
        points, losses = lower_along_creases(calculus, points, losses, *sides)
    return _sorted(*_on_round_numbers(calculus, points, losses))


def _sorted(points: Array, losses: Array) -> tuple[Array, Array]:
    order = np.argsort(losses, kind="stable")
    return points[:, order], losses[order] + 0.0  # + 0.0 makes 0 of −0


def is_level(calculus: Calculus, point: Array, loss: float) -> bool:
    """Whether the gradient vanishes at a point, as far as rounding of the loss there allows."""
    slope = float(np.abs(calculus.gradients(point)).max())
    return slope * max(1.0, float(np.abs(point).max())) <= LEVEL * (1 + abs(loss))


def _continued(calculus: Calculus, region: Region, points: Array, losses: Array) -> tuple[Array, Array, bool]:
    """The lowest descents gone on with, along a narrow valley, and whether they still fall."""
    few, before = points[:, :LONGER], float(losses[0])
    if is_level(calculus, points[:, 0], before):
        return points, losses, False
    sides = np.array(region.low), np.array(region.high)
    size = float((sides[1] - sides[0]).max())
    for more in range(1, LONGER + 1):
        other = range(more * len(STEPS), (more + 1) * len(STEPS))
        ends, found = descend(calculus, few, *sides, np.full(few.shape[1], size / 1e3), other)
        points, losses = _sorted(np.concatenate([ends, points], axis=1), np.concatenate([found, losses]))
        few, gained, before = ends, before - float(losses[0]), float(losses[0])
        if not gained > EQUAL * (1 + abs(before)):
            return points, losses, False
    return points, losses, True


def _seeds(calculus: Calculus, region: Region) -> tuple[Array, Array]:
    """The lowest local minima of a grid over a region, and the grid's spacing for each."""
    count = GRID[calculus.dims]
    axes = [np.linspace(low, high, count) for low, high in zip(region.low, region.high, strict=True)]
    places = np.stack(np.meshgrid(*axes, indexing="ij"))
    values = calculus.values(places)
    values = np.where(np.isnan(values), np.inf, values)
    flat = np.flatnonzero(local_minima(values) & (values < np.inf))
    away = np.abs(places.reshape(calculus.dims, -1)[:, flat]).max(axis=0)  # on a plain, from near the origin
    chosen = flat[np.lexsort((away, values.ravel()[flat]))[:STARTS]]
    spacing = max(axis[1] - axis[0] for axis in axes)
    return places.reshape(calculus.dims, -1)[:, chosen], np.full(len(chosen), spacing)


def local_minima(values: Array) -> Mask:
    """A mask of the points on a grid of one or two axes that are no higher than any neighbour."""
    padded = np.pad(values, 1, constant_values=np.inf)
    shifts = np.ndindex(*(3,) * values.ndim)
    views = (padded[tuple(slice(i, i + n) for i, n in zip(shift, values.shape, strict=True))] for shift in shifts)
    mask: Mask = values <= reduce(np.minimum, views)
    return mask


def _on_round_numbers(calculus: Calculus, points: Array, losses: Array) -> tuple[Array, Array]:
    """Points rounded to ten digits where the loss is no higher there: a search along a kink ends a little beside it."""
    digits = 10.0 ** (9 - np.floor(np.log10(np.maximum(np.abs(points), 1e-3))))
    near = np.round(points * digits) / digits + 0.0
    values = calculus.values(near)
    better = values <= losses
    return np.where(better, near, points), np.where(better, values, losses)


def is_hole(calculus: Calculus, point: Array) -> bool:
    """Whether the loss falls without end towards a point: by as much from each distance to a thousandth of it."""
    around = directions(calculus.dims, 16)
    size = max(1.0, float(np.abs(point).max()))
    near, nearer, nearest = (
        float(np.fmin.reduce(calculus.values(point[:, None] + size * away * around), initial=np.inf))
        for away in (1e-6, 1e-9, 1e-12)
    )
    with np.errstate(all="ignore"):
        first, second = np.float64(near) - nearer, np.float64(nearer) - nearest
    return bool(nearest < min(-1.0, near) and first > 1e-3 * abs(near) and second >= 0.9 * first)


def directions(dims: int, count: int) -> Array:
    """Unit vectors (dims, n); with more than two dimensions at random, so that none lies along an axis."""
    if dims == 1:
        return np.array([[1.0, -1.0]])
    if dims > 2:
        random = np.random.default_rng(0).normal(size=(dims, count))
        return np.asarray(random / np.linalg.norm(random, axis=0))
    angles = np.arange(count) / count * 2 * np.pi
    return np.stack([np.cos(angles), np.sin(angles)])


def _rings(dims: int) -> Array:
    return np.concatenate([half * directions(dims, ANGLES) for half in FAR], axis=1)


def _is_lower_far_away(calculus: Calculus, best: float) -> bool:
    values = calculus.values(_rings(calculus.dims))
    return bool((values < best - EQUAL * (1 + abs(best))).any())


def _followed(calculus: Calculus, points: Array, losses: Array) -> Descents:
    """Follow the loss from one square to the next larger one, until it falls no further."""
    lowest, levels = points[:, :1], [float(losses[0])]
    for half in FAR:
        region = Region((-half,) * calculus.dims, (half,) * calculus.dims, True)
        ring = half * directions(calculus.dims, ANGLES)
        values = calculus.values(ring)
        least = np.argsort(np.where(np.isnan(values), np.inf, values), kind="stable")[:3]
        starts = np.concatenate([lowest, ring[:, least]], axis=1)
        ends, found = descend(
            calculus,
            starts,
            np.array(region.low),
            np.array(region.high),
            np.full(starts.shape[1], half / 20),
            range(30),
        )
        lowest, level = ends[:, [found.argmin()]], float(found.min())
        levels.append(min(level, levels[-1]))
        if half < FAR[-1] and level > -np.inf and not _is_lower_far_away(calculus, level):
            place = lowest[:, 0]
            if is_isolated(calculus, region, place) or is_reached(calculus, place):
                all_points, all_losses = np.concatenate([lowest, points], axis=1), np.concatenate([[level], losses])
                return Descents(all_points, all_losses, level, f"found by search in {region.text}")
    limit = _limit(calculus, lowest[:, 0], levels)
    if limit is not None:
        return Descents(points, losses, limit, APPROACHED, limit=True)
    return Descents(points, losses, None, "f falls without end" if _falls_steadily(levels) else FALLS_ON)


def _falls_steadily(levels: Sequence[float]) -> bool:
    """Whether it falls from square to square by hardly less than before, at least as a logarithm does."""
    *_, before, first, second = levels
    return bool(not np.isfinite(second) or first - second >= STEADILY * (before - first))


def is_isolated(calculus: Calculus, region: Region, point: Array) -> bool:
    """Whether a point inside a region is an isolated minimum; on a plain, the loss may only have ceased to change."""
    curvatures = np.linalg.eigvalsh(np.nan_to_num(calculus.hessian(point)))
    if region.edge(point) or not curvatures[0] > 1e-6 * curvatures[-1] > 0:
        return False
    return is_level(calculus, point, float(calculus.values(point)))


def _limit(calculus: Calculus, point: Array, levels: Sequence[float]) -> float | None:
    """The value that a sequence of losses approaches; None where it falls without end."""
    *_, before, first, second = levels
    fell, falls = before - first, first - second
    slope = float(np.abs(calculus.gradients(point) * point).max())
    if not falls:
        return tidy(second)
    if not np.isfinite(second) or falls > STEADY * fell or not slope <= 10 * falls + 1e-12 * (1 + abs(second)):
        return None
    ahead = falls * falls / (fell - falls)  # as of a geometric sequence
    limit = second - ahead
    return 0.0 if abs(limit) <= max(EQUAL * (abs(levels[0]) + 1e-3), 2 * ahead) else limit


def tidy(limit: float) -> float:
    return 0.0 if abs(limit) < ALMOST_ZERO else limit


def distinct(points: Array, losses: Array, size: float) -> Iterator[tuple[tuple[float, ...], float]]:
    """The end points of descents, each once: those nearer to one another than 1e-6 of a size count as one."""
    kept: list[Array] = []
    for point, loss in zip(points.T, losses.tolist(), strict=True):
        if all(np.abs(point - other).max() > 1e-6 * size for other in kept):
            kept.append(point)
            yield tuple(map(float, point)), loss
