"""Make an optimizer from a rule that the user typed, and its settings."""

from __future__ import annotations

import re
from functools import lru_cache

from core.formula.nodes import CONSTANTS, free_names
from core.formula.rule import BUILT_IN_NAMES, Rule, rule_text
from core.formula.text import symbol
from core.hyper import Hyper, flag, got, real, shown
from core.number_text import read_number
from core.optimizers.entry import Optimizer
from core.optimizers.hypers import CLIP_NORM, CLIP_VALUE, DECAY, DECAYS, KNOWN, Decay, lowest_loss
from core.safe_text import safe_text

FAMILY = "own"
MAX_NAME = 24
MAX_SETTING_NAME = 40
MAX_SETTINGS = 16
LR = 0.01
"""The learning rate of a rule whose settings leave it out."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")


class RuleError(ValueError):
    """An invalid name or setting of an own rule; errors in the rule itself are FormulaErrors."""


@lru_cache(maxsize=256)
def own_optimizer(
    name: str, rule: str, settings: str = "", purpose: str = "", decay: str = "coupled", taken: tuple[str, ...] = ()
) -> Optimizer:
    """The optimizer that a rule and its settings (`lr=0.01 beta=0.9 nesterov=false`) describe.

    Raises RuleError for the name, the settings or the decay, and FormulaError with line and column for the rule;
    `taken` are the names of other optimizers.
    """
    check_name(name, taken)
    hypers = read_settings(settings)
    made = Optimizer(
        name=name,
        title=name,
        family=FAMILY,
        citation="A rule of this scenario.",
        purpose=safe_text(" ".join(purpose.split())) or "A rule of your own.",
        differs="",
        rule_hypers=hypers,
        rule_text="\n".join(rule.strip().splitlines()) + "\n",  # files and editors differ on what else ends a line
        # a rule that reads weight_decay does its decay itself
        decay=None if any(h.name == "weight_decay" for h in hypers) else _decay(decay),
    )
    _ = made.rule  # raises FormulaError
    return made


def is_name(text: str) -> bool:
    """Whether a text can name an optimizer of the user's own."""
    return _NAME.fullmatch(text) is not None and len(text) <= MAX_NAME and "__" not in text


def check_name(name: str, taken: tuple[str, ...]) -> None:
    """Raise RuleError for a name that an optimizer of the user's own cannot have."""
    if not is_name(name):
        raise RuleError(f"name must be up to {MAX_NAME} lower-case letters, digits and single _{got(name)}")
    if name in taken:
        raise RuleError(f"name must not be one of the catalog's (got {name})")


def _decay(text: str) -> Decay:
    for known in DECAYS:
        if text == known:
            return known
    raise RuleError(f"decay must be {DECAY.allowed}{got(text)}")


def read_settings(text: str) -> tuple[Hyper, ...]:
    """Hyperparameters from `name=default` words, `lr` first.

    A default is a number, `true` or `false` for a flag, or `known` for the problem's lowest loss.
    """
    found: dict[str, Hyper] = {}
    for word in re.sub(r"\s*=\s*", "=", text).split():
        name, equals, value = word.partition("=")
        if not equals:
            raise RuleError(f"settings must be words such as beta=0.9 or nesterov=false{got(word)}")
        if name in found:
            raise RuleError(f"settings: {name} is given twice")
        found[name] = _hyper(name, value)
    if len(found) > MAX_SETTINGS:
        raise RuleError(f"settings: at most {MAX_SETTINGS} are allowed (got {len(found)})")
    lr = found.pop("lr", None) or _hyper("lr", str(LR))
    return (lr, *found.values())


def _hyper(name: str, value: str) -> Hyper:
    shared = {DECAY.name, CLIP_NORM.name, CLIP_VALUE.name}
    reserved = (BUILT_IN_NAMES - {"lr"}) | shared | {"at", "answer", "schedule", *CONSTANTS}
    if (
        not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name)
        or "__" in name
        or len(name) > MAX_SETTING_NAME
        or name in reserved
    ):
        raise RuleError(f"settings: '{shown(name)}' cannot name one: choose a word of letters, digits and single _")
    if value in ("true", "false"):
        return flag(name, symbol(name), value == "true", "A switch of this rule.")
    if value == KNOWN:
        return lowest_loss(name, symbol(name))
    number = read_number(value)
    if number is None or abs(number) == float("inf"):
        raise RuleError(f"settings: {name} must be a number, true, false or {KNOWN}{got(value)}")
    if name == "lr":
        if number < 0:
            raise RuleError(f"settings: lr must be a number ≥ 0{got(value)}")
        return real("lr", "η", number, "How far one update goes.", 0.0, scale="log")
    return real(name, symbol(name), number, "A number of this rule.")


def settings_text(entry: Optimizer) -> str:
    """The settings of an own rule, as `read_settings` reads them."""
    return " ".join(f"{hyper.name}={hyper.format(hyper.default)}" for hyper in entry.rule_hypers)


def copied(entry: Optimizer, values: dict[str, float]) -> tuple[str, str]:
    """The rule and settings of an entry with these values, as a draft for an own rule."""
    decided: Rule = entry.rule.bind(values)
    reads = frozenset().union(*(free_names(s.node) for s in (*decided.initial, *decided.body)))
    if decided.at is not None:
        reads |= free_names(decided.at)
    kept = [h for h in entry.rule_hypers if h.kind in ("real", "integer") and (h.name == "lr" or h.name in reads)]
    words = [f"{h.name}={h.format(values.get(h.name, h.default))}" for h in kept]
    return rule_text(decided), " ".join(words)
