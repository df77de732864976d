"""The close-up: the landscape around the selected racer's head, its arrows, and a legend with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical

from core.inspection.directions import close_up_box
from core.number_text import rounded
from tui.plotting.landscape.close_up import NAMES, CloseUpPlot, box_sides, momentum_and_scale_of
from tui.state.plane_frame import on_plane
from tui.widgets.numbered import Numbered
from tui.widgets.panel import BORDER_CSS
from tui.widgets.plots.landscape_panel import LandscapePanel
from tui.widgets.plots.plot_panel import SLICE
from tui.widgets.racer_style import display_text, marker_and_style
from tui.widgets.shows_frame import ShowsFrame
from tui.widgets.text_rows import Row, TextRows, fit

if TYPE_CHECKING:
    from core.inspection.momentum_and_scale import NamedVector
    from core.problems import Box
    from tui.plotting.viewport import Floats
    from tui.state.frame import Frame

STEPS_PAUSED, STEPS_PLAYING = 6.0, 48.0
"""How many recent steps fit across the close-up; while playing, multiplied by the speed.

When paused, the arrows must be large enough to read. While playing, the box must hold many steps, so that it need
not move, and the landscape be drawn again, at every tick.
"""
_GAP = "  "


class CloseUpLandscape(LandscapePanel):
    """The landscape around the head of the selected racer."""

    HELP = """\
The ground around the selected racer's head, which it follows. Three arrows leave the head, each with its name at the
tip: `∇`, thin, goes against the gradient there; `m`, heavy, is where momentum pushes, whatever its own sign; `Δ`,
dashed, is the step last taken, drawn on from where it led. Arrows say directions; only `Δ` says a length, too, unless
it were too short or too long to be seen.

`□` is the box of √v̂, or of whatever else the rule divides each coordinate by: its half-widths are in the ratio of the
two numbers in the legend, on the axes' scales. It is the usual size of the gradient in each coordinate, and dividing
by it makes a square of the box: **its long side is the coordinate whose steps are cut down most.** Of more than two
parameters the arrows are projected onto the plane, and there is a box where the plane is that of two parameters.

`t` changes the palette, `h` the scale of the heights, `i` draws lines of equal height.
"""
    DEFAULT_CSS = """
    CloseUpLandscape { border: none; &:focus { border: none; } }
    """

    def __init__(self) -> None:
        super().__init__()
        self._plot = CloseUpPlot(seconds=SLICE)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable pan, zoom and fit: the close-up follows the head."""
        return action not in ("move", "zoom", "fit") and super().check_action(action, parameters)

    def set_zoom(self, zoom: Box | None) -> None:
        """Leave the view alone: wheel and drag belong to the landscape of the race."""


class CloseUpLegend(ShowsFrame, TextRows):
    """One row that names the arrows, and one with the numbers of the box."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"legend--text", "legend--muted"}
    DEFAULT_CSS = """
    CloseUpLegend {
        height: auto;
        padding: 0 1;
        & > .legend--text { color: $foreground; text-style: bold; }
        & > .legend--muted { color: $text-muted; }
    }
    """

    def frame_changed(self, before: Frame | None) -> None:
        """Show the numbers of the new step."""
        self.redraw()

    def rows(self, width: int) -> Sequence[Row]:
        """Return the legend, shortened to the width."""
        frame = self.frame
        if frame is None or not frame.racers:
            return []
        racer = frame.racers[frame.view.selected]
        found = momentum_and_scale_of(racer)
        _, color = marker_and_style(self, racer.slot)
        rows: list[Row] = [self._arrows(found.momentum, color, width, racer.steps > 0)]
        if found.scale is not None and (sides := box_sides(frame, found.scale.values)) is not None:
            rows.append(self._box(found.scale.text, sides, color, width))
        return rows

    def _arrows(self, momentum: NamedVector | None, color: Style, width: int, moved: bool) -> Row:
        named = [("gradient", "−∇f", self.style_of("legend--text"))]
        if momentum is not None:
            long = f"momentum {momentum.text}"
            beside = (display_text(self, text) for text in ("∇ −∇f", "m ", "Δ step"))
            room = width - sum(map(cell_len, beside)) - 2 * len(_GAP)
            short = cell_len(display_text(self, long)) > room
            named.append(("momentum", fit(momentum.text, room).rstrip() if short else long, color))
        if moved:
            named.append(("step", "step", color))
        row: list[tuple[str, Style]] = []
        for name, text, style in named:
            row += [
                (display_text(self, _GAP if row else ""), style),
                (NAMES[name], style + Style(bold=True)),
                (display_text(self, f" {text}"), self.style_of("legend--muted")),
            ]
        return row

    def _box(self, scale: str, sides: Floats, color: Style, width: int) -> Row:
        numbers = " : ".join(rounded(float(side), 4) for side in sides)
        text = f" {scale}  {numbers}"
        more = " · divides the step"
        room = width - 1
        if cell_len(text) > room:
            text = f" {fit(scale, max(room - cell_len(numbers) - 3, 1))}  {numbers}"
        return [
            (NAMES["box"], color + Style(bold=True)),
            (
                display_text(self, text + (more if cell_len(text + more) <= room else "")),
                self.style_of("legend--muted"),
            ),
        ]


def close_up(frame: Frame) -> Frame:
    """The same frame, zoomed in around the selected racer's head."""
    if not frame.racers:
        return frame
    steps = STEPS_PLAYING * frame.clock.speed if frame.clock.playing else STEPS_PAUSED
    box = close_up_box(frame.problem, frame.racers[frame.view.selected].path, steps)
    return frame if box is None else replace(frame, view=replace(frame.view, zoom=box))


class CloseUpPanel(ShowsFrame, Vertical, Numbered):
    """The close-up in its frame."""

    DEFAULT_CSS = f"""
    CloseUpPanel {{
        {BORDER_CSS}
        &:focus-within {{ border-title-style: bold; }}
    }}
    """

    def __init__(self) -> None:
        super().__init__()
        self._parts = (CloseUpLandscape(), CloseUpLegend())

    def compose(self) -> ComposeResult:
        """Lay out the landscape, and the legend under it."""
        yield from self._parts

    def frame_changed(self, before: Frame | None) -> None:
        """Zoom in around the head, and name the problem."""
        frame = self.frame
        near = None if frame is None else close_up(on_plane(frame))
        for part in self._parts:
            part.frame = near
        if frame is not None:
            title = display_text(self, f"Close-up · {frame.problem.entry.title}")
            if title != self.border_title:
                self.border_title = title
