"""A run of an optimizer that is code: what comes before its step is a program, and positions hold its saved state."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

import numpy as np

from core.arrays import Array
from core.external.stepper import (
    Make,
    Stepper,
    StepperError,
    foreign_code,
    load,
    made,
    moved,
    saved,
    set_rate,
    stepped,
)
from core.formula.compile import Floats
from core.frozen import frozen
from core.program.position import Position, Vector
from core.settings import MAX_COORDINATE

if TYPE_CHECKING:
    from core.program.vector import RuleProgram

TRIAL = (1e-3, 1.0, -2.0)
"""The gradients of trial steps, in units of the first one: what they leave behind turns the first of them around."""


@frozen
class SavedPosition(Position):
    """A position with the stepper's state there; None where no stepper could be made."""

    saved: Any = field(default=None, compare=False)


@frozen
class Failure:
    """At which update own code failed, 0 before the first, and how."""

    update: int
    sentence: str

    def told(self) -> str:
        """The sentence, with the number of the update."""
        return f"{self.sentence} at step {self.update}" if self.update else self.sentence


class ExternalProgram:
    """Runs steppers as `ScalarProgram` runs rules, and with the same methods.

    `before` computes what the code is given: the gradient with its mini-batch, noise, clipping and decay. `failure`
    says why a run could not go on.
    """

    def __init__(
        self, before: RuleProgram, make: Make, *, scheduled: bool = False, bounds: tuple[float, float] | None = None
    ) -> None:
        self.program, self.dims = before.program, before.dims
        self.points, self.width = before.points, before.width
        self.failure: Failure | None = None
        self._before = before
        self._make = make
        self._scheduled = scheduled
        self._bounds = bounds
        self._stepper: Stepper | None = None
        self._at: Position | None = None
        """The position that the stepper is at now."""
        self._last: tuple[Position, Floats] | None = None
        """The position of the last update that was looked at, and the parameters after it, where the stepper is now."""

    def start(self, theta: Floats, noise: Sequence[float] = ()) -> Position:
        """Step 0: loss and gradient, and a new stepper."""
        first = self._before.start(theta, noise)
        state = None
        if math.isfinite(first.f):
            with foreign_code():
                try:
                    state = self._begin(first, noise)
                except StepperError as error:
                    self.failure = Failure(0, str(error))
        self._at = position = _saved_at(first, state)
        return position

    def _begin(self, first: Position, noise: Sequence[float]) -> Any:
        """Make the stepper, and see whether a saved state brings back all that its steps depend on."""
        stepper = self._stepper = made(self._make, np.array(first.theta))
        terms = self._before.terms(first, noise)
        self._prepare(stepper, first, terms)
        state = saved(stepper)
        load(stepper, state)
        g, f = np.array(terms["g"]), float(np.asarray(terms["f"]))
        try:
            tried = [stepped(stepper, scale * g, f) for scale in TRIAL]
        except StepperError:
            load(stepper, state)
            return state  # the first update will say so
        load(stepper, state)
        again = [stepped(stepper, scale * g, f) for scale in TRIAL]
        load(stepper, state)
        if not np.array_equal(tried, again, equal_nan=True):
            raise StepperError("save and load don't bring back all that step reads: the same steps gave other results")
        return state

    def row(self, position: Position) -> Floats:
        """The row of a position in a history."""
        return self._before.row(position)

    def state(self, position: Position) -> dict[str, Array | float]:
        """What a rule would carry on, by name: nothing, as the optimizer is code."""
        return self._before.state(position)

    def advance(
        self, position: Position, stop: int, rows: memoryview[float], noise: Sequence[float] = (), base: int = 0
    ) -> tuple[Position, bool]:
        """Run to step `stop`, writing row k at rows[(k - base)*width:]; True if it diverged or failed before."""
        with foreign_code():
            try:
                return self._run(position, stop, rows, noise, base)
            except StepperError as error:  # while saving or loading
                self.failure = Failure(position.step + 1, str(error))
                return position, True

    def _run(
        self, begin: Position, stop: int, rows: memoryview[float], noise: Sequence[float], base: int
    ) -> tuple[Position, bool]:
        position, ended = begin, begin.step >= stop
        failed = False
        while not ended:
            after = self._after(position, noise[(position.step - begin.step) * self.dims :])
            if after is None:
                ended = failed = True
                continue
            position = after
            offset = (position.step - base) * self.width
            for i, value in enumerate(self.row(position)):
                rows[offset + i] = value
            ended = position.step >= stop
        if position is begin:
            return begin, failed
        if failed:  # the stepper is beyond the last good position: go there again
            self._at = self._last = None
            return self._run(begin, position.step, rows, noise, base)[0], True
        assert self._stepper is not None
        self._at = result = _saved_at(position, saved(self._stepper))
        return result, False

    def _after(self, position: Position, noise: Sequence[float]) -> Position | None:
        """The position after one update, without its saved state; None if the update fails or diverges."""
        try:
            theta = self._theta_after(position, self._before.terms(position, noise))
        except StepperError as error:
            self.failure = Failure(position.step + 1, str(error))
            self._at = None
            return None
        after = self._before.at(position.step + 1, theta)
        if not (math.isfinite(after.f) and all(abs(x) < MAX_COORDINATE for x in theta)):
            self._at = None
            return None
        self._at = after
        return after

    def _theta_after(self, position: Position, terms: Mapping[str, Vector | float]) -> Floats:
        """The parameters after the update at a position; the stepper is then there."""
        if self._last is not None and self._last[0] is position:
            return self._last[1]
        stepper = self._stepper_at(position)
        self._at = None
        self._prepare(stepper, position, terms)
        theta = tuple(map(float, self._step(stepper, terms)))
        self._last = position, theta
        return theta

    def _stepper_at(self, position: Position) -> Stepper:
        stepper = self._stepper
        if stepper is None:
            raise StepperError("make has failed")
        if position is not self._at:
            assert isinstance(position, SavedPosition)
            load(stepper, position.saved)
        self._last = None
        return stepper

    def _prepare(self, stepper: Stepper, position: Position, terms: Mapping[str, Vector | float]) -> None:
        """Tell the stepper what was decided outside of it: its learning rate, and where decay has put θ."""
        if self._scheduled:
            set_rate(stepper, float(np.asarray(terms["lr"])))
        if not np.array_equal(terms["theta"], position.theta):
            moved(stepper, np.array(terms["theta"]))

    def _step(self, stepper: Stepper, terms: Mapping[str, Vector | float]) -> Array:
        theta = stepped(stepper, np.array(terms["g"]), float(np.asarray(terms["f"])))
        if self._bounds is not None:
            inside: Array = np.clip(theta, *self._bounds)
            if not np.array_equal(inside, theta, equal_nan=True):
                moved(stepper, inside)
            return inside
        return theta

    def terms(self, position: Position, noise: Sequence[float] = ()) -> dict[str, Vector | float]:
        """What the code is given in the update after `position`, and the θ that it returns."""
        terms: dict[str, Vector | float] = {**self._before.terms(position, noise)}
        with foreign_code():
            try:
                return terms | {"theta": self._theta_after(position, terms)}
            except StepperError:
                self._at = None
                return terms | {"theta": (math.nan,) * self.dims}


def _saved_at(position: Position, state: Any) -> SavedPosition:
    return SavedPosition(position.step, position.theta, position.f, position.g, position.state, state)
