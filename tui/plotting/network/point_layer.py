"""The data points over one map after another: their cells are found again only when the map changes its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui.plotting.cells import Picture
from tui.plotting.memo import Memo
from tui.plotting.network.data_points import Placed, draw_points, placed
from tui.plotting.network.output_map import data_points
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Ints, Viewport

if TYPE_CHECKING:
    from core.problems.networks import NetworkProblem
    from tui.state.frame import View


@dataclass(eq=False)
class PointLayer:
    """Draws the points that a view shows."""

    _placed: Memo[list[Placed]] = field(default_factory=Memo)

    def draw(
        self,
        canvas: Picture,
        problem: NetworkProblem,
        viewport: Viewport,
        regions: Ints,
        view: View,
        theme: PlotTheme,
    ) -> None:
        """Write the points that the view shows over a map of regions (2h, w)."""
        key = problem, viewport, theme.ascii
        both = self._placed.get(key, lambda: [placed(points, viewport, theme.ascii) for points in data_points(problem)])
        for points in both:
            if view.points == "all" or (view.points == "train" and points.train):
                draw_points(canvas, points, regions[1::2], theme)
