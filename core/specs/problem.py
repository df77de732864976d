"""The spec of a problem: of the catalog, or a typed formula, with values for its hyperparameters."""

from __future__ import annotations

from dataclasses import replace
from typing import Self

from core.frozen import frozen
from core.hyper import Hyper
from core.problems import PROBLEMS, ProblemEntry
from core.problems.data_hypers import data_file
from core.problems.declare import numbers_of, of_dims, typed, with_variables
from core.problems.groups import Group, coordinates
from core.problems.landscape_hypers import BOUNDS, N
from core.spec_base import Spec
from core.spec_text import (
    MAX_LENGTH,
    SpecError,
    canonical,
    read_values,
    tokenize,
    unknown,
    write_values,
)
from core.suggestion import nearest
from core.typed_formula import check_formula, checked_options, checked_parameters, is_formula, split_formula, with_named
from core.values import Overrides

FORMULA = "formula"


@frozen
class ProblemSpec(Spec):
    """A problem of the catalog, or a typed formula, and its parameters."""

    name: str
    formula: str = ""
    overrides: Overrides = ()

    def __post_init__(self) -> None:
        if self.name == FORMULA:
            formula = self.formula.strip()
            parameters = checked_parameters(with_named(formula, self.overrides))
            check_formula(formula, numbers_of(parameters))
            options = checked_options(formula, (*self.overrides, *parameters))
            self._normalize(formula=formula, overrides=(*parameters, *options))
            return
        if self.name not in PROBLEMS:
            raise unknown("problem", self.name, list(PROBLEMS))
        if self.formula:
            raise SpecError(f"{self.name} brings its own formula: a typed one needs the name '{FORMULA}'")
        self._normalize(overrides=canonical(self.name, self.hypers, self.overrides))
        if refused := self._declared.refuses(self.values):
            raise SpecError(f"{self.name}: {refused}")

    @property
    def entry(self) -> ProblemEntry:
        """The problem of the catalog, with the variables that its values ask for, or the typed formula as one."""
        entry = self._declared
        if self.formula:
            return entry
        if entry.family:
            n = self.values.integer(N.name)
            return of_dims(entry, n) if n > 2 else entry
        variables = entry.variables_for(self.values)
        return entry if variables is None else with_variables(entry, variables, entry.described_for(self.values))

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups of parameters that racers may have rates for: the layers, or else each parameter."""
        return self.layers or coordinates(self.entry.variables)

    @property
    def layers(self) -> tuple[Group, ...]:
        """The layers that the problem's parameters are divided into; none of most problems."""
        return self._declared.groups_for(self.values)

    @property
    def _declared(self) -> ProblemEntry:
        return typed(self.formula, self.overrides) if self.formula else PROBLEMS[self.name]

    @property
    def hypers(self) -> tuple[Hyper, ...]:
        """The declarations of all its hyperparameters; any landscape can have bounds."""
        entry = self._declared
        own = entry.hypers
        bounded = entry.has_data or any(hyper.name == BOUNDS.name for hyper in own)
        return own if bounded else (*own, BOUNDS)

    @property
    def shown_hypers(self) -> tuple[Hyper, ...]:
        """The hyperparameters that forms and pages show.

        Bounds only where the entry or the user gives some; n only from three on, and what chooses any number of columns
        only of a file.
        """
        shown = self.hypers if self.values.get(BOUNDS.name) else self.entry.hypers
        many = self.entry.dims > 2 or data_file(self.values) is not None
        return tuple(hyper for hyper in shown if hyper.role != "dims" or many)

    def with_overrides(self, overrides: Overrides) -> Self:
        """The same problem with these overrides instead of its own."""
        return replace(self, overrides=overrides)

    def __str__(self) -> str:
        return " ".join([self.formula or self.name, *write_values(self.hypers, self.overrides)])

    @classmethod
    def parse(cls, text: str) -> ProblemSpec:
        """Read `rosenbrock b=10` or `a*x^2 + y^2 a=3`; raises SpecError."""
        text = text.strip()
        if not text:
            raise SpecError("a problem must be a name, such as rosenbrock, or a formula in x and y")
        if len(text) > MAX_LENGTH:
            raise SpecError(f"a problem of {len(text)} characters is too long: at most {MAX_LENGTH} are allowed")
        if is_formula(text):
            return cls._parse_formula(text)
        name, *pairs = tokenize(text)
        if name == FORMULA:
            raise SpecError("type the formula itself, such as x^2 + 2*y^2")
        return cls(name, "", read_values(name, cls(name).hypers, pairs))

    @classmethod
    def _parse_formula(cls, text: str) -> ProblemSpec:
        try:
            return cls(FORMULA, *split_formula(text))
        except SpecError:
            known = list(PROBLEMS)
            if text.replace("-", "").isalpha() and nearest(text, known):  # styblinski-tang also reads as a difference
                raise unknown("problem", text, known) from None
            raise
