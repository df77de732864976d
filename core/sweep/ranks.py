"""The ranks of racers that are tuned equally well, and how sure they are: a bootstrap over seeds or starts."""

from __future__ import annotations

import math
import time

import numpy as np

from core.arrays import Array
from core.frozen import frozen
from core.sweep.axis_roles import AxisRoles
from core.sweep.order_statistics import bootstrap_count, median, quantile
from core.sweep.results import SweepResult
from core.sweep.tuning import HIGH, LOW, Spread, scores


@frozen
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
    bootstrap = Bootstrap(result, random_seed)
    bootstrap.advance()
    return bootstrap.ranks


class Bootstrap:
    """The ranks of a sweep's racers under way, resampling by resampling."""

    def __init__(self, result: SweepResult, random_seed: int = 0) -> None:
        roles = AxisRoles(result.sweep)
        racers, _, _, repetitions = roles.shape
        self._blocks: Array | None = None
        self._samples: list[Array] = []
        self._count = 0
        if racers < 2 or repetitions < 2 or not result.done.all():
            return
        grid = roles.arranged(scores(result))
        self._blocks = grid[..., None] if roles.seeds < 2 else grid.reshape(*grid.shape[:-1], roles.seeds, -1)
        self._draw = np.random.default_rng(random_seed)
        self._count = bootstrap_count(grid.size)

    @property
    def complete(self) -> bool:
        """Whether all resamplings are made."""
        return len(self._samples) == self._count

    def advance(self, seconds: float = math.inf) -> None:
        """Resample until time is up, at least once."""
        end = time.monotonic() + seconds
        while self._blocks is not None and not self.complete:
            units = self._blocks.shape[-2]
            self._samples.append(mean_ranks(self._blocks[..., self._draw.integers(0, units, units), :]))
            if time.monotonic() >= end:
                return

    @property
    def ranks(self) -> list[Rank] | None:
        """The rank of each racer, once all resamplings are made; None where there are none."""
        if self._blocks is None or not self.complete:
            return None
        found = np.stack(self._samples, axis=-1)
        return [
            Rank(
                float(rank),
                Spread(*(float(quantile(sample, share)) for share in (LOW, 0.5, HIGH))),
                float(np.mean(sample == found.min(axis=0))),
                self._count,
            )
            for rank, sample in zip(mean_ranks(self._blocks), found, strict=True)
        ]


def mean_ranks(blocks: Array) -> Array:
    """The mean rank of each racer from scores (racers, conditions, settings, …), each tuned by its median."""
    best = median(blocks.reshape(*blocks.shape[:3], -1)).min(axis=-1)
    lower = (best[None, :] < best[:, None]).sum(axis=1)
    equal = (best[None, :] == best[:, None]).sum(axis=1)
    found: Array = (lower + (equal + 1) / 2).mean(axis=-1)
    return found
