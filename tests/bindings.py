"""The keys that the classes of the app bind."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from textual.binding import Binding

import tui


def declared() -> Iterator[Binding]:
    """The bindings of every class in this project."""
    modules = [
        import_module(module.name) for module in walk_packages(tui.__path__, "tui.") if "__main__" not in module.name
    ]
    for module in modules:
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__:
                yield from (binding for binding in vars(kind).get("BINDINGS", ()) if isinstance(binding, Binding))


def keys_of(binding: Binding) -> list[str]:
    """All keys of a binding, by Textual's names of them."""
    return [key.strip() for key in binding.key.split(",")]
