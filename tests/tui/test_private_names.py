"""Private names of Textual and Rich are used in `tui.terminal` alone, which lists them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import tui
from tests.tui.private_names import defined_by, used_in
from tui.terminal.private_names import PRIVATE_NAMES, PrivateName


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(tui.__path__, "tui."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def last_private_part(name: str) -> str:
    """`_compositor` of `textual._compositor.Compositor`; an attribute's name is one part."""
    return next(part for part in name.split(".") if part.startswith("_"))


@pytest.mark.system
def test_only_the_terminal_package_uses_private_names() -> None:
    used = {module.__name__: sorted(used_in(module)) for module in modules() if ".terminal" not in module.__name__}
    assert {module: names for module, names in used.items() if names} == {}


def test_the_table_lists_the_names_that_are_used() -> None:
    used = {
        last_private_part(name) for module in modules() if ".terminal" in module.__name__ for name, _ in used_in(module)
    }
    assert used == {entry.name for entry in PRIVATE_NAMES}


@pytest.mark.parametrize("entry", PRIVATE_NAMES, ids=lambda entry: f"{entry.owner}.{entry.name}")
def test_each_name_exists(entry: PrivateName) -> None:
    owner = pkgutil.resolve_name(entry.owner)
    if isinstance(owner, ModuleType):
        importlib.import_module(f"{entry.owner}.{entry.name}")
        return
    assert isinstance(owner, type)
    assert entry.name in defined_by(owner) or entry.name in defined_parameters(owner)


def defined_parameters(owner: type) -> set[str]:

    return set(inspect.signature(owner).parameters)


def test_the_table_names_nothing_twice_and_says_why() -> None:
    assert len({(entry.owner, entry.name) for entry in PRIVATE_NAMES}) == len(PRIVATE_NAMES)
    assert all(entry.purpose and entry.without for entry in PRIVATE_NAMES)


SAMPLES = {
    "an attribute of another object": "def f(app): return app._driver",
    "an override": "from textual.app import App\nclass A(App):\n    def _fatal_error(self): pass",
    "its own attribute": "from textual.app import App\nclass A(App):\n    def f(self): return self._exit",
    "a base class's": "from textual.app import App\nclass A(App):\n    def f(self): return super()._fatal_error()",
    "a name in a string": "def f(app): return getattr(app, '_driver', None)",
    "a private module": "from textual._compositor import Compositor",
    "a private module of a package": "from textual.widgets._select import SelectOverlay",
    "a keyword": "from rich.console import Console\nCONSOLE = Console(_environ={})",
}


@pytest.mark.parametrize("source", SAMPLES.values(), ids=SAMPLES)
def test_each_kind_of_use_is_found(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sample_use.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sample_use", raising=False)
    assert list(used_in(importlib.import_module("sample_use")))
    monkeypatch.delitem(sys.modules, "sample_use")


def test_names_of_ones_own_are_no_private_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_names.py").write_text(
        "from textual.app import App\nclass A(App):\n    def _own_thing(self): return self._own_thing\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert not list(used_in(importlib.import_module("own_names")))
