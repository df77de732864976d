"""The state behind the race screen: scenario, race, view and clock; without widgets and drawing.

Stepping back, scrubbing and changing a hyperparameter are one operation: show the scenario's race at a step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.milestones import adjacent
from core.problems import Reader, data_file, read_table
from core.scenario import Scenario
from tui.state.choices import SPEEDS, Scale
from tui.state.edit_history import EditHistory, UndoState
from tui.state.edit_text import edit_text
from tui.state.frame import Clock, Frame, View, neighbour_speed
from tui.state.planes import steps_to_fit
from tui.state.snapshots import Snapshots
from tui.state.style_slots import first_slots, rearranged

if TYPE_CHECKING:
    from core.milestones import Milestone
    from core.race import Race

COMPUTE_SECONDS = 0.04
"""Time slice of a replay in seconds; a longer one continues at the next tick while the old picture stays."""

_ROUNDING = 1e-9  # ten ticks of a tenth of a step are a step


class Session:
    """Scenario, race, view and clock, with undo; `frame()` is a snapshot of all of it."""

    def __init__(
        self, scenario: Scenario, *, at: int = 0, playing: bool = False, speed: float = 1, read: Reader = read_table
    ) -> None:
        self.scenario = scenario
        self._read = read
        self._race: Race | None = None
        self.view = View(slots=first_slots(scenario.racers))
        step = min(max(at, 0), scenario.steps)
        self.clock = Clock(step, playing and step < scenario.steps, speed)
        self.chosen_speed = speed
        """The last speed that the user chose."""
        self._ahead = 0.0  # steps: less than one, of the ticks so far
        self._edits = EditHistory()
        self._snapshots = Snapshots()

    @property
    def race(self) -> Race:
        """The race of the scenario, computed up to some step; made at first use."""
        if self._race is None:
            self._race = self.scenario.race(self._read)
            self._compute(self._race)
        return self._race

    # Editing

    def edit(self, scenario: Scenario, edit: str = "", origins: Sequence[int | None] | None = None) -> None:
        """Race another scenario, up to the current step.

        A run of edits of the same name is one step of undo; `origins` says for each racer which one it was before.
        Raises DataError, and changes nothing, where the problem's data cannot be read.
        """
        if scenario == self.scenario:
            self.reread()
            return
        race = self.race.update(scenario)
        if self._edits.record(UndoState(self.scenario, self.view), edit):
            self._snapshots.keep_ghosts()
        view = rearranged(self.view, self.scenario, scenario, origins)
        if scenario.plane != self.scenario.plane:
            view = replace(view, zoom=None)
        self._adopt(scenario, race, view)

    def reread(self) -> None:
        """Race on the data file as it is now, if it has changed."""
        if self._race is not None and data_file(self.scenario.problem.values) is not None:
            race = self._race.update(self.scenario)
            if (race.data_version, race.data_error) != (self._race.data_version, self._race.data_error):
                self._adopt(replace(self.scenario), race, self.view)

    def end_run_of_edits(self) -> None:
        """Do not merge the next edit with the last one in the undo history."""
        self._edits.end_run()

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return self._edits.can_undo

    def undo(self) -> str:
        """Take the last edit back; return it in words, or nothing if there was none."""
        after = self.scenario
        done = self._restore(self._edits.undo(UndoState(after, self.view)))
        return edit_text(self.scenario, after) if done else ""

    def redo(self) -> str:
        """Bring the last undone edit back; return it in words, or nothing if there was none."""
        before = self.scenario
        done = self._restore(self._edits.redo(UndoState(before, self.view)))
        return edit_text(before, self.scenario) if done else ""

    def _restore(self, edited: UndoState | None) -> bool:
        """Restore a scenario with its selection, hidden racers, zoom and cursor; keep metric and axes."""
        if edited is None:
            return False
        self._snapshots.keep_ghosts()
        old = edited.view
        view = replace(self.view, slots=old.slots, hidden=old.hidden, selected=old.selected, zoom=old.zoom)
        self._adopt(edited.scenario, self.race.update(edited.scenario), replace(view, cursor=old.cursor))
        return True

    def _adopt(self, scenario: Scenario, race: Race, view: View) -> None:
        if scenario.problem != self.scenario.problem:
            view = replace(view, zoom=None)
            self._snapshots.clear_ghosts()
        self._race, self.scenario, self.view = race, scenario, view
        self._snapshots.race_replaced()
        step = min(self.clock.step, scenario.steps)
        self.clock = replace(self.clock, step=step, playing=self.clock.playing and step < scenario.steps)
        self._compute(self.race)

    def clear_ghosts(self) -> None:
        """Forget what the racers had done before the last edit."""
        self._snapshots.clear_ghosts()

    # Milestones

    def compute_milestones(self) -> bool:
        """Compute the selected racer on towards the end of the race; True when all its milestones are known."""
        if not self.race.racers:
            return True
        racer = self.race.racers[self.view.selected]
        self.race.advance(self.scenario.steps, seconds=COMPUTE_SECONDS, only=racer)
        return racer.done

    def go_to_milestone(self, forward: bool) -> Milestone | None:
        """Pause at the selected racer's next milestone, or the last one before the clock; None if there is none."""
        if not self.race.racers:
            return None
        found = adjacent(self.race.racers[self.view.selected].milestones(), self.clock.step, forward)
        if found is not None:
            self.play(False)
            self.seek(found.step)
        return found

    # The view

    def set_view(self, view: View) -> None:
        """Change how the race is shown; which racers there are stays as it is.

        A request may have been made of a picture from before the last edit.
        """
        if len(view.slots) != len(self.view.slots):
            old = self.view
            view = replace(view, slots=old.slots, hidden=old.hidden, selected=old.selected)
        self.view = view

    def shade(self, palette: str | None, scale: Scale | None, isolines: bool) -> None:
        """Choose how landscapes are shaded."""
        self.view = replace(self.view, palette=palette, scale=scale, isolines=isolines)

    # The clock

    def seek(self, step: int) -> None:
        """Go to a step, clamped to the length of the scenario."""
        step = min(max(step, 0), self.scenario.steps)
        playing = self.clock.playing and step < self.scenario.steps
        self.clock = replace(self.clock, step=step, playing=playing)
        self.race.advance(step, seconds=COMPUTE_SECONDS)

    def play(self, playing: bool | None = None) -> None:
        """Play (True), pause (False) or toggle (None); playing at the end starts from step 0."""
        wanted = not self.clock.playing if playing is None else playing
        if wanted and self.clock.step >= self.scenario.steps:
            self.seek(0)
        self.clock = replace(self.clock, playing=wanted and self.scenario.steps > 0)

    def change_speed(self, up: bool) -> None:
        """Choose the next faster or slower speed."""
        self.set_speed(neighbour_speed(self.clock.speed, up))

    def set_speed(self, speed: float) -> None:
        """Choose to play this many steps a tick."""
        self.set_pace(speed)
        self.chosen_speed = self.clock.speed

    def set_pace(self, speed: float) -> None:
        """Play this many steps a tick, as a lesson wants it."""
        self.clock = replace(self.clock, speed=min(max(speed, SPEEDS[0]), SPEEDS[-1]))

    def tick(self, ticks: int = 1) -> bool:
        """Advance the clock by some ticks; True if there is a new frame to show."""
        self._snapshots.tick()
        if self.behind:
            self.race.advance(self.clock.step, seconds=COMPUTE_SECONDS)
            return not self.behind
        fitted = self.fitting and not self._fit(self.race)
        if not self.clock.playing:
            return fitted
        self._ahead += ticks * self.clock.speed
        steps = int(self._ahead + _ROUNDING)
        self._ahead -= steps
        if steps:
            self.seek(self.clock.step + steps)
        return fitted or steps > 0

    @property
    def behind(self) -> bool:
        """Whether the race is still being computed up to the clock's step."""
        return self.race.steps < self.clock.step

    @property
    def fitting(self) -> bool:
        """Whether the steps to which the plane of the landscape is fitted are still being computed."""
        return self.race.steps < steps_to_fit(self.scenario)

    def _compute(self, race: Race) -> None:
        """Compute for a moment: up to the clock's step, then as far as the plane of the landscape depends on."""
        race.advance(self.clock.step, seconds=COMPUTE_SECONDS)
        if race.steps >= self.clock.step:
            self._fit(race)

    def _fit(self, race: Race) -> bool:
        """Compute for a moment what the plane depends on; True if there is more to compute."""
        needed = steps_to_fit(self.scenario)
        if race.steps < needed:
            race.advance(needed, seconds=COMPUTE_SECONDS)
        return race.steps < needed

    # The snapshot

    @property
    def computed(self) -> bool:
        """Whether the race has been made; until then, only `shell()` can be shown."""
        return self._race is not None

    def shell(self) -> Frame:
        """The frame before the race exists: it has no racers."""
        return Frame(self.scenario, self.view, self.clock, stale=False, racers=(), epoch=-1)

    def frame(self, inspected: Mapping[int, int] = MappingProxyType({})) -> Frame:
        """The snapshot to draw. While the race is behind, the histories are those of the frame before.

        `inspected` maps the index of each racer to inspect to the number of updates in its development.
        """
        return self._snapshots.frame(self.scenario, self.race, self.view, self.clock, inspected)
