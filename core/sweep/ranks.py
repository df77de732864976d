"""The ranks of racers that are tuned equally well, and how sure they are: a bootstrap over seeds or starts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.sweep.axis_roles import AxisRoles
from core.sweep.order_statistics import bootstrap_count, median, quantile
from core.sweep.results import SweepResult
from core.sweep.tuning import HIGH, LOW, Spread, scores


@dataclass(frozen=True)
class Rank:
    """The rank of a racer at its best settings, the mean over all conditions; ties share the mean of their ranks.

    `spread` has its quantiles in `count` resamplings of the seeds, or of the starts where there is one seed; in each
    every racer is tuned anew. `first` is the share of them in which no racer's rank is lower.
    """

    rank: float
    spread: Spread
    first: float
    count: int


def ranks(result: SweepResult, random_seed: int = 0) -> list[Rank] | None:
    """The rank of each racer; None with one racer or one repetition, or where cells are missing."""
    roles = AxisRoles(result.sweep)
    racers, _, _, repetitions = roles.shape
    if racers < 2 or repetitions < 2 or not result.done.all():
        return None
    grid = roles.arranged(scores(result))
    blocks = grid.reshape(*grid.shape[:-1], roles.seeds, -1)
    if roles.seeds < 2:
        blocks = grid[..., None]
    draw = np.random.default_rng(random_seed)
    count = bootstrap_count(grid.size)
    units = blocks.shape[-2]
    found = np.stack([mean_ranks(blocks[..., draw.integers(0, units, units), :]) for _ in range(count)], axis=-1)
    return [
        Rank(
            float(rank),
            Spread(*(float(quantile(sample, share)) for share in (LOW, 0.5, HIGH))),
            float(np.mean(sample == found.min(axis=0))),
            count,
        )
        for rank, sample in zip(mean_ranks(blocks), found, strict=True)
    ]


def mean_ranks(blocks: Array) -> Array:
    """The mean rank of each racer from scores (racers, conditions, settings, …), each tuned by its median."""
    best = median(blocks.reshape(*blocks.shape[:3], -1)).min(axis=-1)
    lower = (best[None, :] < best[:, None]).sum(axis=1)
    equal = (best[None, :] == best[:, None]).sum(axis=1)
    found: Array = (lower + (equal + 1) / 2).mean(axis=-1)
    return found
