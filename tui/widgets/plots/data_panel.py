"""The data of a problem: with what each racer has fitted so far, or on a map of what its network answers."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui import plotting
from tui.demo_safe import demo_safe
from tui.messages import ViewChanged
from tui.state.choices import SHOWN_POINTS
from tui.widgets.plots.data_titles import data_titles
from tui.widgets.plots.plot_panel import PlotPanel

if TYPE_CHECKING:
    from tui.plotting.cells import Picture
    from tui.plotting.data_plot import DataPlot
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame


class DataPanel(PlotPanel):
    """The data and the fitted lines, or the boundaries between two classes; of networks maps of their outputs."""

    BORDER_TITLE = "Data and fits"
    HELP = """\
The data, with the line that each racer has fitted so far; for two classes, with the boundary between them.

A network has a map: what the selected racer's network answers at every point of the plane, blue for the first class
and orange for the second, the stronger the surer it is; for numbers, from the lowest to the highest. Between the
colours lies the decision boundary. Filled points train, hollow ones test. Small maps show the classes that all racers
tell, each with its accuracy on the points that test; `up` and `down`, or a click on one, choose the large map's racer.

`t` shows all points, those that train, or none; `h` shows the classes alone, without shades.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "racer(-1)", "Racer", key_display="↑↓", tooltip="Map of the racer before", id="data.previous"),
        Binding("down", "racer(1)", "Map of the next racer", show=False, id="data.next"),
        Binding("t", "points", "Points", tooltip="All points, those that train, or none", id="data.points"),
        Binding("h", "shades", "Shades", tooltip="Shades, or classes alone", id="data.shades"),
    ]

    _in_turn = False  # whether a picture may keep all maps but one as they are

    def frame_changed(self, before: Frame | None) -> None:
        """Draw the new frame; while the clock runs forward, a network's maps in turn, at half the cost."""
        frame = self.frame
        self._in_turn = (
            frame is not None
            and before is not None
            and frame.clock.playing
            and frame.clock.step >= before.clock.step
            and not frame.edited_since(before)
        )
        super().frame_changed(before)
        self._in_turn = False

    @cached_property
    def _plot(self) -> DataPlot:
        return plotting.data_plot.DataPlot()

    def picture(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        """Draw data and fits, or maps."""
        self._plot.width, self._plot.height = width, height
        return self._plot.draw(frame, theme, self._in_turn)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The border titles of a plot of data; those of a network change together with its large map."""
        if frame.entry.is_network and self._in_turn and not self._plot.drew_large:
            return self._titles
        return data_titles(frame, self.plot_theme())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """All keys are those of a network's map."""
        if action in ("racer", "points", "shades"):
            return self.frame is not None and self.frame.entry.is_network
        return super().check_action(action, parameters)

    @demo_safe
    def action_racer(self, by: int) -> None:
        """Select the racer `by` places further down, of those that are shown."""
        if self.frame is None:
            return
        shown = [racer.index for racer in self.frame.racers if not racer.hidden]
        if shown:
            at = shown.index(self.frame.view.selected) if self.frame.view.selected in shown else -1
            self._select(shown[(at + by) % len(shown)])

    @demo_safe
    def action_points(self) -> None:
        """Show all points, those that train, or none."""
        if self.frame is not None:
            view, count = self.frame.view, len(SHOWN_POINTS)
            points = SHOWN_POINTS[(SHOWN_POINTS.index(view.points) + 1) % count]
            self.post_message(ViewChanged(replace(view, points=points)))

    @demo_safe
    def action_shades(self) -> None:
        """Show how sure the network is, or its classes alone."""
        if self.frame is not None:
            view = self.frame.view
            self.post_message(ViewChanged(replace(view, discrete=not view.discrete)))

    def on_click(self, event: events.Click) -> None:
        """Select the racer of the small map."""
        at = event.get_content_offset(self)
        racer = None if at is None else self._plot.racer_at(*at)
        if racer is not None:
            self._select(racer)

    def _select(self, racer: int) -> None:
        if self.frame is not None and racer != self.frame.view.selected:
            self.post_message(ViewChanged(replace(self.frame.view, selected=racer)))
