"""The weights panel: the parameters θ over the steps, alone or with the loss, or the data with the fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from core.measures import MEASURES
from tui import plotting
from tui.demo_safe import demo_safe
from tui.messages import ViewChanged
from tui.state.frame import Weights
from tui.widgets.plots.data_titles import DATA_TITLE, data_titles
from tui.widgets.plots.plot_panel import CORNERS
from tui.widgets.plots.steps_panel import STEPS_BUTTONS, StepsPanel

if TYPE_CHECKING:
    from tui.plotting.cells import Picture
    from tui.plotting.chart.curves import Chart
    from tui.plotting.data_plot import DataPlot
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame

_NAME = 12  # characters


class WeightsPanel(StepsPanel):
    """Two curves per racer, the second one dotted; or those of one racer with its loss; or the data with the fits."""

    BORDER_TITLE = "Weights"
    HELP = """\
The parameters over the steps: the first one drawn through, the second one dotted. The cursor is that of the loss. Of
more than two parameters it shows two, and up and down go to the next.

`w` shows those of the selected racer together with its loss, which is dashed and has its axis on the right (`l`:
logarithmic or linear); the losses of the others are a shadow. Where there are data, `w` shows them next: with the line
that each racer has fitted so far, or, for two classes, with the boundary between them.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("w", "what", "Weights/loss/data", id="plot.weights"),
        Binding(
            "down", "parameter(1)", "Parameter", key_display="↑ ↓", tooltip="Next parameter", id="plot.next_parameter"
        ),
        Binding("up", "parameter(-1)", "Previous parameter", show=False, id="plot.last_parameter"),
    ]

    @cached_property
    def _data(self) -> DataPlot:
        return plotting.data_plot.DataPlot()

    def chart(self, frame: Frame, theme: PlotTheme) -> Chart:
        """θ of each racer that is not hidden, or of one together with its loss."""
        if shown(frame) == "both":
            return plotting.weights_and_loss_chart.weights_and_loss_chart(frame, theme)
        return plotting.charts.weights_chart(frame, theme)

    def picture(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        """Draw θ over the steps, or data and fits."""
        if self.reads_steps(frame):
            return super().picture(frame, theme, width, height)
        self._data.width, self._data.height = width, height
        return self._data.draw(frame, theme)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The content, and a key to the lines of the parameters."""
        if not self.reads_steps(frame):
            return data_titles(frame, self.plot_theme())
        names, both = tuple(frame.problem.names[component] for component in frame.curves), shown(frame) == "both"
        through, dotted, dashed = ("::", "..", "--") if self.plot_theme().ascii else ("⠒⠒", "⠂⠂", "╌╌")
        room = self.content_size.width - CORNERS
        if both and (over := len(f"{' '.join(names)} :: .. loss --") - room) > 0:
            longest = max(names, key=len)
            names = tuple(
                plotting.labels.shorten(name, len(name) - over) if name == longest else name for name in names
            )
        words = [f"{name} {line}" for name, line in zip(names, (through, dotted), strict=False)]
        lines = f"{' '.join(words)} loss {dashed}" if both else " ".join(words) if len(words) > 1 else names[0]
        dims = frame.problem.dims
        lines = f"{lines} of {dims}" if dims > 2 and not both else lines
        steps = " · steps · log" if frame.view.log_x else " · steps"
        if (both or dims > 2) and not frame.view.log_x and len(lines + steps) > room:
            steps = ""  # the least important part is left out first
        catching_up = " · catching up" if frame.stale else ""
        return f"{self._what(frame)}{catching_up}", lines + steps

    def buttons(self, frame: Frame) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """The content and the scale of the steps change at a click."""
        return dict.fromkeys(("Weights", "weights and loss", DATA_TITLE), "what"), STEPS_BUTTONS

    def _what(self, frame: Frame) -> str:
        racer = plotting.weights_and_loss_chart.chosen(frame)
        if shown(frame) != "both" or racer is None:
            return "Weights"
        log = frame.view.log_y and plotting.charts.log_is_possible(frame, MEASURES["loss"])
        who = f"{self.plot_theme().racer(racer.slot).marker} {plotting.labels.shorten(racer.name, _NAME)}"
        return f"{who} · weights and loss{' · log' if log else ''}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable the cursor and the scale of steps while data are shown."""
        if action in ("cursor", "log_steps") and self.frame is not None:
            return self.reads_steps(self.frame)
        if action == "parameter":
            return self.frame is not None and self.frame.scenario.needs_plane and self.reads_steps(self.frame)
        return super().check_action(action, parameters)

    @demo_safe
    def action_what(self) -> None:
        """θ, θ and the loss, or the data with the fitted lines."""
        if self.frame is not None:
            following: dict[Weights, Weights] = {"weights": "both", "both": "weights", "data": "weights"}
            if self.frame.entry.has_data:
                following["both"] = "data"
            self.post_message(ViewChanged(replace(self.frame.view, weights=following[shown(self.frame)])))

    @demo_safe
    def action_parameter(self, by: int) -> None:
        """Show the curves of the next parameter, or those of the one before."""
        if self.frame is not None:
            self.post_message(ViewChanged(self.frame.view.beside(by, self.frame.problem.dims)))

    def reads_steps(self, frame: Frame) -> bool:
        """Whether curves are shown, not data."""
        return shown(frame) != "data"


def shown(frame: Frame) -> Weights:
    """The content that the view asks for; in place of data, weights if the problem has none."""
    wanted = frame.view.weights
    return "weights" if wanted == "data" and not frame.entry.has_data else wanted
