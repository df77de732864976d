"""Drawing for a terminal: numpy arrays in, changed cells out.

The way of a picture: numbers → `window` (finite, inside, in dots) → `dots` (braille bits; the lines are plotext's)
→ `cells` (one character and one style a cell) → `screenful` (strips, spans that changed; needs Textual)

Panels reach the modules below as `plotting.landscape` and so on: each is imported when it is first used, so that the
forms are painted before anything is drawn, and before numpy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.plotting import (
        both,
        charts,
        curves,
        figure,
        fit,
        ground,
        landscape,
        limits,
        look,
        metrics,
        readout,
        screenful,
        shades,
        surface,
        surface_camera,
    )

__all__ = [
    "both",
    "charts",
    "curves",
    "figure",
    "fit",
    "ground",
    "landscape",
    "limits",
    "look",
    "metrics",
    "readout",
    "screenful",
    "shades",
    "surface",
    "surface_camera",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'tui.plotting' has no attribute {name!r}")
    return import_module(f"tui.plotting.{name}")
