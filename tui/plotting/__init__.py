"""Drawing for a terminal: numpy arrays in, changed cells out.

The way of a picture: numbers → `viewport` (finite, inside, in dots) → `braille` (braille bits; the lines are plotext's)
→ `cells` (one character and one style a cell) → `changed_cells` (strips, spans that changed; needs Textual)

Panels reach the modules below as `plotting.landscape_picture` and so on: each is imported when it is first used, so
that the forms are painted before anything is drawn, and before numpy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.plotting import axis_limits, changed_cells, plot_theme, plotext_figure
    from tui.plotting.chart import charts, curves, data_fit, readout
    from tui.plotting.chart import weights_and_loss as weights_and_loss_chart
    from tui.plotting.landscape import palettes, shading
    from tui.plotting.landscape import picture as landscape_picture
    from tui.plotting.surface import camera
    from tui.plotting.surface import picture as surface_picture

__all__ = [
    "axis_limits",
    "camera",
    "changed_cells",
    "charts",
    "curves",
    "data_fit",
    "landscape_picture",
    "palettes",
    "plot_theme",
    "plotext_figure",
    "readout",
    "shading",
    "surface_picture",
    "weights_and_loss_chart",
]

_MODULES = {
    "axis_limits": "tui.plotting.axis_limits",
    "camera": "tui.plotting.surface.camera",
    "changed_cells": "tui.plotting.changed_cells",
    "charts": "tui.plotting.chart.charts",
    "curves": "tui.plotting.chart.curves",
    "data_fit": "tui.plotting.chart.data_fit",
    "landscape_picture": "tui.plotting.landscape.picture",
    "palettes": "tui.plotting.landscape.palettes",
    "plot_theme": "tui.plotting.plot_theme",
    "plotext_figure": "tui.plotting.plotext_figure",
    "readout": "tui.plotting.chart.readout",
    "shading": "tui.plotting.landscape.shading",
    "surface_picture": "tui.plotting.surface.picture",
    "weights_and_loss_chart": "tui.plotting.chart.weights_and_loss",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'tui.plotting' has no attribute {name!r}")
    return import_module(_MODULES[name])
