"""The landscape: where the racers are, and where they came from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType

from tui.messages import StartChosen, ViewChanged
from tui.plotting.cells import Picture
from tui.plotting.ground import SCALES
from tui.plotting.landscape import LandscapePlot, Style, natural_scale_of, place, shown_box
from tui.plotting.limits import nice_step
from tui.plotting.look import Look
from tui.plotting.shades import for_theme
from tui.widgets.boxes import span, zoomed
from tui.widgets.plot_panel import SLICE, PlotPanel

if TYPE_CHECKING:
    from core.problems import Box
    from tui.frame import Frame

_PAN = 0.125  # of the window, a key press


class LandscapePanel(PlotPanel):
    """The shaded ground with minima, start, paths and heads; pans, zooms, and chooses the start."""

    BORDER_TITLE = "Landscape"
    HELP = """\
The loss over the two parameters, or its curve over the only one. `×` minima, `◇` saddles, `○` the start; each racer
leaves a trail that fades with age, `( )` is the selected one. While the race is paused, or at speed 1, two arrows
leave it: the solid one is the way of −∇f, the dashed one is the step last taken, drawn on from there.

Arrow keys pan, `+` `-` or the wheel zoom, `0` fits. `s`, then arrows and enter, or a click, sets the start.

`t` changes the palette (two of them are alike to colour-blind eyes), `z` the scale of the heights: logarithmic, so
that a valley shows, by quantiles, or linear. `i` draws lines of equal height.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1, 0)", "Pan", show=False, id="landscape.left"),
        Binding("right", "move(1, 0)", "Pan", show=False, id="landscape.right"),
        Binding("up", "move(0, 1)", "Pan", show=False, id="landscape.up"),
        Binding("down", "move(0, -1)", "Pan", show=False, id="landscape.down"),
        Binding("plus,equals_sign", "zoom(1)", "Zoom", key_display="+ -", id="landscape.zoom_in"),
        Binding("minus", "zoom(-1)", "Zoom out", show=False, id="landscape.zoom_out"),
        Binding("0", "fit", "Fit", show=False, id="landscape.fit"),
        Binding("s", "choose_start", "Start", id="landscape.start"),
        Binding("t", "palette", "Palette", show=False, id="landscape.palette"),
        Binding("z", "scale", "Heights", show=False, id="landscape.scale"),
        Binding("i", "isolines", "Isolines", show=False, id="landscape.isolines"),
        Binding("enter", "set_start", "Set start", id="landscape.set_start"),
        Binding("escape", "cancel", "Cancel", id="landscape.cancel"),
    ]

    def __init__(self, *, id: str | None = None, classes: str | None = None, disabled: bool = False) -> None:
        super().__init__(id=id, classes=classes, disabled=disabled)
        self._plot = LandscapePlot(seconds=SLICE)
        self._cross: tuple[float, float] | None = None

    def picture(self, frame: Frame, look: Look, width: int, height: int) -> Picture:
        """Shading, marks and paths."""
        self._plot.width, self._plot.height = width, height
        return self._plot.draw(frame, look, self._cross)

    @property
    def style(self) -> Style:
        """How the ground is drawn."""
        return self._plot.style

    @style.setter
    def style(self, style: Style) -> None:
        self._draw_as(style)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """What is shown, and the part of the plane that it is shown in."""
        title = f"Landscape · {frame.problem.entry.title}"
        if frame.stale:
            title += " · catching up"
        if self._cross is not None:
            chosen = ", ".join(f"{value:g}" for value in self._cross[: frame.problem.dims])
            return title, f"start {chosen} · arrows, enter, escape"
        style = self._plot.style
        words = [style.palette] if style.palette else []
        words.append(style.scale or natural_scale_of(frame))
        box, (across, up, *_) = shown_box(frame), (*frame.problem.names, "f")
        words += [f"{across} {span(box.x_low, box.x_high)}", f"{up} {span(box.y_low, box.y_high)}"]
        return title, " · ".join(words)

    @property
    def complete(self) -> bool:
        """Whether ground and paths are drawn to the end."""
        return self._plot.complete

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enter and escape are the panel's only while a start is being chosen."""
        if action in ("set_start", "cancel"):
            return self._cross is not None
        return action != "choose_start" or self._cross is None

    def action_move(self, across: int, up: int) -> None:
        """Pan; or move the start that is being chosen by a cell."""
        frame = self.frame
        if frame is None:
            return
        box = shown_box(frame)
        width, height = box.x_high - box.x_low, box.y_high - box.y_low
        if self._cross is None:
            self._look_at(_moved(box, across * _PAN * width, up * _PAN * height))
            return
        _, window = self._plot.window(frame)
        x = self._cross[0] + across * width / max(window.width, 1)
        y = self._cross[1] + up * height / max(window.height, 1)
        x, y = min(max(x, box.x_low), box.x_high), min(max(y, box.y_low), box.y_high)
        self._cross = self._rounded(x, y)
        self.redraw()

    def action_zoom(self, way: int) -> None:
        """Zoom in (1) or out (−1) around the middle."""
        if self.frame is not None:
            box = shown_box(self.frame)
            self._zoom_around(way, (box.x_low + box.x_high) / 2, (box.y_low + box.y_high) / 2)

    def action_fit(self) -> None:
        """Show the problem's own box."""
        self._look_at(None)

    def action_palette(self) -> None:
        """Take the next palette."""
        dark = self.app.current_theme.dark
        names = [palette.name for palette in for_theme(dark)]
        now = self._plot.style.palette_on(dark).name
        self._draw_as(replace(self._plot.style, palette=names[(names.index(now) + 1) % len(names)]))

    def action_scale(self) -> None:
        """Take the next scale of the heights."""
        if self.frame is not None:
            now = self._plot.style.scale or natural_scale_of(self.frame)
            self._draw_as(replace(self._plot.style, scale=SCALES[(SCALES.index(now) + 1) % len(SCALES)]))

    def action_isolines(self) -> None:
        """Draw lines of equal height, or leave them out."""
        self._draw_as(replace(self._plot.style, isolines=not self._plot.style.isolines))

    def _draw_as(self, style: Style) -> None:
        self._plot.style = style
        self.redraw()

    def action_choose_start(self) -> None:
        """Let arrows and enter choose the start."""
        if self.frame is None:
            return
        x, y = place(self.frame, self.frame.scenario.start)
        box = shown_box(self.frame)
        inside = box.x_low <= x <= box.x_high and box.y_low <= y <= box.y_high
        middle = self._rounded((box.x_low + box.x_high) / 2, (box.y_low + box.y_high) / 2)
        self._choose((float(x), float(y)) if inside else middle)

    def action_set_start(self) -> None:
        """Take the chosen start."""
        if self._cross is not None:
            chosen = self._cross
            self._choose(None)
            self._start_at(chosen)

    def action_cancel(self) -> None:
        """Choose no other start."""
        self._choose(None)

    def on_blur(self) -> None:
        """What was not confirmed is not meant."""
        if self._cross is not None:
            self._choose(None)

    def on_click(self, event: events.Click) -> None:
        """Start from the point that was clicked."""
        point = self._point_under(event)
        if point is not None:
            event.stop()
            self._choose(None)
            self._start_at(self._rounded(*point))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Zoom out around the pointer."""
        self._wheel(event, -1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Zoom in around the pointer."""
        self._wheel(event, 1)

    def _wheel(self, event: events.MouseEvent, way: int) -> None:
        point = self._point_under(event)
        if point is not None:
            event.stop()
            self._zoom_around(way, *point)

    def _point_under(self, event: events.MouseEvent) -> tuple[float, float] | None:
        place = event.get_content_offset(self)
        if place is None or self.frame is None:
            return None
        area, window = self._plot.window(self.frame)
        column, row = place.x - area.left, place.y
        inside = 0 <= column < window.width and 0 <= row < window.height
        return window.point(column, row) if inside else None

    def _zoom_around(self, way: int, x: float, y: float) -> None:
        if self.frame is None:
            return
        box = zoomed(shown_box(self.frame), self.frame.problem.box, way, x, y)
        if box is not None:
            self._look_at(box)

    def _rounded(self, x: float, y: float) -> tuple[float, float]:
        """The shortest decimals within half a cell: what is clicked is then what one would type."""
        if self.frame is None:
            return x, y
        box = shown_box(self.frame)
        _, window = self._plot.window(self.frame)
        x = _round(x, (box.x_high - box.x_low) / max(window.width, 1))
        if self.frame.problem.dims == 1:
            return place(self.frame, (x,))
        return x, _round(y, (box.y_high - box.y_low) / max(window.height, 1))

    def _start_at(self, point: tuple[float, float]) -> None:
        if self.frame is not None:
            self.post_message(StartChosen(point[: self.frame.problem.dims]))

    def _choose(self, cross: tuple[float, float] | None) -> None:
        self._cross = cross
        self.refresh_bindings()
        self.redraw()

    def _look_at(self, zoom: Box | None) -> None:
        if self.frame is not None and zoom != self.frame.view.zoom:
            self.post_message(ViewChanged(replace(self.frame.view, zoom=zoom)))


def _moved(box: Box, across: float, up: float) -> Box:
    return replace(
        box,
        x_low=box.x_low + across,
        x_high=box.x_high + across,
        y_low=box.y_low + up,
        y_high=box.y_high + up,
    )


def _round(value: float, cell: float) -> float:
    step = nice_step(cell / 5)
    # Through text, so that 0.1 · 3 is 0.3.
    return float(f"{round(value / step) * step:.12g}")
