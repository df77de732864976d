"""Regions of a map of outputs: which class each pixel belongs to, and how surely, as one number.

Region `hue * SHADES + shade` is class `hue`, from the palest shade to the strongest; −1 where an output is not finite.
"""

from __future__ import annotations

import numpy as np

from tui.plotting.network.hues import SHADES
from tui.plotting.viewport import Floats, Ints


def two_sided(share: Floats) -> Ints:
    """The regions of shares in [−1, 1]: class 0 below 0, class 1 from there on; what lies beyond counts as the end."""
    with np.errstate(invalid="ignore"):
        shade = np.minimum(np.abs(share) * SHADES, SHADES - 1).astype(np.int64)
        found = np.where(share < 0, shade, SHADES + shade)
    return np.where(np.isnan(share), -1, found)


def of_logits(logits: Floats) -> Ints:
    """The regions of two classes by the logit of class 1: its share of the probability, from 0 to 1."""
    with np.errstate(over="ignore"):
        return two_sided(np.tanh(logits / 2))


def of_scores(scores: Floats) -> Ints:
    """The regions of classes by their scores (classes, …) before the softmax: the likeliest class, and how likely."""
    with np.errstate(all="ignore"):
        highest = scores.max(axis=0)
        likely = 1 / np.exp(scores - highest).sum(axis=0)
        even = 1 / len(scores)
        shade = np.clip((likely - even) / (1 - even) * SHADES, 0, SHADES - 1)
    known = np.isfinite(highest) & np.isfinite(shade)
    return np.where(known, scores.argmax(axis=0) * SHADES + np.where(known, shade, 0).astype(np.int64), -1)


def of_numbers(values: Floats, low: float, high: float) -> Ints:
    """The regions of numbers around the middle of `low` and `high`."""
    half = (high - low) / 2
    return two_sided((values - (low + half)) / (half if half > 0 else 1.0))


def coarser(regions: Ints, levels: int) -> Ints:
    """The regions with fewer shades of each class, 1, 2, 3 or all of them; the strongest one stays.

    The fewer there are, the fewer pixels change while a network trains.
    """
    table = np.arange(-1, regions.max(initial=-1) + 1)
    hue, shade = table // SHADES, table % SHADES
    found = hue * SHADES + (shade * levels // SHADES + 1) * SHADES // levels - 1
    found[0] = -1
    coarse: Ints = found[regions + 1]
    return coarse
