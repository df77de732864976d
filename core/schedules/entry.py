"""A catalog entry for a learning-rate schedule: its formula, its parameters and their sources.

A formula gives the learning rate of update k + 1 from `k` = 0, 1, …, the base rate `lr`, the length `total` and the
schedule's own parameters, all absolute as in PyTorch and optax: `eta_min` is a learning rate, not a share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from core.formula import Node, pretty, substitute
from core.formula.parse import Grammar, read
from core.formula.rule import decide
from core.frozen import frozen
from core.hyper import Hyper, choice, integer, real
from core.settings import MAX_STEPS
from core.values import Values, encoded

MAX_LENGTH = 20_000  # characters of a formula; a list of 64 numbers makes 64 terms


@frozen
class Term:
    """A named part of a formula; `formula` is a function where it depends on a list."""

    name: str
    symbol: str
    formula: str | Callable[[Values], str]


@frozen
class Schedule:
    """A schedule: its formula, parameters and sources. Each of `terms` may read those before it."""

    name: str
    title: str
    citation: str
    purpose: str
    formula: str
    hypers: tuple[Hyper, ...] = ()
    differs: str = ""
    terms: tuple[Term, ...] = ()

    def _read(self, text: str, values: Values) -> Node:
        """Parse a formula of k, lr, total, the parameters and the terms; decide its conditions on flags and choices."""
        words = [word for hyper in self.hypers for word in (hyper.name, *hyper.choices) if hyper.kind != "flag"]
        flags = frozenset(hyper.name for hyper in self.hypers if hyper.kind == "flag")
        names = frozenset({"k", "lr", "total", *words, *(term.name for term in self.terms)})
        known = encoded((hyper for hyper in self.hypers if hyper.kind in ("flag", "choice")), values)
        return decide(read(text, Grammar(names, flags), limit=MAX_LENGTH), known)

    @property
    def equation(self) -> str:
        """The formula in mathematical notation, with the defaults."""
        symbols = {"lr": "η", "k": "k", "total": "T", **{hyper.name: hyper.symbol for hyper in self.hypers}}
        symbols |= {term.name: term.symbol for term in self.terms}
        defaults = Values(self.hypers)
        formulas = {f"{term.symbol} =": term.formula for term in self.terms if isinstance(term.formula, str)}
        lines = {"ηₖ =": self.formula, **formulas}
        return "; ".join(f"{left} {pretty(self._read(text, defaults), symbols)}" for left, text in lines.items())

    def bind(
        self, values: Values, *, total: int, lr: Node | float, free: Mapping[str, Node] = MappingProxyType({})
    ) -> Node:
        """The formula of k with all values put in, or what is `free` for them.

        `total` is used where the schedule has no length of its own.
        """
        numbers: dict[str, Node | float] = {**values.numbers, **free}
        numbers |= {"lr": lr, "total": numbers.get("total") or float(max(total, 1))}
        for term in self.terms:
            text = term.formula if isinstance(term.formula, str) else term.formula(values)
            numbers[term.name] = substitute(self._read(text, values), numbers)
        return substitute(self._read(self.formula, values), numbers)


TOTAL = integer(
    "total",
    "T",
    0,
    "The update at which it ends; 'steps' is the scenario's own length.",
    1,
    MAX_STEPS,
    scale="log",
    word=("steps", 0),
)
VARIANT = choice("variant", "variant", "torch", "Whose conventions, where they differ.", ("torch", "optax"))


def count(name: str, symbol: str, default: int, sentence: str, low: int = 1) -> Hyper:
    """Declare a number of updates."""
    return integer(name, symbol, default, sentence, low, MAX_STEPS, scale="log")


def rate(name: str, symbol: str, sentence: str) -> Hyper:
    """Declare a learning rate, 0 by default."""
    return real(name, symbol, 0, sentence, 0, scale="log")


WARMUP_STEPS = count("warmup_steps", "w", 50, "Updates until the full learning rate.", 0)
INIT_VALUE = rate("init_value", "η₀", "The learning rate of the first update.")
END_VALUE = rate("end_value", "ηₑ", "The learning rate at the end.")
ETA_MIN = rate("eta_min", "ηₘᵢₙ", "The lowest learning rate.")
