"""FormulaHyper: a landscape that the user types as a formula of its parameters."""

from __future__ import annotations

from core.frozen import frozen
from core.hyper import Hyper, Value
from core.specs import FORMULA, ProblemSpec
from core.typed_formula import split_formula


@frozen
class FormulaHyper(Hyper):
    """A formula followed by its parameters, as text."""

    @property
    def allowed(self) -> str:
        """The allowed values, for the help."""
        return "any formula in x, y, z, w or x1 … x100"

    def check(self, value: object) -> Value:
        """Return the text, which `parse` has checked."""
        return str(value)

    def parse(self, text: str) -> Value:
        """Read a formula; raises ValueError."""
        return str(read_formula(text))

    def format(self, value: Value) -> str:
        """Return the text as it was typed."""
        return str(value)


def read_formula(text: str) -> ProblemSpec:
    """Read a formula with its parameters; raises ValueError."""
    return ProblemSpec(FORMULA, *split_formula(text.strip()))


LANDSCAPE = FormulaHyper(
    name="formula",
    symbol="f(x, y) =",
    default="",
    sentence="A formula in x and y (or also z and w, or x1 … x100), such as `(1-x)^2 + 100*(y-x^2)^2`, with + − * / ^, "
    "parentheses and the functions sqrt exp log sin cos tan tanh abs sign min max. Parameters follow it, "
    "`a*x^2 + y^2 a=3`, and options: f_min=, box=, bounds=.",
    kind="text",
)
