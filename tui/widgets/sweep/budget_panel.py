"""Budget curves: the expected best loss of each racer after n random trials, on the chosen problem."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from tui.plotting.notes import note_picture
from tui.plotting.sweep.charts import COMPUTING, budget_chart
from tui.plotting.sweep.curves import SweepCurvesPlot
from tui.widgets.plots.plot_panel import PlotPanel
from tui.widgets.sweep.comparison_table import condition_of, shown_comparison

if TYPE_CHECKING:
    from tui.plotting.cells import Picture
    from tui.plotting.plot_theme import PlotTheme
    from tui.state.frame import Frame


class BudgetPanel(PlotPanel):
    """The expected lowest loss of each racer over the number of random settings that are tried."""

    BORDER_TITLE = "Budget"
    HELP = """
    How good a racer is depends on how much one tunes it: the curves show the loss to expect from the best of n random
    settings of the sweep, on the chosen problem. A setting that diverges counts as the loss at the start.
    """

    @cached_property
    def _plot(self) -> SweepCurvesPlot:
        return SweepCurvesPlot()

    def picture(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        """Draw the curves, or why there are none."""
        sweep = frame.sweep
        if sweep is None or sweep.comparison is None or not sweep.comparison.found:
            return note_picture(COMPUTING if sweep is None else sweep.note or COMPUTING, width, height, theme)
        self._plot.width, self._plot.height = width, height
        return self._plot.draw(budget_chart(frame, sweep, sweep.comparison, theme), theme)

    def titles(self, frame: Frame) -> tuple[str, str]:
        """The problem, and what is tried."""
        sweep, comparison = frame.sweep, shown_comparison(frame)
        if sweep is None or sweep.sweep is None:
            return "Budget", ""
        if comparison is None:
            return f"Budget · {sweep.share:.0%}", sweep.text
        name = comparison.conditions[condition_of(sweep)]
        runs = f"{comparison.repetitions} runs each" if comparison.repetitions > 1 else "one run each"
        what = " × ".join(comparison.tuned) or "no setting"
        title = f"Expected best loss on {name} after {sweep.sweep.scenario.steps:,} steps"
        return title, f"random trials of {what}, {runs} · {sweep.text}"
