"""A transformation of optax as a stepper: a compiled update in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import jax
import numpy as np
import optax

from core.arrays import Array
from core.external.signature import RATES

Update = Callable[[Any, Any, Any, float], tuple[Any, Any]]
"""(gradient, state, θ, loss) → (θ, state)."""


@lru_cache(maxsize=256)
def _compiled(
    factory: Callable[..., Any], settings: tuple[tuple[str, object], ...], rate: str | None
) -> tuple[Any, Update]:
    """The transformation and its compiled update, which takes longer to compile than a race takes.

    `rate` is the setting that is kept in the state, where it is to change.
    """
    others = tuple(name for name, _ in settings if name != rate)
    made = factory if rate is None else optax.inject_hyperparams(factory, static_args=others)
    found = made(**dict(settings))
    if not (hasattr(found, "init") and hasattr(found, "update")):
        raise TypeError(f"a transformation of optax has init and update, and this is {type(found).__name__}")
    transformation = optax.with_extra_args_support(found)

    def update(gradient: Any, state: Any, theta: Any, loss: float) -> tuple[Any, Any]:
        updates, state = transformation.update(gradient, state, theta, value=loss)
        return optax.apply_updates(theta, updates), state

    return transformation, jax.jit(update)


class OptaxStepper:
    """A gradient transformation: `factory` makes one from the settings."""

    def __init__(self, factory: Callable[..., Any], settings: Mapping[str, object], theta: Array) -> None:
        jax.config.update("jax_enable_x64", True)  # races are in float64
        self._factory = factory
        self._settings = tuple(settings.items())
        self._theta: Any = jax.numpy.asarray(theta)
        self._rate: str | None = None
        self._begin()

    def _begin(self) -> None:
        transformation, self._update = _compiled(self._factory, self._settings, self._rate)
        self._state: Any = transformation.init(self._theta)

    def step(self, gradient: Array, loss: float) -> Array:
        """One update, applied to θ."""
        self._theta, self._state = self._update(gradient, self._state, self._theta, loss)
        return np.asarray(self._theta)

    def save(self) -> Any:
        """θ, and the transformation's state."""
        return self._theta, self._state

    def load(self, state: Any) -> None:
        """Go back to a saved state."""
        self._theta, self._state = state

    def move(self, theta: Array) -> None:
        """Take θ elsewhere."""
        self._theta = jax.numpy.asarray(theta)

    def set_rate(self, lr: float) -> None:
        """Set the learning rate, which optax keeps in the state where it is to change."""
        if self._rate is None:  # before the first step, so that nothing is lost
            given = [name for name, _ in self._settings]
            self._rate = next((name for name in RATES if name in given), RATES[-1])
            self._begin()
        self._state.hyperparams[self._rate] = jax.numpy.asarray(lr, dtype=np.float64)
