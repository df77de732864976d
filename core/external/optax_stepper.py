"""A transformation of optax as a stepper: a compiled update in float64."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jax
import numpy as np
import optax

from core.arrays import Array
from core.external.signature import RATES


class OptaxStepper:
    """A gradient transformation: `factory` makes one from the settings."""

    def __init__(self, factory: Callable[..., Any], settings: Mapping[str, object], theta: Array) -> None:
        jax.config.update("jax_enable_x64", True)  # races are in float64
        self._factory = factory
        self._settings = dict(settings)
        self._theta: Any = jax.numpy.asarray(theta)
        self._rate: str | None = None
        self._use(factory(**settings))
        self._state: Any = self._transformation.init(self._theta)

    def _use(self, transformation: Any) -> None:
        if not (hasattr(transformation, "init") and hasattr(transformation, "update")):
            kind = type(transformation).__name__
            raise TypeError(f"a transformation of optax has init and update, and this is {kind}")
        self._transformation = optax.with_extra_args_support(transformation)

        def update(gradient: Any, state: Any, theta: Any, loss: float) -> tuple[Any, Any]:
            updates, state = self._transformation.update(gradient, state, theta, value=loss)
            return optax.apply_updates(theta, updates), state

        self._update = jax.jit(update)

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
        if self._rate is None:
            self._inject()
        self._state.hyperparams[self._rate] = jax.numpy.asarray(lr, dtype=np.float64)

    def _inject(self) -> None:
        """Begin anew with the learning rate as part of the state; before the first step, so nothing is lost."""
        self._rate = next((name for name in RATES if name in self._settings), RATES[-1])
        others = tuple(name for name in self._settings if name != self._rate)
        self._use(optax.inject_hyperparams(self._factory, static_args=others)(**self._settings))
        self._state = self._transformation.init(self._theta)
