"""The base of the plots over steps: a cursor that reads out a step, and the scale of the axis of steps."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui import plotting
from tui.demo_safe import demo_safe
from tui.messages import ViewChanged
from tui.widgets.plots.plot_panel import SLICE, PlotPanel

if TYPE_CHECKING:
    from tui.plotting.cells import Picture
    from tui.plotting.chart.curves import Chart, CurvePlot
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame

STEPS_BUTTONS = {"steps": "log_steps", "log": "log_steps"}
"""The parts of the lower title that switch the axis of steps at a click."""


class StepsPanel(PlotPanel):
    """Curves over steps; a subclass returns them from `chart`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "cursor(-1)", "Cursor", key_display="← →", tooltip="Cursor left", id="plot.cursor_left"),
        Binding("right", "cursor(1)", "Cursor right", show=False, id="plot.cursor_right"),
        Binding("shift+left", "cursor(-1, True)", "One step back", show=False, id="plot.step_left"),
        Binding("shift+right", "cursor(1, True)", "One step on", show=False, id="plot.step_right"),
        Binding("x", "log_steps", "Log steps", id="plot.log_steps"),
        Binding("escape", "no_cursor", "No cursor", show=False, id="plot.no_cursor"),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None, disabled: bool = False) -> None:
        super().__init__(id=id, classes=classes, disabled=disabled)
        self._keys: object = None

    @cached_property
    def _plot(self) -> CurvePlot:
        return plotting.curves.CurvePlot(seconds=SLICE)

    def chart(self, frame: Frame, theme: PlotTheme) -> Chart:
        """The curves of a frame."""
        raise NotImplementedError

    def picture(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        """Draw axes, curves and cursor."""
        self._plot.width, self._plot.height = width, height
        return self._plot.draw(self.chart(frame, theme), theme)

    @property
    def complete(self) -> bool:
        """Whether the curves are drawn to the end."""
        return self._plot.complete

    @property
    def symlog(self) -> bool:
        """Whether the values of the last picture stand on a symmetric logarithmic axis."""
        return self._plot.up.within > 0

    def frame_changed(self, before: Frame | None) -> None:
        """Draw the frame, and refresh the bindings if other keys are active."""
        super().frame_changed(before)
        frame = self.frame
        if frame is not None:
            many = frame.scenario.needs_plane
            keys = (frame.view.cursor is None, frame.entry.has_data, self.reads_steps(frame), many)
            if keys != self._keys:
                self._keys = keys
                self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is the panel's only while it has a cursor."""
        return action != "no_cursor" or (self.frame is not None and self.frame.view.cursor is not None)

    @demo_safe
    def action_cursor(self, way: int, exactly_one: bool = False) -> None:
        """Move the cursor by a column of dots, or by exactly one step."""
        frame = self.frame
        if frame is None:
            return
        at = frame.clock.step if frame.view.cursor is None else frame.view.cursor
        self._plot.width, self._plot.height = self.content_size  # a key may come before the first picture
        stride = 1 if exactly_one else self._plot.stride(self.chart(frame, self.plot_theme()))
        self._read_at(at + way * stride)

    @demo_safe
    def action_no_cursor(self) -> None:
        """Remove the cursor."""
        if self.frame is not None:
            self.post_message(ViewChanged(replace(self.frame.view, cursor=None)))

    @demo_safe
    def action_log_steps(self) -> None:
        """Switch the axis of steps between logarithmic and linear."""
        if self.frame is not None:
            view = self.frame.view
            self.post_message(ViewChanged(replace(view, log_x=not view.log_x)))

    def on_click(self, event: events.Click) -> None:
        """Read out the step that was clicked."""
        place = event.get_content_offset(self)
        if place is not None and self.frame is not None and self.reads_steps(self.frame):
            event.stop()
            self._read_at(self._plot.step_at(self.chart(self.frame, self.plot_theme()), place.x))

    def reads_steps(self, frame: Frame) -> bool:
        """Whether the plot shows curves over steps at present."""
        return True

    def _read_at(self, step: int) -> None:
        if self.frame is not None:
            last = max(self.frame.clock.step, 0)
            cursor = min(max(step, 0), last)
            self.post_message(ViewChanged(replace(self.frame.view, cursor=cursor)))
