"""Drawing for a terminal: numpy arrays in, changed cells out.

How a picture is made, by module:

1. `history` finds the value range of a curve and downsamples it to the columns of the canvas.
2. `axis_limits` rounds the limits; `axes` draws axes and ticks with plotext (`plotext_figure`).
3. `viewport` clips points to the window and turns them into dots; `braille` sets the bits of straight pieces.
4. `lines` adds the newest points of each polyline to its bits; `landscape.overlay` lays them over each other.
5. `chart`, `landscape` and `surface` put lines, shading, marks and names into one `cells.Picture`.
6. `changed_cells` compares it with the picture shown and makes strips for Textual.

Panels reach these modules as `plotting.landscape_picture` and so on, each imported at its first use: imported with the
panels, they and numpy would make the shell appear at 1.9 times the floor's start instead of 1.5.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.plotting import axis_limits, changed_cells, data_plot, labels, plot_theme, plotext_figure
    from tui.plotting.chart import bands, charts, curves, data_fit, readout
    from tui.plotting.chart import weights_and_loss as weights_and_loss_chart
    from tui.plotting.landscape import caption, palettes, shading
    from tui.plotting.landscape import picture as landscape_picture
    from tui.plotting.network import data_points, decision_plot, output_map, unit_plot, weight_plot
    from tui.plotting.surface import camera
    from tui.plotting.surface import picture as surface_picture

__all__ = [
    "axis_limits",
    "bands",
    "camera",
    "caption",
    "changed_cells",
    "charts",
    "curves",
    "data_fit",
    "data_plot",
    "data_points",
    "decision_plot",
    "labels",
    "landscape_picture",
    "output_map",
    "palettes",
    "plot_theme",
    "plotext_figure",
    "readout",
    "shading",
    "surface_picture",
    "unit_plot",
    "weight_plot",
    "weights_and_loss_chart",
]

_MODULES = {
    "axis_limits": "tui.plotting.axis_limits",
    "bands": "tui.plotting.chart.bands",
    "camera": "tui.plotting.surface.camera",
    "caption": "tui.plotting.landscape.caption",
    "changed_cells": "tui.plotting.changed_cells",
    "charts": "tui.plotting.chart.charts",
    "curves": "tui.plotting.chart.curves",
    "data_fit": "tui.plotting.chart.data_fit",
    "data_plot": "tui.plotting.data_plot",
    "data_points": "tui.plotting.network.data_points",
    "decision_plot": "tui.plotting.network.decision_plot",
    "labels": "tui.plotting.labels",
    "landscape_picture": "tui.plotting.landscape.picture",
    "output_map": "tui.plotting.network.output_map",
    "palettes": "tui.plotting.landscape.palettes",
    "plot_theme": "tui.plotting.plot_theme",
    "plotext_figure": "tui.plotting.plotext_figure",
    "readout": "tui.plotting.chart.readout",
    "shading": "tui.plotting.landscape.shading",
    "surface_picture": "tui.plotting.surface.picture",
    "unit_plot": "tui.plotting.network.unit_plot",
    "weight_plot": "tui.plotting.network.weight_plot",
    "weights_and_loss_chart": "tui.plotting.chart.weights_and_loss",
}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module 'tui.plotting' has no attribute {name!r}")
    return import_module(_MODULES[name])
