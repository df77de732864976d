"""The weights of a network as heat maps, one for each layer, with a cursor on a unit."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui import plotting
from tui.demo_safe import demo_safe
from tui.messages import ViewChanged
from tui.widgets.plots.plot_panel import PlotPanel

if TYPE_CHECKING:
    from tui.plotting.cells import Picture
    from tui.plotting.network.weight_plot import WeightPlot
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame


class WeightMapsPanel(PlotPanel):
    """A row for each unit, a column for each of its inputs, and its bias; arrows or the mouse choose a unit."""

    BORDER_TITLE = "Weights"
    HELP = """\
The weights of the selected racer's network: a block for each layer, a row for each unit, a column for each of its
inputs, and in the last one, `b`, its bias. Blue is below 0, orange above, and the stronger the farther; the number
beside a layer's name is the strongest colour, a power of two. `×` marks a dead unit: a ReLU that is 0 at every
training point, which no gradient reaches.

Arrow keys or the pointer choose a unit, whose own map stands beside. `[` and `]` choose the racer.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "unit(0, -1)", "Unit", key_display="←→↑↓", tooltip="Unit above", id="network.up"),
        Binding("down", "unit(0, 1)", "Unit below", show=False, id="network.down"),
        Binding("left", "unit(-1, 0)", "Layer before", show=False, id="network.left"),
        Binding("right", "unit(1, 0)", "Next layer", show=False, id="network.right"),
    ]

    @cached_property
    def _plot(self) -> WeightPlot:
        return plotting.weight_plot.WeightPlot()

    def picture(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        """Draw the weights of the selected racer."""
        self._plot.width, self._plot.height = width, height
        return self._plot.draw(frame, theme)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The racer, and a key to the colours."""
        racer, theme = plotting.decision_plot.selected(frame), self.plot_theme()
        who = "" if racer is None else f" · {theme.racer(racer.slot).marker} {racer.name}"
        catching_up = " · catching up" if frame.stale else ""
        signs = "" if theme.depth in ("truecolor", "256") else "- = below 0 · + # above · "
        return f"Weights{who}{catching_up}", f"{signs}b bias · × dead"

    @demo_safe
    def action_unit(self, layers: int, units: int) -> None:
        """Move the cursor by some layers and units."""
        frame = self.frame
        problem = None if frame is None else plotting.decision_plot.network_of(frame)
        if frame is None or problem is None:
            return
        sizes = problem.network.layers.sizes[1:]
        layer, unit = plotting.weight_plot.chosen_unit(frame, problem)
        layer = min(max(layer + layers, 0), len(sizes) - 1)
        self._choose((layer, min(max(unit + units, 0), sizes[layer] - 1)))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Choose the unit under the pointer."""
        self._point_at(event)

    def on_click(self, event: events.Click) -> None:
        """Choose the unit that is clicked."""
        self._point_at(event)

    def _point_at(self, event: events.MouseEvent) -> None:
        at = event.get_content_offset(self)
        unit = None if at is None else self._plot.unit_at(*at)
        if unit is not None:
            self._choose(unit)

    def _choose(self, unit: tuple[int, int]) -> None:
        if self.frame is not None and unit != self.frame.view.unit:
            self.post_message(ViewChanged(replace(self.frame.view, unit=unit)))
