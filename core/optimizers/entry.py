"""A catalog entry for an optimizer: its rule, its hyperparameters and their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property, lru_cache

from core.formula.nodes import Node, Num
from core.formula.parse import MAX_FORMULA, Grammar, read
from core.formula.rule import Rule, decide, equations, parse_rule
from core.frozen import frozen
from core.hyper import Hyper, Value
from core.optimizers.hypers import Decay, racer_hypers
from core.optimizers.roles import Roles, roles_of
from core.values import encoded


@frozen
class Optimizer:
    """One update rule with its citation.

    `rule_hypers` are the hyperparameters of the rule, `lr` first; `hypers` adds weight decay and clipping, which every
    racer has. `decay` is the default kind of weight decay, or None where the rule does its own. `per_layer` says that
    the rule's norms and sums are those of each layer, where a problem has layers, as in its paper; those of all other
    rules are over the whole model.
    """

    name: str
    title: str
    family: str
    citation: str
    purpose: str
    differs: str
    rule_hypers: tuple[Hyper, ...]
    rule_text: str
    decay: Decay | None = "coupled"
    weight_decay: float = 0.0
    stability: str = ""
    """The c for which a quadratic converges iff lr < c/λmax, as a formula of the hyperparameters; empty if unknown."""
    per_layer: bool = False
    momentum: str = ""
    """The momentum, as a formula of the rule's named values, where `roles` cannot find it; else empty."""

    @cached_property
    def hypers(self) -> tuple[Hyper, ...]:
        """All hyperparameters, in the order of the form."""
        names = {hyper.name for hyper in self.rule_hypers}
        return (*self.rule_hypers, *(h for h in racer_hypers(self.decay, self.weight_decay) if h.name not in names))

    @cached_property
    def rule(self) -> Rule:
        """The parsed and checked rule, with the branches of all flags and choices."""
        flags = [h.name for h in self.rule_hypers if h.kind == "flag"]
        words = [word for h in self.rule_hypers for word in h.choices]
        names = [h.name for h in self.rule_hypers if h.kind in ("real", "integer", "choice") and h.name != "lr"]
        return parse_rule(self.rule_text, names, flags=flags, words=words)

    @cached_property
    def stability_node(self) -> Node | None:
        """The parsed formula `stability`, with all its branches."""
        if not self.stability:
            return None
        flags = frozenset(h.name for h in self.rule_hypers if h.kind == "flag")
        names = frozenset(h.name for h in self.rule_hypers if h.kind == "real")
        return read(self.stability, Grammar(names, flags), limit=MAX_FORMULA)

    @cached_property
    def momentum_node(self) -> Node | None:
        """The parsed formula `momentum`, with all its branches."""
        if not self.momentum:
            return None
        named = {statement.name for statement in self.rule.body} | {"t"}
        settings = {h.name for h in self.rule_hypers} | {word for h in self.rule_hypers for word in h.choices}
        return read(self.momentum, Grammar(frozenset(named | settings)), limit=MAX_FORMULA)

    def numbers(self, values: Mapping[str, Value]) -> dict[str, float]:
        """The rule's hyperparameters as numbers; without `lr`, which the rule reads from the schedule."""
        return encoded((hyper for hyper in self.rule_hypers if hyper.name != "lr"), values)

    def bind(self, values: Mapping[str, Value]) -> Rule:
        """The rule with these values: only the branches that they take."""
        return self.rule_with(self.numbers(values))

    def rule_with(self, numbers: Mapping[str, float]) -> Rule:
        """The rule with these hyperparameters as numbers; branches that depend on others stay."""
        return _bound(self.rule, tuple(numbers.items()))

    def roles(self, values: Mapping[str, Value]) -> Roles:
        """The formulas of momentum and scale, with these values of the hyperparameters."""
        numbers = self.numbers(values)
        found = roles_of(self.bind(values), tuple(numbers.items()))
        if self.momentum_node is None:
            return found
        declared = decide(self.momentum_node, numbers)
        return replace(found, momentum=None if isinstance(declared, Num) else declared)

    def equations(self, values: Mapping[str, Value] | None = None) -> tuple[str, ...]:
        """The rule in mathematical notation, with the branches that these values take."""
        return equations(self.bind(values or {}), {h.name: h.symbol for h in self.rule_hypers})


@lru_cache(maxsize=256)
def _bound(rule: Rule, numbers: tuple[tuple[str, float], ...]) -> Rule:
    """Bind a rule; cached, as the anatomy of an update binds it at every step."""
    return rule.bind(dict(numbers))
