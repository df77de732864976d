"""The base of the screens that show a session: the timer, the frame for the panels, and the keys of the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from textual import on
from textual.app import SystemCommand
from textual.timer import Timer

from core.planes.choice import next_plane
from core.scenario import Scenario
from tui import messages
from tui.demo import gates
from tui.demo_safe import demo_safe
from tui.screens.clock_keys import CLOCK_KEYS
from tui.screens.milestone_search import MilestoneSearch
from tui.screens.panel_keys import PanelScreen
from tui.state.data_news import data_news
from tui.state.edit_text import dropped_rates_text, racers_text
from tui.state.frame import Frame
from tui.state.session import Session
from tui.terminal.compositor import install
from tui.widgets.shows_frame import ShowsFrame

if TYPE_CHECKING:
    from core.milestones import Milestone

Panel = TypeVar("Panel", bound=ShowsFrame)


class SessionScreen(PanelScreen):
    """Owns the timer, and gives its panels each new frame; the timer stops while there is nothing to do."""

    BINDINGS = CLOCK_KEYS

    def __init__(self, session: Session, *, paints_per_second: float = 20.0) -> None:
        super().__init__()
        install(self)
        self.session = session
        self.paints_per_second = paints_per_second
        session.clock = replace(session.clock, ticks_a_second=paints_per_second)
        self._timer: Timer | None = None
        self._skipped = 0
        self._search = MilestoneSearch(session, self._milestone_found)
        self._panels: list[ShowsFrame] = []
        self.frame = self.snapshot() if session.computed else session.shell()
        """The snapshot that all panels draw from; made once a tick."""

    @classmethod
    def over(cls, below: SessionScreen) -> SessionScreen:
        """Make a screen to push onto `below`: it shows the same session, unless a subclass has its own."""
        return cls(below.session, paints_per_second=below.paints_per_second)

    def showing(self, panel: Panel) -> Panel:
        """Give a panel this frame, and then each new one."""
        panel.frame = self.frame
        self._panels.append(panel)
        return panel

    def on_mount(self) -> None:
        """Start the clock; Textual also calls the method of each base class."""
        self._timer = self.set_interval(1 / self.paints_per_second, self._tick, pause=True)
        # Import numpy and make the race after the forms are painted: after the second paint, since the widgets' first
        # resize events follow the first one.
        self.call_after_refresh(self.call_after_refresh, self.set_timer, 0.002, self.begin_drawing)

    def begin_drawing(self) -> None:
        """Make the race and show it, after the first paint."""
        self.show_session()

    def on_screen_resume(self) -> None:
        """Show the session, which another screen may have changed."""
        if self.session.computed:
            self.show_session()

    def on_screen_suspend(self) -> None:
        """Stop the timer, and show the race as paused: below a dialog it is, and the standings lag while it plays."""
        if self._timer is not None:
            self._timer.pause()
        if self.frame.clock.playing:
            self._show(replace(self.frame, clock=replace(self.frame.clock, playing=False)))

    # Time

    def _tick(self) -> None:
        if getattr(self.app, "output_behind", False):
            self._skipped += 1  # a slow terminal shows fewer frames, never outdated ones
            return
        ticks, self._skipped = 1 + self._skipped, 0
        self._search.advance()
        if self.session.tick(ticks):
            self.show_session()
        self._run_or_pause_timer()

    def _run_or_pause_timer(self) -> None:
        """Let the timer run only while there is something to do: a paused race costs nothing."""
        if self._timer is not None:
            session = self.session
            if session.clock.playing or session.behind or session.fitting or self.searching:
                self._timer.resume()
            else:
                self._timer.pause()

    def show_session(self) -> None:
        """Show the session's snapshot."""
        self._show(self.snapshot())
        self._run_or_pause_timer()

    def _show(self, frame: Frame) -> None:
        """Give the panels a frame, and paint what changes."""
        self.frame = frame
        for panel in self._panels:
            panel.take_frame(frame)
        self.paint_now(self._panels)

    def snapshot(self) -> Frame:
        """Make the frame for the panels of this screen."""
        return self.session.frame()

    def edit(self, scenario: Scenario, edit: str = "", origins: tuple[int | None, ...] | None = None) -> None:
        """Race another scenario, if it is allowed."""
        try:
            gates.check(self, scenario)
        except gates.PolicyError as error:
            self.notify(str(error), severity="error", markup=False)
        else:
            before = self.session.scenario
            with self.telling_of_data():
                self.session.edit(scenario, edit, origins)
            if dropped := dropped_rates_text(before, self.session.scenario):
                self.notify(
                    f"Dropped {dropped}: {scenario.problem.name} has no such groups. u goes back.", markup=False
                )
        self.show_session()

    @contextmanager
    def telling_of_data(self) -> Iterator[None]:
        """Say what became of the data file of the race meanwhile."""
        before = self.session.race if self.session.computed else None
        yield
        if before is not None and (news := data_news(before, self.session.race)):
            self.notify(news, markup=False)

    # Messages

    @on(messages.ScenarioChanged)
    def _scenario_changed(self, event: messages.ScenarioChanged) -> None:
        before = self.session.scenario
        self.edit(event.scenario, event.edit, event.origins)
        if event.origins is not None and self.session.scenario is not before:
            gone = [racer for index, racer in enumerate(before.racers) if index not in event.origins]
            if gone:
                self.say(f"Removed {racers_text(gone)}. u brings it back.")

    @on(messages.ViewChanged)
    def _view_changed(self, event: messages.ViewChanged) -> None:
        self.session.set_view(event.view)
        self.show_session()

    @on(messages.ShadingChosen)
    def _shading_chosen(self, event: messages.ShadingChosen) -> None:
        self.session.shade(event.palette, event.scale, event.isolines)
        self.show_session()

    @on(messages.StartChosen)
    def _start_chosen(self, event: messages.StartChosen) -> None:
        self.edit(replace(self.session.scenario, start=event.point), "start")

    @on(messages.StepRequested)
    def _step_requested(self, event: messages.StepRequested) -> None:
        self.action_seek(event.step)

    @on(messages.PlayToggled)
    def _play_toggled(self) -> None:
        self.action_play()

    @on(messages.SpeedRequested)
    def _speed_requested(self, event: messages.SpeedRequested) -> None:
        self.session.set_speed(event.speed)
        self.show_session()

    # Keys

    @demo_safe
    def action_play(self) -> None:
        """Play or pause."""
        self.session.play()
        self.show_session()

    @demo_safe
    def action_step(self, by: int) -> None:
        """Pause, and go `by` steps forward."""
        self.session.play(False)
        self.action_seek(self.session.clock.step + by)

    @demo_safe
    def action_seek(self, step: int) -> None:
        """Go to a step."""
        self.session.seek(step)
        self.show_session()

    @demo_safe
    def action_to_end(self) -> None:
        """Go to the last step."""
        self.action_seek(self.session.scenario.steps)

    @demo_safe
    def action_restart(self) -> None:
        """Play from the start, on data as their file has them now."""
        with self.telling_of_data():
            self.session.reread()
        self.session.seek(0)
        self.session.play(True)
        self.show_session()

    @demo_safe
    def action_speed(self, up: bool) -> None:
        """Go faster or slower."""
        self.session.change_speed(up)
        self.show_session()

    @demo_safe
    def action_racer(self, by: int) -> None:
        """Select the racer `by` places further down, from the last one to the first."""
        count = len(self.session.scenario.racers)
        if count:
            view = self.session.view
            self.session.set_view(replace(view, selected=(view.selected + by) % count))
            self.show_session()

    @demo_safe
    def action_undo(self) -> None:
        """Take the last edit back."""
        self._history(self.session.undo(), "Undid", "undo")

    @demo_safe
    def action_redo(self) -> None:
        """Bring the last undone edit back."""
        self._history(self.session.redo(), "Redid", "redo")

    def _history(self, edit: str, done: str, what: str) -> None:
        if edit:
            self.show_session()
            self.say(f"{done} {edit}")
        else:
            self.say(f"Nothing to {what}.")

    def say(self, sentence: str) -> None:
        """Tell in one short line what was done."""
        self.notify(sentence, timeout=2, markup=False)

    @demo_safe
    def action_milestone(self, forward: bool) -> None:
        """Go to the selected racer's next or last milestone: target, best loss, vanishing gradient, divergence."""
        self._search.begin(forward)
        self.show_session()
        self._search.advance()
        self._run_or_pause_timer()
        if self.searching:
            self.notify("Computing the race to its end …", timeout=2)

    @property
    def searching(self) -> bool:
        """Whether the race is being computed to find a milestone."""
        return self._search.active

    def _milestone_found(self, milestone: Milestone | None) -> None:
        if milestone is None:
            self.notify(f"No {'later' if self._search.forward else 'earlier'} milestone.", timeout=2)
        else:
            self.notify(milestone.sentence, title=f"Step {milestone.step}", timeout=5, markup=False)
            self.show_session()

    @demo_safe
    def action_clear_ghosts(self) -> None:
        """Remove the ghosts: the racers as they were before the last edit."""
        self.session.clear_ghosts()
        self.show_session()

    @demo_safe
    def action_select_racer(self, index: int) -> None:
        """Select a racer."""
        self.session.set_view(replace(self.session.view, selected=index))
        self.show_session()

    @demo_safe
    def action_show_measure(self, name: str) -> None:
        """Show a measure in the loss plot."""
        self.session.set_view(replace(self.session.view, metric=name))
        self.show_session()

    @demo_safe
    def action_show_parameter(self, index: int) -> None:
        """Show one of many parameters in full."""
        self.session.set_view(replace(self.session.view, parameter=index))
        self.show_session()

    @demo_safe
    def action_plane(self, plane: str = "") -> None:
        """Draw the landscape on a plane; without one on the next of those that the form offers."""
        scenario = self.session.scenario
        names = self.session.race.problem.names
        self.edit(replace(scenario, plane=plane or next_plane(names, scenario.plane, scenario.steps)))
        self.say(f"Plane: {self.session.scenario.plane}.")

    def commands(self) -> Iterator[SystemCommand]:
        """Commands of the palette that have no key."""
        yield from ()
