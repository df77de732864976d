"""Read `mine=package.module:make beta=0.9`, the text of a flag: import the code, and find out how it is used."""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from core.arrays import Array
from core.external.entry import FAMILY, External
from core.external.signature import RATES, Setting, Signature, is_name, rate, setting_of, signature_of, with_default
from core.external.stepper import Stepper, foreign_code, told
from core.hyper import Value, got, shown
from core.number_text import read_number
from core.optimizers import OPTIMIZERS
from core.optimizers.own import check_name
from core.spec_text import read_values, tokenize
from core.suggestion import hint

FORM = "NAME=MODULE:ATTRIBUTE, as in mine=torch.optim:Adam"
PACKAGES = ("torch", "optax")
"""Packages that nothing else here needs, with their names for pip."""

_TARGET = re.compile(r"([\w.]+):([\w.]+)")


class ExternalError(ValueError):
    """Own code that can't be raced; the message says in one sentence why."""


@lru_cache(maxsize=64)
def read_external(text: str) -> External:
    """The optimizer that the text of a flag names: its code is imported, but not called yet. Raises ExternalError."""
    head, *words = tokenize(text) or [""]
    name, equals, target = head.partition("=")
    found = _TARGET.fullmatch(target)
    if not equals or found is None:
        raise ExternalError(f"write {FORM}{got(head)}")
    try:
        check_name(name, tuple(OPTIMIZERS))
    except ValueError as error:
        raise ExternalError(str(error)) from None
    thing = _imported(found[1], found[2])
    signature, build = _usage(thing, target)
    settings = _with_defaults(target, signature, words)
    hypers = tuple(setting.hyper for setting in settings)
    return External(
        name=name,
        title=target,
        family=FAMILY,
        citation="",
        purpose=f"Your own code: {target}.",
        differs="",
        rule_hypers=hypers,
        rule_text="",
        decay=None if any(hyper.name == "weight_decay" for hyper in hypers) else "coupled",
        flag=text,
        target=target,
        settings=settings,
        read=read_external,
        build=build,
    )


def _imported(module: str, attribute: str) -> object:
    """What an attribute of a module is; modules are also looked for in the current folder."""
    folder = os.getcwd()
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        with foreign_code():
            found: object = importlib.import_module(module)
    except (Exception, SystemExit) as error:
        raise ExternalError(_not_imported(module, error)) from error
    for part in attribute.split("."):
        names = [name for name in dir(found) if not name.startswith("_")]
        try:
            with foreign_code():
                found = getattr(found, part)
        except AttributeError:
            raise ExternalError(f'{module} has no "{shown(part)}"{hint(part, names, "It has")}') from None
        except (Exception, SystemExit) as error:
            raise ExternalError(f"{module}:{attribute} raised {told(error)}") from error
    return found


def _not_imported(module: str, error: BaseException) -> str:
    missing = error.name or "" if isinstance(error, ModuleNotFoundError) else ""
    if not missing or not (module == missing or module.startswith(f"{missing}.")):
        return f"importing {module} raised {told(error)}"
    if missing in PACKAGES:
        return f"the package {missing} is not installed: pip install {missing}"
    return f"there is no module {missing}, neither in this folder nor among what is installed"


Build = Callable[[Mapping[str, object], Array], Stepper]


def _usage(thing: Any, target: str) -> tuple[Signature, Build]:
    """The settings that own code takes, and how a stepper is made of it."""
    torch, optax = sys.modules.get("torch.optim"), sys.modules.get("optax")
    kind = thing.func if isinstance(thing, partial) else thing
    if torch is not None and isinstance(kind, type) and issubclass(kind, torch.Optimizer):
        from core.external import torch_stepper  # noqa: PLC0415 - PyTorch is there now

        return signature_of(thing, torch_stepper.LEFT_OUT), partial(torch_stepper.build, thing)
    is_transformation = hasattr(thing, "init") and hasattr(thing, "update")
    if is_transformation and not isinstance(thing, type):
        return Signature(takes_theta=False), _optax_build(lambda: thing, thing)
    if not callable(thing):
        raise ExternalError(f"{target} is no class and no function{got(type(thing).__name__)}")
    signature = signature_of(thing)
    if signature.takes_theta:
        return signature, partial(_own, thing)
    if optax is None:
        raise ExternalError(f"{target} must take theta first, as in make(theta, lr=0.1)")
    return signature, _optax_build(thing, thing)


def _own(make: Callable[..., Stepper], settings: Mapping[str, object], theta: Array) -> Stepper:
    return make(theta, **settings)


def _optax_build(factory: Callable[..., Any], thing: object) -> Build:
    """Made when a race begins: only then JAX is needed."""

    def build(settings: Mapping[str, object], theta: Array) -> Stepper:
        from core.external import optax_stepper  # noqa: PLC0415 - JAX is there only where optax is

        return optax_stepper.OptaxStepper(factory, settings, theta)

    return build


def _with_defaults(target: str, signature: Signature, words: list[str]) -> tuple[Setting, ...]:
    """The settings, with the defaults that the flag gives them."""
    settings = {setting.hyper.name: setting for setting in signature.settings}
    for word in words:
        name, _, value = word.partition("=")
        if name in settings:
            settings[name] = with_default(settings[name], _read(target, settings[name], word))
        elif signature.open or name in signature.required:
            settings[name] = _new(target, name, value)
        else:
            raise ExternalError(f'{target} has no parameter "{shown(name)}"{hint(name, list(settings), "It has")}')
    for name in signature.required:
        if name not in settings:
            raise ExternalError(f"{target} needs a value for {name}, which has no default: write {name}=… after it")
    return tuple(sorted(settings.values(), key=lambda setting: setting.hyper.name != "lr"))


def _read(target: str, setting: Setting, word: str) -> Value:
    try:
        ((_, value),) = read_values(target, (setting.hyper,), (word,))
    except ValueError as error:
        raise ExternalError(str(error)) from None
    return value


def _new(target: str, name: str, text: str) -> Setting:
    """A setting of which only the flag tells: a number, true or false, or a word."""
    number = read_number(text)
    default = {"true": True, "false": False}.get(text, text if number is None else number)
    made = rate(name, default) if name in RATES else setting_of(name, default) if is_name(name) else None
    if made is None:
        raise ExternalError(f"{target}: '{shown(name)}={shown(text)}' is no setting: write name=number, or name=word")
    return replace(made, given=True, whole=number is not None and re.fullmatch(r"[+-]?\d+", text) is not None)
