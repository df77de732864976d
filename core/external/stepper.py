"""The stepper: what a race needs of an optimizer that is code instead of formulas, and its failures as sentences."""

from __future__ import annotations

import copy
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from typing import Any, Protocol, TypeVar

import numpy as np

from core.arrays import Array
from core.safe_text import safe_text

T = TypeVar("T")

MAX_REASON = 160
"""Characters of an exception's text that are told."""


class Stepper(Protocol):
    """An optimizer under way. What `step` returns depends on nothing but its arguments and the state loaded last.

    Two methods are optional. `move(theta)` takes parameters that were changed from outside, by bounds or by decoupled
    weight decay; `set_rate(lr)` takes the learning rate of the next step, under a schedule.
    """

    def step(self, gradient: Array, loss: float) -> Any:
        """The parameters (dims,) after one update, given gradient and loss at the parameters before it."""

    def save(self) -> Any:
        """Everything that `step` reads, the parameters included; it is copied."""

    def load(self, state: Any) -> None:
        """Go back to a saved state."""


Make = Callable[[Array], Stepper]
"""Makes a stepper that starts at the parameters (dims,)."""

METHODS = ("step", "save", "load")


class StepperError(ValueError):
    """A stepper that failed; the message says in one sentence how."""


def told(error: BaseException) -> str:
    """An exception of the user's code in a few words: `ValueError: lr must be positive`."""
    text = safe_text(" ".join(str(error).split()))
    text = text if len(text) <= MAX_REASON else f"{text[: MAX_REASON - 1]}…"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


@contextmanager
def foreign_code() -> Iterator[None]:
    """Run code that is not ours: what it prints goes to stderr, and its warnings nowhere."""
    with np.errstate(all="ignore"), warnings.catch_warnings(), redirect_stdout(sys.stderr):
        warnings.simplefilter("ignore")
        yield


def called(what: str, function: Callable[[], T]) -> T:
    """The result of the user's code; raises StepperError, which says that `what` raised and what it raised."""
    try:
        return function()
    except (Exception, SystemExit) as error:
        raise StepperError(f"{what} raised {told(error)}") from error


def made(make: Make, theta: Array) -> Stepper:
    """A new stepper; raises StepperError."""
    stepper = called("make", lambda: make(theta.copy()))
    missing = [name for name in METHODS if not callable(getattr(stepper, name, None))]
    if missing:
        raise StepperError(f"make returned {type(stepper).__name__}, which has no {' and no '.join(missing)}")
    return stepper


def stepped(stepper: Stepper, gradient: Array, loss: float) -> Array:
    """The parameters after one step, (dims,); raises StepperError for anything else."""
    result = called("step", lambda: stepper.step(gradient.copy(), loss))
    try:
        theta = np.array(result, dtype=np.float64)
    except (Exception, SystemExit):
        raise StepperError(f"step returned {type(result).__name__}, not an array of shape {gradient.shape}") from None
    if theta.shape == () and gradient.shape == (1,):
        theta = theta.reshape(1)
    if theta.shape != gradient.shape:
        got = "one number" if theta.shape == () else f"an array of shape {theta.shape}"
        raise StepperError(f"step returned {got}, not of {gradient.shape}")
    return theta


def saved(stepper: Stepper) -> Any:
    """A copy of the stepper's state; raises StepperError."""
    return called("save", lambda: copy.deepcopy(stepper.save()))


def load(stepper: Stepper, state: Any) -> None:
    """Take a stepper back to a saved state, which stays as it is; raises StepperError."""
    called("load", lambda: stepper.load(copy.deepcopy(state)))


def moved(stepper: Stepper, theta: Array) -> None:
    """Tell a stepper where the parameters are now; raises StepperError."""
    _optional(stepper, "move", "bounds and decoupled weight decay move the parameters", theta.copy())


def set_rate(stepper: Stepper, lr: float) -> None:
    """Tell a stepper its next learning rate; raises StepperError."""
    _optional(stepper, "set_rate", "a schedule changes the learning rate", lr)


def _optional(stepper: Stepper, name: str, why: str, value: object) -> None:
    method = getattr(stepper, name, None)
    if method is None:
        raise StepperError(f"{why}, and {type(stepper).__name__} has no method {name}")
    called(name, lambda: method(value))
