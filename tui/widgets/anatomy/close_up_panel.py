"""The close-up: the landscape around the selected racer's head, its arrows, and a legend with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive

from core.number_text import rounded
from tui.plotting.landscape.close_up import NAMES, CloseUpPlot, momentum_and_scale_of
from tui.widgets.panel import BORDER_CSS
from tui.widgets.plots.landscape_panel import LandscapePanel
from tui.widgets.plots.plot_panel import SLICE
from tui.widgets.racer_style import display_text, marker_and_style
from tui.widgets.text_rows import Row, TextRows, fit

if TYPE_CHECKING:
    from core.inspection.momentum_and_scale import NamedVector
    from tui.state.frame import Frame

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
by it makes a square of the box: **its long side is the coordinate whose steps are cut down most.**

`t` changes the palette, `z` the scale of the heights, `i` draws lines of equal height.
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


class CloseUpLegend(TextRows):
    """One row that names the arrows, and one with the numbers of the box."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"legend--text", "legend--muted"}
    DEFAULT_CSS = """
    CloseUpLegend {
        height: auto;
        padding: 0 1;
        & > .legend--text { color: $foreground; text-style: bold; }
        & > .legend--muted { color: $foreground 70%; }
    }
    """

    frame: reactive[Frame | None] = reactive(None, repaint=False, init=False)
    """The frame to show."""

    def watch_frame(self) -> None:
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
        if found.scale is not None and frame.problem.dims > 1:
            rows.append(self._box(found.scale, color, width))
        return rows

    def _arrows(self, momentum: NamedVector | None, color: Style, width: int, moved: bool) -> Row:
        named = [("gradient", "−∇f", self.style_of("legend--text"))]
        if momentum is not None:
            long = f"momentum {momentum.text}"
            room = width - sum(map(cell_len, ("∇ −∇f", "m ", "Δ step"))) - 2 * len(_GAP)
            named.append(("momentum", long if cell_len(long) <= room else fit(momentum.text, room).rstrip(), color))
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

    def _box(self, scale: NamedVector, color: Style, width: int) -> Row:
        numbers = " : ".join(rounded(float(value), 4) for value in scale.values)
        text = f" {scale.text}  {numbers}"
        more = " · divides the step"
        room = width - 1
        if cell_len(text) > room:
            text = f" {fit(scale.text, max(room - cell_len(numbers) - 3, 1))}  {numbers}"
        return [
            (NAMES["box"], color + Style(bold=True)),
            (
                display_text(self, text + (more if cell_len(text + more) <= room else "")),
                self.style_of("legend--muted"),
            ),
        ]


class CloseUpPanel(Vertical):
    """The close-up in its frame."""

    DEFAULT_CSS = f"""
    CloseUpPanel {{
        {BORDER_CSS}
        &:focus-within {{ border-title-style: bold; }}
    }}
    """

    frame: reactive[Frame | None] = reactive(None, layout=False, repaint=False, init=False)
    """The frame to show, zoomed around the head."""

    def compose(self) -> ComposeResult:
        """Lay out the landscape, and the legend under it."""
        yield CloseUpLandscape().data_bind(CloseUpPanel.frame)
        yield CloseUpLegend().data_bind(CloseUpPanel.frame)

    def watch_frame(self, frame: Frame | None) -> None:
        """Name the problem."""
        if frame is not None:
            title = display_text(self, f"Close-up · {frame.problem.entry.title}")
            if title != self.border_title:
                self.border_title = title
