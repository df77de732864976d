"""The sweep panel of two axes: a map with cross-hairs, zoom by keys, wheel and dragging."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui.demo_safe import demo_safe
from tui.plotting.notes import note_picture
from tui.plotting.sweep import map as map_plot
from tui.plotting.sweep.charts import map_chart
from tui.state.sweep_frame import QUANTITIES
from tui.widgets.plots.plot_panel import PlotPanel
from tui.widgets.sweep.messages import CellTaken, MapResized, RegionChosen, SweepViewChanged

if TYPE_CHECKING:
    from tui.plotting.cells import Picture
    from tui.plotting.plot_theme import PlotTheme
    from tui.plotting.sweep.map import MapAxis, MapChart
    from tui.state.frame import Frame
    from tui.state.sweep_frame import SweepFrame

_ZOOM = 1.5
_TITLES = QUANTITIES | {"state": "state", "basin": "minimum reached"}


class SweepMapPanel(PlotPanel):
    """The results of one racer over two axes, in colours; a line is the edge of stability by theory."""

    BORDER_TITLE = "Map"
    HELP = """\
The result of the selected racer over two hyperparameters, or over all starts: a colour for each run. Its marker is
where it races now; a white line is the edge of stability by theory.

Arrow keys (with shift ten cells) or a click move the cursor; `enter` or a double click races that cell. `+` `-` or the
wheel zoom around the cursor or the pointer, dragging chooses a region: each is computed afresh. `0` shows all again.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "cursor(-1, 0)", "Cursor", key_display="←→↑↓", tooltip="Cursor left", id="map.left"),
        Binding("right", "cursor(1, 0)", "Cursor right", show=False, id="map.right"),
        Binding("up", "cursor(0, 1)", "Cursor up", show=False, id="map.up"),
        Binding("down", "cursor(0, -1)", "Cursor down", show=False, id="map.down"),
        Binding("shift+left", "cursor(-10, 0)", "Cursor far left", show=False, id="map.far_left"),
        Binding("shift+right", "cursor(10, 0)", "Cursor far right", show=False, id="map.far_right"),
        Binding("shift+up", "cursor(0, 10)", "Cursor far up", show=False, id="map.far_up"),
        Binding("shift+down", "cursor(0, -10)", "Cursor far down", show=False, id="map.far_down"),
        Binding("plus,equals_sign", "zoom(1)", "Zoom", key_display="+ -", tooltip="Zoom in", id="map.zoom_in"),
        Binding("minus", "zoom(-1)", "Zoom out", show=False, id="map.zoom_out"),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None, disabled: bool = False) -> None:
        super().__init__(id=id, classes=classes, disabled=disabled)
        self._held: tuple[int, int] | None = None  # the cell of the picture where the mouse was pressed
        self._dragged: tuple[int, int] | None = None  # and where it is now, once it has moved
        self._room = (0, 0)  # columns and rows of cells on the canvas

    def picture(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        """Draw the map, or why there is none."""
        sweep = frame.sweep
        area = map_plot.map_area(width, height)
        room = max(area.canvas_width, 0), 2 * max(area.canvas_height, 0)
        if room != self._room:
            self._room = room
            self.post_message(MapResized(*room))
        if sweep is None or len(sweep.axes) != 2:
            return note_picture("" if sweep is None else sweep.note, width, height, theme)
        chart = map_chart(frame, sweep, theme)
        if self._held is not None and self._dragged is not None:
            corners = tuple((column - area.left, row) for column, row in (self._held, self._dragged))
            chart = replace(chart, dragged=(corners[0], corners[1]))
        return map_plot.draw(chart, width, height, theme)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The quantity, and the axes."""
        sweep = frame.sweep
        if sweep is None or len(sweep.axes) != 2:
            return "Map", ""
        title = _TITLES[sweep.view.quantity]
        (racer,) = sweep.racers
        title = f"{title[:1].upper()}{title[1:]} · {racer.name} after {sweep.step:,} steps"
        if not sweep.complete:
            title += f" · {sweep.share:.0%}"
        if not sweep.keeps_steps:
            title += " · too many runs to keep each step"
        axes = zip("→↑", sweep.text.split(), sweep.log_axes, strict=True)
        scales = [f"{way} {text} log" if log else f"{way} {text}" for way, text, log in axes]
        if racer.limit_text:
            scales.append(f"edge {racer.limit_text}")
        if sweep.categories is not None and sweep.categories.slowness is not None:
            scales.append("darker: slower" if self.plot_theme().dark else "paler: slower")
        return title, " · ".join(scales)

    @property
    def _sweep(self) -> SweepFrame | None:
        """The sweep of the frame, if it is a map."""
        sweep = None if self.frame is None else self.frame.sweep
        return sweep if sweep is not None and len(sweep.axes) == 2 else None

    def _chart(self) -> MapChart | None:
        sweep = self._sweep
        return None if sweep is None or self.frame is None else map_chart(self.frame, sweep, self.plot_theme())

    # The cursor

    @demo_safe
    def action_cursor(self, across: int, up: int) -> None:
        """Move the cursor by some cells; it begins where the racer is now."""
        sweep, chart = self._sweep, self._chart()
        if sweep is None or chart is None:
            return
        if sweep.view.cursor is None:
            axes = zip((chart.across, chart.up), chart.present, strict=True)
            at = [_nearest(axis, value) for axis, value in axes]
        else:
            at = list(sweep.view.cursor)
        self._go((at[0] + across, at[1] + up))

    def _go(self, cell: Sequence[int]) -> None:
        sweep = self._sweep
        if sweep is not None:
            inside = tuple(min(max(i, 0), len(axis) - 1) for i, axis in zip(cell, sweep.axes, strict=True))
            if inside != sweep.view.cursor:
                self.post_message(SweepViewChanged(replace(sweep.view, cursor=inside)))

    # The region

    @demo_safe
    def action_zoom(self, way: int) -> None:
        """Zoom in (1) or out (−1) around the cursor, or the middle."""
        sweep, chart = self._sweep, self._chart()
        if sweep is None or chart is None:
            return
        cursor = sweep.view.cursor
        axes = (chart.across, chart.up)
        shares = [0.5, 0.5] if cursor is None else [_share(axis, i) for axis, i in zip(axes, cursor, strict=True)]
        self._zoom(chart, way, shares)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out around the pointer."""
        self._wheel(event, -1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in around the pointer."""
        self._wheel(event, 1)

    def _wheel(self, event: events.MouseEvent, way: int) -> None:
        place, chart = event.get_content_offset(self), self._chart()
        if place is not None and chart is not None:
            event.stop()
            shares = map_plot.shares_at(*self.content_size, place.x, place.y)
            if shares is not None:
                self._zoom(chart, way, shares)

    def _zoom(self, chart: MapChart, way: int, shares: Sequence[float]) -> None:
        factor = _ZOOM**-way
        ends = [
            (axis.value(share - share * factor), axis.value(share + (1 - share) * factor))
            for axis, share in zip((chart.across, chart.up), shares, strict=True)
        ]
        self.post_message(RegionChosen(ends))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin to choose a region."""
        place = event.get_content_offset(self)
        if event.button == 1 and place is not None and self._on_canvas(place.x, place.y):
            self._held, self._dragged = (place.x, place.y), None
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show the region that is being chosen."""
        if self._held is not None:
            place = event.get_content_offset_capture(self)
            if (place.x, place.y) != self._held or self._dragged is not None:
                self._dragged = self._clamped(place.x, place.y)
                self.redraw()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Take the region, if the mouse has moved; else move the cursor."""
        held, dragged = self._held, self._dragged
        self._held = self._dragged = None
        self.release_mouse()
        chart = self._chart()
        if held is None or chart is None:
            return
        if dragged is None or dragged == held:
            cell = map_plot.cell_at(chart, *self.content_size, *held)
            if cell is not None:
                self._go(cell)
            return
        self.redraw()
        one, other = (map_plot.shares_at(*self.content_size, *place) for place in (held, dragged))
        if one is not None and other is not None and one[0] != other[0] and one[1] != other[1]:
            axes = zip((chart.across, chart.up), one, other, strict=True)
            self.post_message(RegionChosen([(axis.value(min(a, b)), axis.value(max(a, b))) for axis, a, b in axes]))

    def on_click(self, event: events.Click) -> None:
        """Race the cell of a double click."""
        if event.chain == 2 and self._sweep is not None:
            event.stop()
            self.post_message(CellTaken())

    def _on_canvas(self, x: int, y: int) -> bool:
        return map_plot.shares_at(*self.content_size, x, y) is not None

    def _clamped(self, x: int, y: int) -> tuple[int, int]:
        area = map_plot.map_area(*self.content_size)
        return (
            min(max(x, area.left), area.left + area.canvas_width - 1),
            min(max(y, 0), area.canvas_height - 1),
        )


def _nearest(axis: MapAxis, value: float) -> int:
    at = axis.position(value)
    if not math.isfinite(at):
        return len(axis.values) // 2
    return int(abs(axis.positions - at).argmin())


def _share(axis: MapAxis, index: int) -> float:
    limits = axis.limits
    return (float(axis.positions[index]) - limits.low) / (limits.high - limits.low)
