"""The race screen: what its keys do with the race, its file and its racers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.app import SystemCommand

from core.measures import next_measure
from core.scenario import Scenario
from core.settings import MEASURED_AT
from tui import messages
from tui.demo import gates
from tui.demo_safe import demo_safe
from tui.screens.race_keys import RACE_KEYS
from tui.screens.race_panels import RacePanels
from tui.screens.seed_bands import SeedBands
from tui.state.session import Session
from tui.widgets.forms.racer_form import RacerForm
from tui.widgets.forms.setup_form import SetupForm

if TYPE_CHECKING:
    from tui.screens.racer_actions import RacerActions
    from tui.screens.scenario_file import ScenarioFile
    from tui.state.frame import Frame
    from tui.state.sweep.sweeper import Sweeper


@demo_safe
class RaceScreen(RacePanels):
    """Forms for the scenario, plots of the race, standings and transport; any setting can change at any time."""

    BINDINGS = RACE_KEYS
    BINDING_GROUP_TITLE = "Race"
    HELP = """
    ### The race

    Racers are optimizers on one landscape, from one start. `space` runs them, `a` adds more, `e` opens the forms, where
    every value can be changed at any time: the race is computed anew up to the same step. `tab` goes from panel to
    panel; the keys of the panel with the focus come first in this list. `f3` shows one update in detail, `f4` lessons.
    """

    def __init__(
        self,
        session: Session,
        *,
        paints_per_second: float = 20.0,
        file: Path | None = None,
    ) -> None:
        self._bands = SeedBands(self)
        super().__init__(session, paints_per_second=paints_per_second)
        if file is not None:
            self.scenario_file.remember(file)

    # Imported at first use, with their dialogs and numpy: the first paint must not wait for them.

    @cached_property
    def scenario_file(self) -> ScenarioFile:
        """The file of the race."""
        from tui.screens.scenario_file import ScenarioFile  # noqa: PLC0415

        return ScenarioFile(self)

    @cached_property
    def racer_actions(self) -> RacerActions:
        """The actions that add racers."""
        from tui.screens.racer_actions import RacerActions  # noqa: PLC0415

        return RacerActions(self)

    @cached_property
    def sweeper(self) -> Sweeper:
        """The sweeps of the race, which outlive the screen that shows them."""
        from tui.state.sweep.sweeper import Sweeper  # noqa: PLC0415

        return Sweeper(gates.reader(self), partial(gates.check_sweep, self))

    # Messages

    @on(messages.AddRequested)
    def _add_requested(self) -> None:
        self.action_add()

    @on(messages.DataRequested)
    def _data_requested(self) -> None:
        self.choose_data()

    # Bands of other seeds

    def snapshot(self) -> Frame:
        """The session's frame, with what other seeds give where that is shown."""
        return self._bands.added_to(super().snapshot())

    def _tick(self) -> None:
        if self._bands.advance():
            self.show_session()
        super()._tick()

    def _run_or_pause_timer(self) -> None:
        """Let the timer run also while bands are being computed."""
        super()._run_or_pause_timer()
        if self._timer is not None and self._bands.busy:
            self._timer.resume()

    @demo_safe
    def action_bands(self) -> None:
        """Show or hide what other seeds give, behind the curves of the loss plot."""
        self._bands.toggle()

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the actions that have an effect."""
        if action == "plane":
            return self.session.scenario.needs_plane
        if action == "duplicate":
            return bool(self.session.scenario.racers)
        return super().check_action(action, parameters)

    @demo_safe
    def action_log(self) -> None:
        """Switch the loss plot between a logarithmic and a linear axis."""
        view = self.session.view
        self.session.set_view(replace(view, log_y=not view.log_y))
        self.show_session()

    @demo_safe
    def action_metric(self) -> None:
        """Show the next metric in the loss plot."""
        view = self.session.view
        self.session.set_view(replace(view, metric=next_measure(self.session.race.problem, view.metric)))
        self.show_session()

    @demo_safe
    def action_measured_at(self) -> None:
        """Measure methods that average at their answer, or at θ."""
        scenario = self.session.scenario
        if not scenario.averages:
            self.notify("No racer averages its iterates: each answer is θ.", timeout=2)
            return
        other = next(word for word in MEASURED_AT if word != scenario.measured_at)
        self.edit(replace(scenario, measured_at=other), "measured_at")

    @demo_safe
    def action_copy(self) -> None:
        """Copy and show the command that reproduces this race."""
        self.scenario_file.copy()

    def action_open(self) -> None:
        """Open a scenario file."""
        self.scenario_file.open()

    def choose_data(self, path: str = "") -> None:
        """Ask for a data file, unless there is one already, and its columns; race on them."""
        from tui.screens.data_choice import choose_data  # noqa: PLC0415

        choose_data(self, gates.reader(self), path)

    def action_save(self) -> None:
        """Save the scenario to a file."""
        self.scenario_file.save()

    def action_export(self) -> None:
        """Export the data of this race, or a picture of the screen."""
        from tui.export.svg import picture  # noqa: PLC0415

        self.scenario_file.export(partial(picture, self))

    def begin(self, scenario: Scenario) -> bool:
        """Race another scenario from its start, and close the screens above; False if it is not allowed."""
        while self.app.screen is not self:
            self.app.pop_screen()
        session = self.session
        self.edit(scenario, "", (None,) * len(scenario.racers))
        if session.scenario != scenario:
            return False
        session.set_view(replace(session.view, hidden=frozenset(), selected=0))
        self.action_restart()
        return True

    def take(self, scenario: Scenario, selected: int) -> None:
        """Race a scenario in which values of a racer differ, from its start; undo brings the values before back."""
        session = self.session
        before = session.scenario
        session.end_run_of_edits()
        self.edit(scenario)
        session.end_run_of_edits()
        if session.scenario is before and scenario != before:
            return  # refused
        session.set_view(replace(session.view, selected=selected))
        self.action_restart()
        self.notify("u brings the values before back, f2 the sweep.", title="Taken from the sweep", timeout=4)

    @demo_safe
    def action_add(self) -> None:
        """Open the dialog that adds racers."""
        self.racer_actions.add()

    @demo_safe
    def action_catalog(self) -> None:
        """Open the catalog of optimizers, problems and schedules."""
        self.racer_actions.catalog()

    @demo_safe
    def action_own_rule(self) -> None:
        """Open the rule editor."""
        self.racer_actions.rules.edit()

    @demo_safe
    def action_duplicate(self) -> None:
        """Add a copy of the selected racer."""
        self.racer_actions.duplicate()

    def commands(self) -> Iterator[SystemCommand]:
        """Open the last session; go to a setting by its name."""
        yield SystemCommand(
            "Open the last session", "What was raced when the app last ended", self.scenario_file.open_last
        )
        for kind, title in ((SetupForm, "Setting"), (RacerForm, "Racer setting")):
            for row in self.query_one(kind).rows:
                go = partial(self.run_action, f"setting({kind.__name__!r}, {row.edit!r})")
                yield SystemCommand(f"{title}: {row.hyper.name}", f"{row.text} · {row.hyper.sentence}", go, False)
