"""Losses of a network's outputs as bound numpy calls: the mean over the points, and its gradient by the outputs.

`logistic` is the mean of log(1 + exp(−s·z)) with s = ±1 the class (PyTorch's BCEWithLogitsLoss), `softmax` that of
−log of the class's share of exp(z) (CrossEntropyLoss), and `squared` that of (z − y)², without ½ (MSELoss).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from core.arrays import Array
from core.frozen import frozen
from core.networks.activations import Call, number


@frozen
class Outputs:
    """Outputs z (…, k, n) and their `targets` (k, n).

    The loss goes to `value` (…), its gradient to `delta` (…, k, n).
    """

    z: Array
    targets: Array
    value: Array
    delta: Array

    @property
    def share(self) -> Array:
        """1/n."""
        return number(1 / self.z.shape[-1])

    def mean(self, summed: Array) -> tuple[Call, ...]:
        """The sum over outputs and points, divided by their number."""
        return (
            partial(np.add.reduce, summed, axis=(-2, -1), out=self.value),
            partial(np.multiply, self.value, self.share, self.value),
        )


Calls = tuple[tuple[Call, ...], tuple[Call, ...]]
"""The calls of the loss, and those of its gradient, which read what the first ones leave."""


def _squared(o: Outputs) -> Calls:
    squares, twice = np.empty_like(o.z), 2 * o.share
    forward = (partial(np.subtract, o.z, o.targets, o.delta), partial(np.multiply, o.delta, o.delta, squares))
    return (*forward, *o.mean(squares)), (partial(np.multiply, o.delta, twice, o.delta),)


def _logistic(o: Outputs) -> Calls:
    """With u = −s·z the loss is L = log(1 + exp(u)), and its slope exp(u − L), which keeps all digits of small ones."""
    minus, losses = number(-1.0), np.empty_like(o.z)
    forward = (
        partial(np.multiply, o.z, o.targets, o.delta),
        partial(np.multiply, o.delta, minus, o.delta),
        partial(np.logaddexp, number(0.0), o.delta, losses),
    )
    backward = (
        partial(np.subtract, o.delta, losses, o.delta),
        partial(np.exp, o.delta, o.delta),
        partial(np.multiply, o.delta, o.targets, o.delta),
        partial(np.multiply, o.delta, minus * o.share, o.delta),
    )
    return (*forward, *o.mean(losses)), backward


def _softmax(o: Outputs) -> Calls:
    """The largest output is subtracted first, so that exp cannot overflow."""
    top = np.empty((*o.z.shape[:-2], 1, o.z.shape[-1]))
    total, chosen, spare = np.empty_like(top), np.empty_like(top), np.empty_like(o.z)
    along = {"axis": -2, "keepdims": True}
    forward = (
        partial(np.maximum.reduce, o.z, out=top, **along),
        partial(np.subtract, o.z, top, o.z),
        partial(np.multiply, o.z, o.targets, spare),
        partial(np.add.reduce, spare, out=chosen, **along),
        partial(np.exp, o.z, o.delta),
        partial(np.add.reduce, o.delta, out=total, **along),
        partial(np.log, total, top),
        partial(np.subtract, top, chosen, top),
    )
    backward = (
        partial(np.divide, o.delta, total, o.delta),
        partial(np.subtract, o.delta, o.targets, o.delta),
        partial(np.multiply, o.delta, o.share, o.delta),
    )
    return (*forward, *o.mean(top)), backward


LOSSES: Mapping[str, Callable[[Outputs], Calls]] = {
    "logistic": _logistic,
    "softmax": _softmax,
    "squared": _squared,
}


def encoded(loss: str, labels: Array, classes: int) -> Array:
    """The targets (k, n) of labels 0, 1, … (n,): −1 and 1, or for softmax 1 in the row of the class."""
    if loss == "softmax":
        return np.asarray(labels == np.arange(classes)[:, None], dtype=np.float64)
    return np.asarray(2 * labels[None] - 1)
