"""The draft of a rule in the editor, and its error with line and column; no widgets."""

from __future__ import annotations

import re
from typing import Literal

from core.external.registry import taken_names
from core.formula import FormulaError
from core.frozen import frozen
from core.optimizers.entry import Optimizer
from core.optimizers.own import MAX_NAME, copied, own_optimizer, settings_text
from core.specs import RacerSpec

Place = Literal["name", "settings", "rule"]


@frozen
class Draft:
    """The texts typed into the fields of the rule editor."""

    name: str
    rule: str
    settings: str = ""
    purpose: str = ""
    decay: str = "coupled"

    def entry(self) -> Optimizer:
        """The optimizer that the draft describes. Raises DraftError."""
        try:
            return own_optimizer(self.name, self.rule, self.settings, self.purpose, self.decay, taken_names())
        except FormulaError as error:
            raise DraftError(_message(error, self.rule), "rule", _position(error, self.rule)) from error
        except ValueError as error:
            sentence = str(error)
            raise DraftError(sentence, "name" if sentence.startswith("name") else "settings") from error


class DraftError(ValueError):
    """An error in a draft, the field it is in and, in the rule, its line and column."""

    def __init__(self, sentence: str, field: Place, place: tuple[int, int] | None = None) -> None:
        super().__init__(sentence)
        self.field = field
        self.place = place


def _position(error: FormulaError, rule: str) -> tuple[int, int]:
    """The error's line and column in the text as typed; the parser counts from the first word."""
    before = rule[: len(rule) - len(rule.lstrip())]
    *lines, indent = f"{before}.".splitlines()
    return error.line + len(lines), error.column + (len(indent) - 1 if error.line == 1 else 0)


def _message(error: FormulaError, rule: str) -> str:
    line, column = _position(error, rule)
    tail = f"; expected {error.expected}" if error.expected and not error.message.endswith("?") else ""
    unknown = re.match(r'unknown name "(\w+)"', error.message)
    hint = f". A number of your own? Put {unknown[1]}=0.9 into the settings" if unknown else ""
    return f"line {line}, column {column}: {error.message.removesuffix('?')}{tail}{hint}"


EXAMPLE = Draft(
    "mine",
    """\
m: 0                  # state and its first value
m = beta*m + g        # g is the gradient; beta is in the settings
theta = theta - lr*m  # move the parameters
""",
    "lr=0.0003 beta=0.9",
    "Heavy ball: adds up past gradients.",
)
"""The draft in a new editor: a complete rule."""


def draft_of(entry: Optimizer) -> Draft:
    """The draft from which an own rule was made."""
    return Draft(entry.name, entry.rule_text, settings_text(entry), entry.purpose, entry.decay or "coupled")


def copy_of(spec: RacerSpec, taken: tuple[str, ...] = ()) -> Draft:
    """A draft of a racer's rule under a new name, with its flags and choices already applied."""
    entry = spec.entry
    values = entry.numbers(spec.values)
    rule, _ = copied(entry, values)  # keep branches on lr: a schedule may change it
    _, settings = copied(entry, {**values, "lr": spec.number("lr")})
    name = free_name(f"my_{entry.name}"[: MAX_NAME - 2], taken)
    return Draft(name, rule, settings, entry.purpose, entry.decay or "coupled")


def free_name(name: str, taken: tuple[str, ...]) -> str:
    """The name, with a number appended if it is taken."""
    names = (name, *(f"{name.rstrip('0123456789_')}{number}" for number in range(2, 100)))
    return next(name for name in names if name not in taken)
