"""The settings of a callable, from its signature: names, kinds and defaults as hyperparameters."""

from __future__ import annotations

import inspect
import math
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Literal

from core.formula.text import symbol
from core.frozen import frozen
from core.hyper import Hyper, Value, choice, flag, integer, numbers, real, text
from core.optimizers.hypers import CLIP_NORM, CLIP_VALUE
from core.optimizers.own import LR, MAX_SETTING_NAME

RATES = ("lr", "learning_rate")
"""The names of a learning rate, which is called lr here."""
RESERVED = (CLIP_NORM.name, CLIP_VALUE.name, "schedule")
"""Names that every racer has."""
NONE = ("none", -math.inf)
"""The value of a number that is None unless it is given."""
SENTENCE = "A setting of your own code."


@frozen
class Setting:
    """A hyperparameter, and the keyword by which a callable takes it.

    `given` says that it is passed on with its default too; `whole`, that a whole number is passed on as an int.
    """

    hyper: Hyper
    keyword: str
    given: bool = False
    whole: bool = False

    def keyword_for(self, values: Mapping[str, Value]) -> tuple[str, object] | None:
        """The keyword and its value; None where the callable's own default holds."""
        value = values.get(self.hyper.name, self.hyper.default)
        if (value == self.hyper.default and not self.given) or (self.hyper.word == NONE and value == NONE[1]):
            return None
        whole = self.whole and isinstance(value, float) and value.is_integer()
        return self.keyword, int(value) if whole and isinstance(value, float) else value


@frozen
class Signature:
    """What is known of a callable: whether it takes θ first, its settings, and whether it takes others too.

    `required` are the names of parameters that have no default, the learning rate aside.
    """

    takes_theta: bool
    settings: tuple[Setting, ...] = ()
    open: bool = False
    required: tuple[str, ...] = ()


def signature_of(function: Callable[..., Any], left_out: Iterable[str] = ()) -> Signature:
    """Read a callable's signature; its first parameter is θ unless it has a default or is a learning rate."""
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # of a function in C, say
        return Signature(takes_theta=True, open=True)
    names = _names_of(function)
    open_ended = any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters)
    first = parameters[0] if parameters else None
    takes_theta = first is not None and _is_theta(first)
    named = [p for p in parameters[takes_theta:] if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    settings: list[Setting] = []
    required: list[str] = []
    for parameter in named:
        setting = _setting(parameter, _hint(parameter.annotation, names))
        if setting is not None and parameter.name not in left_out:
            settings.append(setting)
        elif parameter.default is parameter.empty:
            required.append(parameter.name)
    settings.sort(key=lambda setting: setting.hyper.name != "lr")
    return Signature(takes_theta, tuple(settings), open_ended, tuple(required))


def _is_theta(parameter: inspect.Parameter) -> bool:
    if parameter.kind in (parameter.KEYWORD_ONLY, parameter.VAR_KEYWORD):
        return False
    return parameter.default is parameter.empty and parameter.name not in RATES


def _names_of(function: Any) -> dict[str, Any]:
    """The names that the annotations of a callable can read."""
    found = function.__init__ if isinstance(function, type) else function  # type: ignore[misc] # its names alone
    names: dict[str, Any] = getattr(inspect.unwrap(found), "__globals__", {})
    return names


def _hint(annotation: Any, names: dict[str, Any]) -> Any:
    """An annotation; one that is a text is evaluated, in the module that has just been imported, where that works."""
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, names)
    except Exception:  # names that are imported for type checkers alone, say
        return None


def _setting(parameter: inspect.Parameter, hint: Any) -> Setting | None:
    """The setting of one parameter; None for one that a form cannot show, such as a function."""
    name, default = parameter.name, parameter.default
    if name in RATES:
        return rate(name, default)
    if not is_name(name) or default is parameter.empty:
        return None
    return setting_of(name, default, hint)


def is_name(name: str) -> bool:
    """Whether a word can name a setting in a spec."""
    plain = re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) is not None and len(name) <= MAX_SETTING_NAME
    return plain and "__" not in name and name not in RESERVED


def rate(keyword: str, default: object) -> Setting:
    """The learning rate, whatever its keyword; its default is that of own rules where the callable has none."""
    has_default = isinstance(default, (int, float)) and not isinstance(default, bool) and 0 <= default < math.inf
    number = float(default) if isinstance(default, (int, float)) and has_default else LR
    return Setting(
        real("lr", "η", number, "How far one update goes.", 0.0, scale="log"), keyword, given=not has_default
    )


def setting_of(name: str, default: object, hint: Any = None) -> Setting | None:
    """The setting that a default and an annotation describe; None for what is neither number, switch nor text."""
    options, optional = _options(hint)
    words = _words(options)
    if isinstance(default, bool):
        return Setting(flag(name, symbol(name), default, SENTENCE), name)
    if isinstance(default, str):
        if words and default in words:
            return Setting(choice(name, name, default, SENTENCE, words), name)
        return Setting(text(name, name, default, SENTENCE), name) if _is_text(default) else None
    if isinstance(default, int) and int in options and float not in options:
        return Setting(integer(name, symbol(name), default, SENTENCE), name)
    if isinstance(default, (int, float)) and math.isfinite(default):
        return Setting(real(name, symbol(name), float(default), SENTENCE), name, whole=isinstance(default, int))
    if isinstance(default, (tuple, list)) and default and all(isinstance(x, (int, float)) for x in default):
        return Setting(numbers(name, symbol(name), tuple(map(float, default)), SENTENCE), name)
    if default is None and optional and (float in options or int in options):
        whole = float not in options
        return Setting(real(name, symbol(name), NONE[1], SENTENCE, word=NONE), name, whole=whole)
    return None


def _options(hint: Any) -> tuple[tuple[Any, ...], bool]:
    """The types that an annotation names, None aside, and whether it names None."""
    union = typing.get_origin(hint) in (typing.Union, types.UnionType)
    found = typing.get_args(hint) if union else (hint,)
    return tuple(each for each in found if each is not type(None)), type(None) in found


def _words(options: tuple[Any, ...]) -> tuple[str, ...]:
    words = [word for each in options if typing.get_origin(each) is Literal for word in typing.get_args(each)]
    return tuple(words) if all(isinstance(word, str) for word in words) else ()


def _is_text(default: str) -> bool:
    try:
        text("text", "text", default, SENTENCE)
    except ValueError:  # empty, say
        return False
    return True


def with_default(setting: Setting, value: Value) -> Setting:
    """The setting with another default, which is passed on always."""
    return replace(setting, hyper=replace(setting.hyper, default=value), given=True)
