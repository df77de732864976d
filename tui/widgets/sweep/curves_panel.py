"""The sweep panel of curves: results over one hyperparameter, with a cursor."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui.demo_safe import demo_safe
from tui.plotting.cells import Picture
from tui.plotting.notes import note_picture
from tui.plotting.sweep.charts import curves_chart
from tui.plotting.sweep.curves import SweepCurvesPlot
from tui.state.sweep_frame import QUANTITIES
from tui.widgets.plots.plot_panel import PlotPanel
from tui.widgets.sweep.messages import CellTaken, RegionChosen, SweepViewChanged
from tui.widgets.sweep.repetitions import repetitions

if TYPE_CHECKING:
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame
    from tui.state.sweep_frame import SweepFrame

_ZOOM = 2.0


class SweepCurvesPanel(PlotPanel):
    """Results over one hyperparameter: a curve a racer, its marker at the value that it has in the race."""

    BORDER_TITLE = "Curves"
    HELP = """\
The result of each racer over one hyperparameter, a learning rate at first; its marker stands at the value that it has
in the race. At the top it is shaded where its runs diverge; a dotted line is the limit that theory gives.

Where there is noise or a mini-batch, a curve is the median of eight seeds, and 10 to 90 % of them are tinted. Axes such
as `seed=0..31` or `x=-1..1/5` behind the first one repeat the runs of any race.

`left` and `right` (with shift ten values), or a click, move the cursor; `enter` takes its value into the race, and
without a cursor the best one. `b` moves the cursor to the selected racer's best value. `+` `-` or the wheel zoom, `0`
shows all again.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "cursor(-1)", "Cursor", key_display="← →", tooltip="Cursor left", id="sweep.cursor_left"),
        Binding("right", "cursor(1)", "Cursor right", show=False, id="sweep.cursor_right"),
        Binding("shift+left", "cursor(-10)", "Cursor far left", show=False, id="sweep.cursor_far_left"),
        Binding("shift+right", "cursor(10)", "Cursor far right", show=False, id="sweep.cursor_far_right"),
        Binding("plus,equals_sign", "zoom(1)", "Zoom", key_display="+ -", tooltip="Zoom in", id="sweep.zoom_in"),
        Binding("minus", "zoom(-1)", "Zoom out", show=False, id="sweep.zoom_out"),
    ]

    @cached_property
    def _plot(self) -> SweepCurvesPlot:
        return SweepCurvesPlot()

    def picture(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        """Draw the curves, or why there are none."""
        sweep = frame.sweep
        if sweep is None or len(sweep.axes) != 1:
            note = "" if sweep is None else sweep.note
            return note_picture(note, width, height, theme)
        self._plot.width, self._plot.height = width, height
        return self._plot.draw(curves_chart(frame, sweep, theme), theme)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The quantity, and the axis."""
        sweep = frame.sweep
        if sweep is None or len(sweep.axes) != 1:
            return "Curves", ""
        title = QUANTITIES[sweep.view.quantity]
        title = f"{title[:1].upper()}{title[1:]} after {sweep.step:,} steps over {sweep.axes[0].name}"
        if sweep.repeating:
            title += f" · median and 10–90 % of {repetitions(sweep)}"
        if not sweep.complete:
            title += f" · {sweep.share:.0%}"
        first, *repeating = sweep.text.split()
        return title, " · ".join((f"{first} log" if sweep.log_axes[0] else first, *repeating))

    @property
    def _sweep(self) -> SweepFrame | None:
        """The sweep of the frame, if it has an axis."""
        sweep = None if self.frame is None else self.frame.sweep
        return sweep if sweep is not None and len(sweep.axes) == 1 else None

    @demo_safe
    def action_cursor(self, by: int) -> None:
        """Move the cursor by some values; it begins at the selected racer's own value."""
        sweep = self._sweep
        if self.frame is None or sweep is None:
            return
        if sweep.view.cursor is None:
            self._go(self._own_index(sweep, self.frame.view.selected) + (by > 0) - (by < 0))
        else:
            self._go(sweep.view.cursor[0] + by)

    def _own_index(self, sweep: SweepFrame, selected: int) -> int:
        values = [float(value) for value in sweep.axes[0].values]  # type: ignore[arg-type] # curves have numbers
        own = next((racer.present[0] for racer in sweep.racers if racer.index == selected), values[0])
        return min(range(len(values)), key=lambda i: abs(values[i] - own))

    @demo_safe
    def action_zoom(self, way: int) -> None:
        """Zoom in (1) or out (−1) around the cursor, or the middle."""
        sweep = self._sweep
        if sweep is not None and self.frame is not None:
            chart = curves_chart(self.frame, sweep, self.plot_theme())
            cursor = sweep.view.cursor
            at = None if cursor is None else float(chart.places[cursor[0]])
            self.post_message(RegionChosen([chart.zoomed(_ZOOM**-way, at)]))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out."""
        event.stop()
        self.action_zoom(-1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in."""
        event.stop()
        self.action_zoom(1)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked value; a double click takes it."""
        place, sweep = event.get_content_offset(self), self._sweep
        if place is None or self.frame is None or sweep is None:
            return
        index = self._plot.index_at(curves_chart(self.frame, sweep, self.plot_theme()), place.x)
        if index is not None:
            event.stop()
            self._go(index)
            if event.chain == 2:
                self.post_message(CellTaken())

    def _go(self, index: int) -> None:
        sweep = self._sweep
        if sweep is not None:
            index = min(max(index, 0), len(sweep.axes[0]) - 1)
            self.post_message(SweepViewChanged(replace(sweep.view, cursor=(index,))))
