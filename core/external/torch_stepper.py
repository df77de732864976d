"""An optimizer of PyTorch as a stepper: one parameter in float64, whose gradient is set before each step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from core.arrays import Array

LEFT_OUT = ("params", "foreach", "capturable", "differentiable", "fused")
"""Parameters that say how PyTorch computes, not what."""


class TorchStepper:
    """A torch.optim.Optimizer of one parameter."""

    def __init__(self, optimizer: Callable[..., Any], settings: Mapping[str, object], theta: Array) -> None:
        self._parameter = torch.nn.Parameter(torch.tensor(theta, dtype=torch.float64))
        self._optimizer = optimizer([self._parameter], **settings)

    def step(self, gradient: Array, loss: float) -> Array:
        """One step of the optimizer."""
        self._parameter.grad = torch.tensor(gradient, dtype=torch.float64)
        self._optimizer.step()
        theta: Array = self._parameter.detach().numpy()
        return theta

    def save(self) -> Any:
        """The parameter, and the optimizer's own state."""
        return self._parameter.detach().clone(), self._optimizer.state_dict()

    def load(self, state: Any) -> None:
        """Go back to a saved state."""
        parameter, own = state
        self._set(parameter)
        self._optimizer.load_state_dict(own)

    def move(self, theta: Array) -> None:
        """Take the parameter elsewhere."""
        self._set(torch.tensor(theta, dtype=torch.float64))

    def _set(self, value: Any) -> None:
        with torch.no_grad():
            self._parameter.copy_(value)

    def set_rate(self, lr: float) -> None:
        """Set the learning rate, as PyTorch's own schedulers do."""
        for group in self._optimizer.param_groups:
            group["lr"] = lr


build = TorchStepper
