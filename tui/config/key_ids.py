"""The actions that can get other keys in the configuration file: every binding of the app, by its id."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from textual.binding import Binding
from textual.dom import DOMNode

import tui.screens
import tui.widgets
from core.hyper import shown
from core.suggestion import suggestion


@cache
def bindings() -> Mapping[str, Binding]:
    """Every binding with an id; of several with the same id, the first. Imports all screens and widgets."""
    for package in (tui.screens, tui.widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    import_module("tui.app")
    found: dict[str, Binding] = {}
    for kind in sorted(_kinds(DOMNode), key=lambda kind: (kind.__module__, kind.__qualname__)):
        if kind.__module__.startswith("tui."):
            for binding in vars(kind).get("BINDINGS", ()):
                if isinstance(binding, Binding) and binding.id:
                    found.setdefault(binding.id, binding)
    return dict(sorted(found.items()))


def _kinds(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


def complaint_about(keys: Mapping[str, str]) -> str:
    """What is wrong with the keys of a file, as a sentence: an id that no action has; else an empty text."""
    for name in keys:
        if name not in bindings():
            known = suggestion(name, tuple(bindings())) or " (fallline config keys lists them)"
            return f"[keys]: there is no action '{shown(name)}'{known}"
    return ""
