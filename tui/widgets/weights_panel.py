"""The parameters θ over the steps; for a regression, the data with the lines fitted so far instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tui.messages import ViewChanged
from tui.plotting.cells import Picture
from tui.plotting.charts import weights_chart
from tui.plotting.curves import Chart
from tui.plotting.fit import PLUS, ZERO, FitPlot
from tui.plotting.look import Look
from tui.widgets.steps_panel import StepsPanel

if TYPE_CHECKING:
    from tui.frame import Frame


class WeightsPanel(StepsPanel):
    """Two curves a racer, the second one dotted; or the model as it learns."""

    BORDER_TITLE = "Weights"
    HELP = """\
The parameters over the steps: the first one drawn through, the second one dotted. The cursor is that of the loss.

Where there are data, `w` shows them: with the line that each racer has fitted so far, or, for two classes, with the
boundary between them.
"""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("w", "what", "Weights/data", id="plot.weights")]

    def __init__(self, *, id: str | None = None, classes: str | None = None, disabled: bool = False) -> None:
        super().__init__(id=id, classes=classes, disabled=disabled)
        self._fit = FitPlot()

    def chart(self, frame: Frame, look: Look) -> Chart:
        """Both components of θ for each racer that is not hidden."""
        return weights_chart(frame, look)

    def picture(self, frame: Frame, look: Look, width: int, height: int) -> Picture:
        """θ over the steps, or data and fits."""
        if self.reads_steps(frame):
            return super().picture(frame, look, width, height)
        self._fit.width, self._fit.height = width, height
        return self._fit.draw(frame, look)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """Which parameters, and how they are drawn."""
        catching_up = " · catching up" if frame.stale else ""
        if not self.reads_steps(frame):
            return self._data_titles(frame, catching_up)
        steps = "steps · log" if frame.view.log_x else "steps"
        if frame.problem.dims == 1:
            return f"Weights{catching_up}", f"{frame.problem.names[0]} · {steps}"
        first, second = frame.problem.names
        full, dotted = ("::", "..") if self.look().ascii else ("⠒⠒", "⠂⠂")
        return f"Weights{catching_up}", f"{first} {full} {second} {dotted} · {steps}"

    def _data_titles(self, frame: Frame, catching_up: str) -> tuple[str, str]:
        data = frame.problem.data
        if data is None or data.labels is None:
            return f"Data and fits{catching_up}", "x → y"
        zero = "o" if self.look().ascii else ZERO
        return f"Data and boundaries{catching_up}", f"{zero} 0 · {PLUS} 1 · {', '.join(data.columns)}"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is a choice only where there are data."""
        if action == "what":
            return self.frame is not None and self.frame.problem.data is not None
        if action in ("cursor", "log_steps") and self.frame is not None:
            return self.reads_steps(self.frame)
        return super().check_action(action, parameters)

    def action_what(self) -> None:
        """θ, or the data with the fitted lines."""
        if self.frame is not None:
            view = self.frame.view
            self.post_message(ViewChanged(replace(view, weights="weights" if view.weights == "data" else "data")))

    def reads_steps(self, frame: Frame) -> bool:
        """Whether curves are shown, not data."""
        return frame.view.weights == "weights" or frame.problem.data is None
