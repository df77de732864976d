"""Counter-based random numbers: every draw is a function of (seed, step), the same for all racers."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.arrays import Array, Integers

BLOCK = 1024
"""Steps drawn from one generator; a generator for each step would cost more than the step."""

FEW = 20
"""Parameters whose draws are kept for many blocks."""

_GRADIENT, _BATCH = 1, 2


def _generator(stream: int, seed: int, index: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=[seed, index], counter=[0, 0, 0, stream]))


def gradient_noise(seed: int, sigma: float, dims: int, block: int) -> Array:
    """N(0, sigma²) for each component of the updates after steps block*BLOCK, …: shape (BLOCK * dims,), read-only."""
    return (_drawn if dims <= FEW else _drawn_for_many)(seed, sigma, dims, block)


def _draw(seed: int, sigma: float, dims: int, block: int) -> Array:
    draws = sigma * _generator(_GRADIENT, seed, block).standard_normal(BLOCK * dims)
    draws.flags.writeable = False
    return draws


_drawn = lru_cache(maxsize=32)(_draw)
_drawn_for_many = lru_cache(maxsize=2)(_draw)  # of 5,000 parameters each takes 40 MB


@lru_cache(maxsize=32)
def _shuffled(seed: int, epoch: int, n: int) -> Integers:
    return _generator(_BATCH, seed, epoch).permutation(n)


def batch_rows(seed: int, step: int, n: int, batch: int) -> Integers:
    """The rows of the mini-batch after `step`: every epoch is a new shuffle, and its last batch may be smaller."""
    epoch, index = divmod(step, -(-n // batch))
    return _shuffled(seed, epoch, n)[index * batch : (index + 1) * batch]
