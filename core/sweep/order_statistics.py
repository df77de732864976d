"""Order statistics: quantiles that are values of the sample, and the best of some random trials, exactly."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array, ArrayLike


def quantile(values: ArrayLike, share: float) -> Array:
    """The lowest value (…) that at least a share of the values (…, n) does not exceed, 0 < share ≤ 1.

    It is one of the values (no mean of two), so that infinite ones do no harm. NaN stands for a missing value and does
    not count; the quantile of none is NaN.
    """
    array = np.sort(np.asarray(values, dtype=np.float64), axis=-1)  # NaN comes last
    counts = array.shape[-1] - np.isnan(array).sum(axis=-1)
    rank = np.maximum(np.ceil(share * counts - 1e-9), 1).astype(np.intp) - 1
    found: Array = np.take_along_axis(array, rank[..., None], axis=-1)[..., 0]
    return found


def median(values: ArrayLike) -> Array:
    """The lower median of values (…, n), as `quantile` has it."""
    return quantile(values, 0.5)


def expected_best(scores: ArrayLike, trials: ArrayLike) -> Array:
    """The expected lowest of k scores drawn at random from scores (n,), with replacement, for each k of trials (m,).

    The i-th lowest of n is the lowest drawn with the probability ((n − i + 1)/n)ᵏ − ((n − i)/n)ᵏ (Dodge et al. 2019,
    Show your work). NaN does not count.
    """
    ordered = _ordered(scores)
    at_least = _at_least(ordered.size, trials)  # (m, n + 1)
    with np.errstate(invalid="ignore"):
        terms = (at_least[:, :-1] - at_least[:, 1:]) * ordered
    found: Array = np.where(np.isnan(terms), 0.0, terms).sum(axis=1)  # 0·∞: what is never drawn
    return found


def best_quantile(scores: ArrayLike, trials: ArrayLike, share: float) -> Array:
    """The quantile of the lowest of k scores drawn as in `expected_best`: a share of such draws are as low, or lower.

    For each k of trials (m,).
    """
    ordered = _ordered(scores)
    at_most = 1 - _at_least(ordered.size, trials)[:, 1:]
    chosen = (at_most >= share - 1e-12).argmax(axis=1)
    found: Array = ordered[chosen]
    return found


def _ordered(scores: ArrayLike) -> Array:
    array = np.asarray(scores, dtype=np.float64).ravel()
    return np.sort(array[~np.isnan(array)])


def _at_least(count: int, trials: ArrayLike) -> Array:
    """The probability (m, n + 1) that none of the i lowest scores is drawn, i = 0, …, n."""
    left = np.arange(count, -1, -1) / max(count, 1)
    found: Array = left[None, :] ** np.asarray(trials, dtype=np.float64)[:, None]
    return found


def bootstrap_count(cells: int) -> int:
    """How many resamplings of so many cells take a moment: 1,000, fewer for many cells."""
    return min(1000, max(20, math.floor(3e7 / max(cells, 1))))
