"""Import a module at its first use, so that the first paint does not wait for it."""

from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any


class _LazyModule(ModuleType):
    """A module that is executed when a name in it is first used, and is an ordinary module from then on.

    importlib's LazyLoader is not enough: up to Python 3.11, a second `import` statement executes the module.
    """

    def __getattr__(self, name: str) -> Any:
        spec = self.__spec__
        assert spec is not None
        assert spec.loader is not None
        self.__class__ = ModuleType  # type: ignore[assignment]
        if spec.submodule_search_locations is not None:
            self.__path__ = spec.submodule_search_locations
        spec.loader.exec_module(self)
        return getattr(self, name)


def import_later(name: str) -> None:
    """Make `import name` lazy: execute the module at first use. Do nothing if it is imported already, or missing."""
    spec = None if name in sys.modules else find_spec(name)
    if spec is not None and spec.loader is not None:
        module = module_from_spec(spec)
        vars(module).pop("__path__", None)  # a submodule asks for it first, and finds the whole package then
        module.__class__ = _LazyModule
        sys.modules[name] = module
