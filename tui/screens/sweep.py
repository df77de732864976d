"""The sweep screen: thousands of races at once, over one or two hyperparameters or over starts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widget import Widget

from tui.demo import gates
from tui.demo_safe import demo_safe
from tui.messages import RaceTaken
from tui.screens.panel_keys import Places, panel_keys
from tui.screens.race import RaceScreen
from tui.screens.scenario_file import ScenarioFile
from tui.screens.session_screen import SessionScreen
from tui.screens.sweep_file import SweepFile
from tui.screens.sweep_keys import KEYS
from tui.state.frame import Frame
from tui.state.session import Session
from tui.state.sweep.readings import best_cell
from tui.state.sweep.sweeper import Sweeper
from tui.state.sweep_frame import KINDS, SHOWN, Kind, SweepView
from tui.widgets.dialogs.sweep_axes import SweepAxes
from tui.widgets.header_line import HeaderLine
from tui.widgets.key_line import KeyLine
from tui.widgets.sweep.budget_panel import BudgetPanel
from tui.widgets.sweep.cell_readings import CellReadings
from tui.widgets.sweep.comparison_table import ComparisonTable
from tui.widgets.sweep.curves_panel import SweepCurvesPanel
from tui.widgets.sweep.map_panel import SweepMapPanel
from tui.widgets.sweep.messages import CellTaken, MapResized, RegionChosen, SweepViewChanged
from tui.widgets.sweep.readings import SweepReadings
from tui.widgets.transport import Transport

SLICE = 0.015
"""Seconds of computing between two pauses."""
PAUSE = 0.004
"""Seconds of a pause, for keys and paints."""

_FIRST_PANEL: dict[Kind, type[Widget]] = {
    "curves": SweepCurvesPanel,
    "map": SweepMapPanel,
    "basins": SweepMapPanel,
    "comparison": ComparisonTable,
}
"""The panel that has the focus when a view opens."""


@demo_safe
class SweepScreen(SessionScreen):
    """The results of a sweep at a step, its numbers and the transport; they are computed while one looks."""

    CSS_PATH = "sweep.tcss"
    PLACES: ClassVar[Places] = (
        ("Plot", "SweepCurvesPanel, SweepMapPanel, BudgetPanel"),
        ("Readings", "SweepReadings, ComparisonTable"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*KEYS, *panel_keys(PLACES)]
    AUTO_FOCUS = "SweepCurvesPanel"
    BINDING_GROUP_TITLE = "Sweep"
    HELP = """
    ### Sweep

    What becomes of the race with other values: all racers over four decades of the learning rate at first, each with
    its own start, seed and settings. The transport shows any step. `enter` takes a value into the race, where `u` takes
    it back.
    """

    def __init__(
        self, race: ScenarioFile, sweeper: Sweeper, session: Session, *, paints_per_second: float = 20.0
    ) -> None:
        self.sweeper = sweeper
        self._working = False
        self._shown_version: object = None
        self.file = SweepFile(self, sweeper, race)
        super().__init__(session, paints_per_second=paints_per_second)

    @classmethod
    def over(cls, below: SessionScreen) -> SweepScreen:
        """Make the screen with the sweeps of the race below, at its last step."""
        race = below.session
        (host,) = (screen for screen in below.app.screen_stack if isinstance(screen, RaceScreen))
        session = Session(race.scenario, at=race.scenario.steps, speed=race.clock.speed, read=gates.reader(host))
        session.set_view(race.view)
        return cls(host.scenario_file, host.sweeper, session, paints_per_second=below.paints_per_second)

    def compose(self) -> ComposeResult:
        """Lay the panels out."""
        self._show_view()
        yield self.showing(HeaderLine())
        with Vertical(id="sweep"):
            yield self.showing(SweepCurvesPanel())
            yield self.showing(SweepReadings())
            yield self.showing(SweepMapPanel())
            yield self.showing(CellReadings())
            yield self.showing(ComparisonTable())
            yield self.showing(BudgetPanel())
        yield self.showing(Transport())
        yield KeyLine()

    def _show_view(self) -> None:
        """Show the panels of the view."""
        kind = self.sweeper.view.kind
        self.set_class(kind in ("map", "basins"), "-map")
        self.set_class(kind == "comparison", "-comparison")

    def begin_drawing(self) -> None:
        """Take the sweep of a file that has been opened, and show the sweep."""
        if self.file.take_opened():
            self.set_focus(self.query_one(_FIRST_PANEL[self.sweeper.view.kind]))
        super().begin_drawing()

    # The frame

    def snapshot(self) -> Frame:
        """The frame of the race with its sweep."""
        frame = self.session.frame()
        return replace(frame, sweep=self.sweeper.frame(frame))

    def show_session(self) -> None:
        """Show the sweep, and compute what is not known of it."""
        self._show_view()
        super().show_session()
        self._shown_version = self.sweeper.version
        self._compute_on()

    def _compute_on(self) -> None:
        if not self._working and not self.sweeper.complete and self.is_current:
            self._working = True
            self.set_timer(PAUSE, self._work)

    def _work(self) -> None:
        """Compute for a moment; the next tick shows what has been found."""
        self._working = False
        if self.is_current and self.sweeper.advance(SLICE):
            self._compute_on()

    def _tick(self) -> None:
        super()._tick()
        self._compute_on()  # a pause during which another screen came and went ends the work
        if self._shown_version != self.sweeper.version and not getattr(self.app, "output_behind", False):
            self.show_session()

    def _run_or_pause_timer(self) -> None:
        """Let the timer run also while the sweep is being computed."""
        super()._run_or_pause_timer()
        if self._timer is not None and not self.sweeper.complete:
            self._timer.resume()

    # Messages

    @on(SweepViewChanged)
    def _sweep_view_changed(self, event: SweepViewChanged) -> None:
        self.sweeper.view = event.view
        self.show_session()

    @on(MapResized)
    def _map_resized(self, event: MapResized) -> None:
        self.sweeper.size = event.size
        self.show_session()

    @on(RegionChosen)
    def _region_chosen(self, event: RegionChosen) -> None:
        try:
            if not self.sweeper.zoom(self.frame, event.ends):
                self.notify("Floating-point numbers are not finer than this.", timeout=3)
        except ValueError as error:
            self.notify(str(error), severity="error", markup=False)
        self.show_session()

    @on(CellTaken)
    def _cell_taken(self) -> None:
        self.action_take()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the actions that have an effect in this view."""
        kind = self.sweeper.view.kind
        if action == "quantity":
            return len(SHOWN[kind]) > 1
        return action != "best" or kind != "comparison"

    @demo_safe
    def action_quantity(self) -> None:
        """Show the next measure."""
        view = self.sweeper.view
        names = SHOWN[view.kind]
        following = names[(names.index(view.quantity) + 1) % len(names)]
        self.sweeper.view = replace(view, quantity=following)
        self.show_session()

    @demo_safe
    def action_view(self) -> None:
        """Show the next view: curves over one hyperparameter, a map over two, basins of minima, a comparison."""
        plane = self.session.scenario.problem.entry.dims == 2
        kinds = [kind for kind in KINDS if kind != "basins" or plane]
        kind = kinds[(kinds.index(self.sweeper.view.kind) + 1) % len(kinds)]
        skipped = not plane and self.sweeper.view.kind == "map"
        self.sweeper.view = SweepView(kind, SHOWN[kind][0])
        self.show_session()
        if skipped and self.session.scenario.needs_plane:
            self.say("Basins are those of two parameters.")
        self.set_focus(self.query_one(_FIRST_PANEL[kind]))
        self.refresh_bindings()

    @demo_safe
    def action_axes(self) -> None:
        """Ask for the axes."""
        text = "" if self.frame.sweep is None else self.frame.sweep.text
        self.app.push_screen(SweepAxes(text, partial(self.sweeper.check_axes, self.frame)), self._axes_typed)

    def _axes_typed(self, text: str | None) -> None:
        if text is not None:
            self.sweeper.choose_axes(self.frame, text)
            self.show_session()

    def action_open(self) -> None:
        """Open a scenario file."""
        self.file.open()

    def action_save(self) -> None:
        """Save the race and its sweep to a file."""
        self.file.save()

    @demo_safe
    def action_copy(self) -> None:
        """Copy and show the command that computes this sweep."""
        self.file.copy()

    def action_export(self) -> None:
        """Export the runs of this sweep, or a picture of the screen."""
        self.file.export()

    @demo_safe
    def action_fit(self) -> None:
        """Take the axes that the view begins with."""
        self.sweeper.default_axes()
        self.show_session()

    @demo_safe
    def action_undo(self) -> None:
        """Take the last change of axes back."""
        if self.sweeper.undo_axes():
            self.show_session()
        else:
            self.notify("Nothing to undo.", timeout=2)

    @demo_safe
    def action_best(self) -> None:
        """Move the cursor to the best value of the selected racer."""
        best = self._best()
        if best is None:
            self.notify("No result is known.", timeout=2)
        else:
            self.sweeper.view = replace(self.sweeper.view, cursor=best)
            self.show_session()

    def _best(self) -> tuple[int, ...] | None:
        row = self._row()
        return None if row is None or self.frame.sweep is None else best_cell(self.frame.sweep.racers[row].values)

    def _row(self) -> int | None:
        """The row of the selected racer in the sweep."""
        rows = [] if self.frame.sweep is None else self.frame.sweep.racers
        return next((row for row, racer in enumerate(rows) if racer.index == self.session.view.selected), None)

    @demo_safe
    def action_take(self) -> None:
        """Take the value under the cursor into the race, or the best one of the selected racer."""
        row, scenario = self._row(), None
        if row is not None and self.sweeper.view.kind == "comparison":
            cursor = self.sweeper.view.cursor or (0,)
            scenario = self.sweeper.tuned(self.frame, row, cursor[0])
        elif row is not None and (cell := self.sweeper.view.cursor or self._best()) is not None:
            scenario = self.sweeper.taken(self.frame, (row, *cell))
        if scenario is None:
            self.notify("No result is known.", timeout=2)
            return
        self.app.post_message(RaceTaken(scenario, self.session.view.selected))

    @demo_safe
    def action_leave(self) -> None:
        """Go back to the race."""
        self.dismiss()
