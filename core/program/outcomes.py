"""What became of many runs: the last and the best loss of each, when it met the target, when it diverged."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, Integers, Mask
from core.frozen import frozen

PER_RUN = ("loss", "best", "tail", "hit", "last", "diverged")
POINTS = ("theta", "answer")


@frozen
class Outcomes:
    """Arrays of one shape, that of the runs; losses are those of the answer where it is measured.

    `last` is the last finite step; `loss`, `theta` and `answer` belong to it, of which the last two have the dimensions
    as one axis more. `best` is the lowest loss, `hit` the first step with a loss at or below the target, −1 where there
    is none, and `tail` the mean loss of the last tenth of the steps, infinite for a run that ended before. `diverged`
    says that the update after `last` gave values that are not finite.
    """

    loss: Array
    best: Array
    tail: Array
    hit: Integers
    last: Integers
    diverged: Mask
    theta: Array
    answer: Array


def no_outcomes(dims: int, count: int) -> Outcomes:
    """Room for `count` runs, one a column; `theta` and `answer` are (dims, count)."""
    return Outcomes(
        loss=np.full(count, np.nan),
        best=np.full(count, np.nan),
        tail=np.full(count, np.inf),
        hit=np.full(count, -1, dtype=np.int64),
        last=np.zeros(count, dtype=np.int64),
        diverged=np.zeros(count, dtype=bool),
        theta=np.full((dims, count), np.nan),
        answer=np.full((dims, count), np.nan),
    )
