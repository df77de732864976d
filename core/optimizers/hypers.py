"""Hyperparameters that several optimizers share, and those that every racer has."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal, get_args

from core.hyper import Hyper, choice, real

Decay = Literal["coupled", "decoupled"]
DECAYS: tuple[Decay, ...] = get_args(Decay)
DECAY = choice(
    "decay",
    "decay",
    "coupled",
    "Decay inside the gradient (g + λθ), or outside of it (θ ← θ(1 − ηλ), before the update).",
    DECAYS,
)
OFF = ("off", math.inf)
KNOWN = "known"


def lowest_loss(name: str, symbol: str) -> Hyper:
    """Declare the problem's lowest loss, which a run looks up unless it is given."""
    return real(name, symbol, -math.inf, "The lowest loss.", word=(KNOWN, -math.inf), role="lowest_loss")


def learning_rate(default: float, sentence: str = "How far one update goes.") -> Hyper:
    """Declare the learning rate of an optimizer; its default suits the default problem."""
    return real("lr", "η", default, sentence, 0.0, scale="log")


def epsilon(default: float, sentence: str = "Keeps the division from blowing up.") -> Hyper:
    """Declare the small constant added to a denominator."""
    return real("eps", "ε", default, sentence, 0.0, scale="log")


def fraction(name: str, symbol: str, default: float, sentence: str) -> Hyper:
    """Declare the decay rate of a running mean, in [0, 1)."""
    return real(name, symbol, default, sentence, 0.0, 1.0, high_open=True)


BETA1 = fraction("beta1", "β₁", 0.9, "Memory of the gradient's running mean.")
BETA2 = fraction("beta2", "β₂", 0.999, "Memory of the squared gradient's running mean.")
MOMENTUM = fraction("momentum", "β", 0.9, "How much of the last move is kept.")


VARIANT = choice("variant", "variant", "torch", "Whose conventions, where they differ.", ("torch", "optax"))


def eps_root(default: float, sentence: str = "A small constant inside the root.") -> Hyper:
    """Declare the small constant inside the root of a denominator, which optax has."""
    return real("eps_root", "εr", default, sentence, 0.0, scale="log")


EPS_ROOT = eps_root(0.0, "A small constant inside the root; for variant=optax.")


CLIP_NORM = real(
    "clip_norm", "clip ‖g‖", math.inf, "Longest gradient let through.", 0.0, low_open=True, scale="log", word=OFF
)
CLIP_VALUE = real(
    "clip_value", "clip g", math.inf, "Largest component let through.", 0.0, low_open=True, scale="log", word=OFF
)


def weight_decay_hyper(default: float = 0.0) -> Hyper:
    """Declare the strength of weight decay."""
    return real("weight_decay", "λ", default, "Pulls the parameters towards zero.", 0.0, scale="log")


def racer_hypers(decay: Decay | None, weight_decay: float) -> tuple[Hyper, ...]:
    """The hyperparameters that every racer has: weight decay and clipping."""
    how = (replace(DECAY, default=decay),) if decay else ()
    return (weight_decay_hyper(weight_decay), *how, CLIP_NORM, CLIP_VALUE)
