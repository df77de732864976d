"""The keys that open each screen and each dialog."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from textual.screen import Screen

import tui

OPENERS: dict[str, tuple[str, ...]] = {
    "RaceScreen": (),
    "SweepScreen": ("f2",),
    "AnatomyScreen": ("f3",),
    "LessonsScreen": ("f4",),
    "Prediction": ("f4", "a"),
    "AddRacer": ("a",),
    "Catalog": ("c",),
    "RuleEditor": ("o",),
    "RenameRacer": ("n",),
    "StatusDialog": ("7", "enter"),
    "OpenFile": ("ctrl+o",),
    "SaveFile": ("ctrl+s",),
    "ExportRace": ("E",),
    # the problem is made a linear regression, which has a field for its data
    "DataDialog": ("1", "enter", *"li", "enter", *("tab",) * 8, "ctrl+o"),
    # the problem is made a network
    "NetworkScreen": ("1", "enter", *"netw", "enter", "escape", "w"),
    "SweepAxes": ("f2", "x"),
    "ExportSweep": ("f2", "E"),
    "Quit": ("q",),
}
"""Every screen and dialog, and the keys that open it from the list of racers."""


def screens() -> Iterator[type[Screen[Any]]]:
    """Every class of a screen in this project that is not a base of others."""
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        names = vars(import_module(module.name)).values() if "__main__" not in module.name else ()
        for kind in names:
            if inspect.isclass(kind) and issubclass(kind, Screen) and kind.__module__ == module.name:
                yield from () if kind.__subclasses__() else (kind,)
