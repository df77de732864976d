"""Hyperparameters that landscapes share: the bounds of the parameters, the lowest loss, and the box of the search."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from core.frozen import frozen
from core.hyper import Hyper, Value, integer, real
from core.problems.coordinate_names import MAX_DIMS


@frozen
class RangeHyper(Hyper):
    """Ranges as a list [low,high] or [x_low,x_high,y_low,y_high], or a word for none.

    Where `shared`, [low,high] also stands for all ranges.
    """

    count: int = 2
    absent: str = "none"
    shared: bool = False

    @property
    def allowed(self) -> str:
        """What is allowed, as an error or a help text says it."""
        one, two = "[low,high]", "[x_low,x_high,y_low,y_high]"
        each = f"{one} or {self.count} numbers, a low and a high for each parameter," if self.shared else two
        return f"{one if self.count == 2 else each} with low < high, or {self.absent}"

    def parse(self, text: str) -> Value:
        """Read a list of numbers, or the word for none; raises HyperError."""
        return () if text.strip() == self.absent else super().parse(text)

    def format(self, value: Value) -> str:
        """Write a value so that `parse` reads it back."""
        return super().format(value) if value else self.absent

    def check(self, value: object) -> Value:
        """The numbers as plain floats; raises HyperError."""
        found = super().check(value)
        if not isinstance(found, tuple) or len(found) not in (0, self.count, 2 if self.shared else self.count):
            raise self._error(value)
        if not all(low < high for low, high in zip(found[::2], found[1::2], strict=True)):
            raise self._error(value)
        return found


N = integer("n", "n", 2, "How many parameters there are.", 2, MAX_DIMS, role="dims")
MAX_RANGE = 1e100

BOUNDS = RangeHyper(
    "bounds",
    "bounds",
    (),
    "Each update is projected onto this range, in every coordinate.",
    "list",
    -MAX_RANGE,
    MAX_RANGE,
)
F_MIN = real("f_min", "f*", inf, "The lowest loss f*, if you know it.", word=("search", inf))
_BOX = RangeHyper(
    "box", "box", (), "The view, and where the lowest loss is searched.", "list", -MAX_RANGE, MAX_RANGE, absent="auto"
)

OPTIONS = (F_MIN.name, _BOX.name, BOUNDS.name)
"""The names of the options of a typed formula, which its parameters cannot have."""


def options(dims: int) -> tuple[Hyper, ...]:
    """The options of a typed formula in so many variables; from three on its box may be one range for all of them."""
    return F_MIN, replace(_BOX, count=2 * dims, shared=dims > 2), BOUNDS


def with_bounds(hypers: tuple[Hyper, ...], bounds: tuple[float, float] | None) -> tuple[Hyper, ...]:
    """The hyperparameters of an entry, with the bounds that it declares."""
    return hypers if bounds is None else (*hypers, replace(BOUNDS, default=bounds))
