"""The picture of one unit: its value over the plane of the two inputs, with the data points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from core.number_text import rounded
from tui.plotting.axes import backdrop, plot_area
from tui.plotting.cells import Picture
from tui.plotting.network import regions
from tui.plotting.network.decision_plot import network_of, selected
from tui.plotting.network.output_map import LEVELS, input_axes, inputs_at, pixels
from tui.plotting.network.point_layer import PointLayer
from tui.plotting.network.region_cells import shaded
from tui.plotting.network.unit_regions import unit_regions
from tui.plotting.network.weight_plot import chosen_unit
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Floats, Viewport

if TYPE_CHECKING:
    from core.problems.networks import NetworkProblem
    from tui.state.frame import Frame


@dataclass(eq=False)
class UnitPlot:
    """Draws one frame after another."""

    width: int = 0
    height: int = 0
    _points: PointLayer = field(default_factory=PointLayer)

    def draw(self, frame: Frame, theme: PlotTheme) -> Picture:
        """The map of the unit that the view chooses, in the selected racer's network."""
        problem = network_of(frame)
        viewport = None if problem is None else self.viewport(problem)
        if problem is None or viewport is None or selected(frame) is None:
            return Picture.blank(max(self.width, 0), max(self.height, 0))
        area, (across, up) = plot_area(self.width, self.height), input_axes(problem)
        framed = backdrop(area, across, up, theme)
        inside = area.canvas(framed)
        assert inside is not None
        layer, _ = chosen_unit(frame, problem)
        found = unit_regions(problem, layer, self.values(frame, problem, viewport))
        found = regions.coarser(found, 1 if frame.view.discrete else LEVELS)
        drawn = shaded(found, theme)
        inside.codes[:], inside.styles[:] = drawn.codes, drawn.styles
        self._points.draw(inside, problem, viewport, found, frame.view, theme)
        return theme.finish(framed)

    def viewport(self, problem: NetworkProblem) -> Viewport | None:
        """The part of the plane on the canvas; None where there is no room for one."""
        area, (across, up) = plot_area(self.width, self.height), input_axes(problem)
        if area.canvas_width < 1 or area.canvas_height < 1:
            return None
        return Viewport(across.low, across.high, up.low, up.high, area.canvas_width, area.canvas_height)

    def values(self, frame: Frame, problem: NetworkProblem, viewport: Viewport) -> Floats:
        """The values (2h, w) of the chosen unit of the selected racer at the pixels of a canvas."""
        racer = selected(frame)
        assert racer is not None
        layer, unit = chosen_unit(frame, problem)
        found: Floats = problem.unit_outputs(racer.path[-1], inputs_at(problem, pixels(viewport)), layer + 1)[unit]
        return found


def about_unit(frame: Frame) -> tuple[str, str]:
    """The name of the unit that the view chooses, and its figures."""
    problem, racer = network_of(frame), selected(frame)
    if problem is None or racer is None:
        return "Unit", ""
    index, unit = chosen_unit(frame, problem)
    layer, theta = problem.network.layers.all[index], racer.path[-1]
    last = index == len(problem.network.layers.all) - 1
    name = f"{layer.name} · unit {unit + 1}"
    if last and layer.units > 1:
        name = f"{name} · class {problem.points.train.classes[unit]}"
    with np.errstate(all="ignore"):
        size = float(np.sqrt(np.square(layer.weights_in(theta)[unit]).sum()))
    words = [f"‖w‖ {rounded(size, 3)}", f"b {rounded(float(layer.biases_in(theta)[unit]), 3)}"]
    if not last and unit in problem.dead_units(theta)[index]:
        words.insert(0, "dead")
    return name, " · ".join(words if last else (problem.network.activation, *words))
