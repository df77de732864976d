"""Find a rule's momentum, and the scale that it divides each coordinate by, by running it on one coordinate.

Momentum moves θ where the gradient is 0: a vector state that accumulates gradients, changes sign with them, and decays
without them. A second moment accumulates gradients whatever their sign, and a divisor that reads one is a scale. Names
do not count, so both are found in a rule that the user has just typed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from core.arrays import Array
from core.formula.compile import array_function
from core.formula.nodes import Call, Name, Node, bottom_up, free_names
from core.formula.rule import Rule, Statement, is_vector
from core.formula.simplify import substitute
from core.frozen import frozen

LATE = 1000.0
"""The number of the trial update: by then no rule is warming up."""

_RATE, _STATE, _G, _SCALE = 0.1, 0.3, 0.2, 0.5


@frozen
class Roles:
    """Formulas of a rule's named values.

    `momentum` has the sign in which it moves θ (`-m_hat`), `scale` divides each coordinate (`sqrt(v_hat) + eps`);
    None where the rule has none.
    """

    momentum: Node | None
    scale: Node | None


@lru_cache(maxsize=256)
def roles_of(rule: Rule, numbers: tuple[tuple[str, float], ...]) -> Roles:
    """The roles in a bound rule, with these hyperparameters."""
    trial = _Trial(rule, dict(numbers))
    squares = frozenset(name for name in trial.vectors if trial.is_square(name))
    found = ((name, trial.push(name, squares)) for name in trial.vectors if name not in squares)
    name, push = next(((name, push) for name, push in found if push), ("", 0.0))
    momentum: Node | None = None
    if push:
        seen = Name(_corrected(rule, name))
        momentum = seen if push > 0 else Call("neg", (seen,))
    return Roles(momentum, _scale(rule, squares))


class _Trial:
    """Tries single updates of a rule in one coordinate at θ = 0, from any state."""

    def __init__(self, rule: Rule, numbers: Mapping[str, float]) -> None:
        self._steps = [_compiled(statement) for statement in rule.body]
        self.vectors = tuple(name for name in rule.state if name in rule.vectors)
        self._inputs = {**numbers, "theta": 0.0, "f": 1.0, "t": LATE, "lr": _RATE}
        first: dict[str, float] = {**self._inputs, "g": 1.0}
        for name, reads, function in map(_compiled, rule.initial):
            first[name] = float(function(*([first[read]] for read in reads))[0][0])
        self._state = {name: first[name] for name in rule.state if name not in self.vectors}

    def update(self, state: Mapping[str, float], g: float) -> dict[str, float]:
        """All values after one update; vector states that `state` leaves out are 0."""
        scope = {**self._inputs, **self._state, **dict.fromkeys(self.vectors, 0.0), **state, "g": g}
        for name, reads, function in self._steps:
            scope[name] = float(function(*([scope[read]] for read in reads))[0][0])
        return scope

    def is_square(self, name: str) -> bool:
        """Whether a state is a second moment: it accumulates gradients regardless of their sign."""
        up, down, far = (self.update({name: _SCALE}, g)[name] for g in (1.0, -1.0, 2.0))
        return up >= 0 and _same(up, down) and up != far and far >= 0

    def push(self, name: str, squares: frozenset[str]) -> float:
        """How far a positive state moves θ without a gradient; 0 for a state that is not momentum."""
        rest = dict.fromkeys(squares, _SCALE)

        def after(value: float, g: float) -> dict[str, float]:
            return self.update({**rest, name: value}, g)

        kept, flipped = after(_STATE, 0.0), after(-_STATE, 0.0)
        fades = 0 < kept[name] < _STATE * (1 - 1e-12)
        turns = _same(after(_STATE, _G)[name], -after(-_STATE, -_G)[name])
        gathers = after(0.0, _G)[name] != 0
        moves = kept["theta"]
        pushes = math.isfinite(moves) and _same(moves, -flipped["theta"])
        return moves if fades and turns and gathers and pushes else 0.0


def _compiled(statement: Statement) -> tuple[str, Sequence[str], Callable[..., tuple[Array, ...]]]:
    reads = sorted(free_names(statement.node)) or ["t"]  # a function of nothing has no shape
    return statement.name, reads, array_function([substitute(statement.node, {})], reads)


def _same(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-9)


def _corrected(rule: Rule, name: str) -> str:
    """The name of a state's bias-corrected value, such as m̂ = m/(1 − β₁ᵗ), or of the state itself."""
    for statement in rule.body:
        node = statement.node
        over = node.args if isinstance(node, Call) and node.op == "div" else ()
        if over and over[0] == Name(name) and not free_names(over[1]) & rule.vectors:
            return statement.name
    return name


def _scale(rule: Rule, squares: frozenset[str]) -> Node | None:
    """The divisor of the last division before θ, if it contains a second moment."""
    read = {"theta"}
    for statement in reversed(rule.body):
        if statement.name not in read:
            continue
        for node in _divisors(statement.node):
            if is_vector(node, rule.vectors) and squares & _sources(rule, node):
                return node
        read |= free_names(statement.node)
    return None


def _divisors(node: Node) -> Iterator[Node]:
    calls = (item for item in bottom_up(node) if isinstance(item, Call) and item.op == "div")
    return (call.args[1] for call in reversed(list(calls)))


def _sources(rule: Rule, node: Node) -> frozenset[str]:
    """All names that a formula depends on, through the values of the same update."""
    found = free_names(node)
    while True:
        new = frozenset().union(*(free_names(s.node) for s in rule.body if s.name in found)) - found
        if not new:
            return found
        found |= new
