"""An optimizer from the user's own code, as an entry beside those of the catalog."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from functools import cached_property
from typing import TYPE_CHECKING

from core.formula.rule import Rule
from core.frozen import frozen
from core.hyper import Value
from core.optimizers.entry import Optimizer

if TYPE_CHECKING:  # forms are shown before numpy is there
    from core.arrays import Array
    from core.external.signature import Setting
    from core.external.stepper import Make, Stepper

FAMILY = "external"
NO_RULE = Rule(initial=(), at=None, body=(), vectors=frozenset({"theta", "g"}))
"""The rule of an optimizer that has no lines."""


@frozen
class External(Optimizer):
    """An optimizer whose update is code. Its rule has no lines; `make` gives what steps instead.

    `flag` is the text of the command line that `read` made it from, in other processes too.
    """

    flag: str = ""
    target: str = ""
    settings: tuple[Setting, ...] = ()
    read: Callable[[str], External] | None = field(default=None, compare=False, repr=False)
    build: Callable[[Mapping[str, object], Array], Stepper] | None = field(default=None, compare=False, repr=False)

    def __reduce__(self) -> tuple[Callable[[str], External], tuple[str]]:
        """It travels as the text of its flag: the code is imported again where it arrives."""
        assert self.read is not None
        return self.read, (self.flag,)

    @cached_property
    def rule(self) -> Rule:
        """No lines: each update begins as that of any rule does, with the gradient, its noise, clipping and decay."""
        return NO_RULE

    def numbers(self, values: Mapping[str, Value]) -> dict[str, float]:
        """No numbers: no line of a rule reads the settings."""
        return {}

    def equations(self, values: Mapping[str, Value] | None = None) -> tuple[str, ...]:
        """What stands for its lines."""
        return (f"θ ← {self.target}(g, f)",)

    def make(self, values: Mapping[str, Value]) -> Make:
        """What makes steppers with these values of the settings."""
        keywords = dict(word for setting in self.settings if (word := setting.keyword_for(values)) is not None)
        build = self.build
        assert build is not None
        return lambda theta: build(keywords, theta)
