"""Optimizers as a user writes them, for tests of own code: good ones, and one for each mistake."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from core.arrays import Array


class Adam:
    """Adam as in its paper, with the arithmetic of the catalog's."""

    def __init__(self, theta: Array, lr: float = 0.001, betas: tuple[float, float] = (0.9, 0.999), eps: float = 1e-8):
        self.theta, self.lr, self.betas, self.eps = theta, lr, betas, eps
        self.m = np.zeros_like(theta)
        self.v = np.zeros_like(theta)
        self.t = 0

    def step(self, gradient: Array, loss: float) -> Array:
        (beta1, beta2), self.t = self.betas, self.t + 1
        self.m *= beta1  # in place: what is saved must be a copy
        self.m += (1 - beta1) * gradient
        self.v *= beta2
        self.v += (1 - beta2) * gradient**2
        m_hat, v_hat = self.m / (1 - beta1**self.t), self.v / (1 - beta2**self.t)
        self.theta = self.theta - self.lr * m_hat / (np.sqrt(v_hat) + self.eps)
        return self.theta

    def save(self) -> Any:
        return self.theta, self.m, self.v, self.t

    def load(self, state: Any) -> None:
        self.theta, self.m, self.v, self.t = state

    def move(self, theta: Array) -> None:
        self.theta = theta

    def set_rate(self, lr: float) -> None:
        self.lr = lr


class Descent:
    """Gradient descent: no more than it needs."""

    def __init__(self, theta: Array, lr: float = 0.01):
        self.theta, self.lr = theta, lr

    def step(self, gradient: Array, loss: float) -> Any:
        self.theta = self.theta - self.lr * gradient
        return self.theta

    def save(self) -> Any:
        return self.theta

    def load(self, state: Any) -> None:
        self.theta = state


class Halving(Descent):
    """A method without a learning rate."""

    def __init__(self, theta: Array):
        super().__init__(theta, 1.0)

    def step(self, gradient: Array, loss: float) -> Any:
        self.theta = self.theta / 2
        return self.theta


def anything(theta: Array, **settings: Any) -> Descent:
    """A maker whose signature does not tell its settings."""
    return Descent(theta, settings["rate"] / settings["parts"])


def kinds(
    theta: Array,
    lr: float = 1,
    count: int = 3,
    scale: float = 2,
    plain: Any = 4,
    strict: bool = False,
    mode: Literal["fast", "slow"] = "fast",
    note: str = "none",
    pair: tuple[float, float] = (0.5, 2),
    limit: float | None = None,
    hook: Any = None,
) -> Descent:
    """A maker with a setting of each kind; the last one is none."""
    given.append(
        {"lr": lr, "count": count, "scale": scale, "plain": plain, "strict": strict, "mode": mode, "note": note}
        | {"pair": pair, "limit": limit, "hook": hook}
    )
    return Descent(theta, lr)


given: list[dict[str, Any]] = []
"""What `kinds` was given."""


def needs_more(theta: Array, window: int) -> Descent:
    return Descent(theta, 0.1 * window)


def no_theta(lr: float = 0.1) -> Descent:
    return Descent(np.zeros(2), lr)


def make_raises(theta: Array, lr: float = 0.1) -> Descent:
    raise ValueError("lr is\nnot good")


def no_stepper(theta: Array) -> object:
    return 3


class StepRaises(Descent):
    def step(self, gradient: Array, loss: float) -> Any:
        if loss < 5:
            raise ZeroDivisionError("by zero")
        return super().step(gradient, loss)


class Exits(Descent):
    def step(self, gradient: Array, loss: float) -> Any:
        raise SystemExit(3)


class WrongShape(Descent):
    def step(self, gradient: Array, loss: float) -> Any:
        return [1.0, 2.0, 3.0]


class NoNumbers(Descent):
    def step(self, gradient: Array, loss: float) -> Any:
        return {"theta": 1}


class NotANumber(Descent):
    def step(self, gradient: Array, loss: float) -> Any:
        return [1.0, float("nan")] if loss < 5 else super().step(gradient, loss)


class Forgetful(Descent):
    """Leaves its momentum out of what it saves."""

    m: Any = 0.0

    def step(self, gradient: Array, loss: float) -> Any:
        self.m = 0.9 * self.m + 0.1 * gradient
        self.theta = self.theta - self.lr * np.sign(self.m)
        return self.theta


class Talkative(Descent):
    def step(self, gradient: Array, loss: float) -> Any:
        print("stepping")
        return super().step(gradient, loss)


not_callable = 3
