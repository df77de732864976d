"""The state behind the race screen: scenario, view, clock, undo; no widgets, no drawing, no formulas.

Stepping back, scrubbing and changing a hyperparameter are one thing: the race of the scenario, shown at the step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.measures import learning_rates
from core.problems import Reader, read_table
from core.scenario import Scenario
from tui.state.frame import SPEEDS, Clock, Frame, RacerFrame, View, neighbour_speed
from tui.state.style_slots import rearranged

if TYPE_CHECKING:
    from core.milestones import Milestone
    from core.race import Race, Racer
    from core.status import Status

PATIENCE = 0.04
"""Seconds of computing in one go; a longer replay goes on at the next tick while the old picture stays."""

UNDO_DEPTH = 500

EXPLAIN_EVERY = 8
"""Ticks between two looks at what a racer is up to, while the clock runs."""


@dataclass(frozen=True)
class _Memory:
    """What undo brings back: the scenario and whose colours and selection were whose."""

    scenario: Scenario
    view: View


class Session:
    """What is raced, where the clock stands and how one looks at it; `frame()` is all of it in one snapshot."""

    def __init__(
        self, scenario: Scenario, *, at: int = 0, playing: bool = False, speed: int = 1, read: Reader = read_table
    ) -> None:
        self.scenario = scenario
        self._read = read
        self._race: Race | None = None
        self.view = View(slots=tuple(range(len(scenario.racers))))
        step = min(max(at, 0), scenario.steps)
        self.clock = Clock(step, playing and step < scenario.steps, speed)
        self._epoch = 0
        self._undo: list[_Memory] = []
        self._redo: list[_Memory] = []
        self._last_edit = ""
        self._best = _BestSoFar()
        self._shown: Frame | None = None
        self._findings: dict[int, _Explained] = {}
        self._ticks = 0
        self._ghosts: tuple[RacerFrame, ...] = ()

    @property
    def race(self) -> Race:
        """The race of the scenario, as far as it is computed; made when it is first needed."""
        if self._race is None:
            self._race = self.scenario.race(self._read)
            self._race.advance(self.clock.step, seconds=PATIENCE)
        return self._race

    # Editing

    def edit(self, scenario: Scenario, edit: str = "", origins: Sequence[int | None] | None = None) -> None:
        """Race another scenario, at the step the clock shows.

        A run of edits of the same name is one step of undo; `origins` says for each racer which one it was before.
        """
        if scenario == self.scenario:
            return
        before = self._shown
        if not (edit and edit == self._last_edit):
            self._ghosts = before.racers if before is not None and scenario.problem == self.scenario.problem else ()
            self._undo.append(_Memory(self.scenario, self.view))
            del self._undo[:-UNDO_DEPTH]
        self._last_edit = edit
        self._redo.clear()
        self._adopt(scenario, rearranged(self.view, self.scenario, scenario, origins))

    def seal(self) -> None:
        """End a run of edits: the next one is a new step of undo, whatever its name."""
        self._last_edit = ""

    def undo(self) -> bool:
        """Take the last edit back; False if there was none."""
        return self._swap(self._undo, self._redo)

    def redo(self) -> bool:
        """Bring the last undone edit back; False if there was none."""
        return self._swap(self._redo, self._undo)

    def _swap(self, source: list[_Memory], target: list[_Memory]) -> bool:
        if not source:
            return False
        memory = source.pop()
        self._ghosts = self._shown.racers if self._shown is not None else ()
        target.append(_Memory(self.scenario, self.view))
        self.seal()
        kept = replace(memory.view, metric=self.view.metric, log_x=self.view.log_x, log_y=self.view.log_y)
        self._adopt(memory.scenario, replace(kept, weights=self.view.weights, surface=self.view.surface))
        return True

    def _adopt(self, scenario: Scenario, view: View) -> None:
        if scenario.problem != self.scenario.problem:
            view = replace(view, zoom=None)
        self.scenario = scenario
        self.view = view
        if scenario.problem != self.race.scenario.problem:
            self._ghosts = ()
        self._race = self.race.update(scenario)
        self._epoch += 1
        self._best = _BestSoFar()
        step = min(self.clock.step, scenario.steps)
        self.clock = replace(self.clock, step=step, playing=self.clock.playing and step < scenario.steps)
        self.race.advance(step, seconds=PATIENCE)

    def clear_ghosts(self) -> None:
        """Forget what the racers had done before the last edit."""
        self._ghosts = ()

    def _changed(self) -> tuple[RacerFrame, ...]:
        """The ghosts of racers that are still there and run otherwise now."""
        now = dict(zip(self.view.slots, self.race.racers, strict=True))
        return tuple(
            ghost
            for ghost in self._ghosts
            if ghost.slot in now and ghost.slot not in self.view.hidden and ghost.outcome != now[ghost.slot].outcome
        )

    def event(self, forward: bool) -> Milestone | None:
        """Go to the selected racer's next or last event, as far as the race was computed; None if there is none."""
        from core.milestones import adjacent  # noqa: PLC0415 - nobody needs it at the start

        if not self.race.racers:
            return None
        self.race.advance(self.scenario.steps, seconds=PATIENCE)
        found = adjacent(self.race.racers[self.view.selected].events(), self.clock.step, forward)
        if found is not None:
            self.play(False)
            self.seek(found.step)
        return found

    # Looking

    def set_view(self, view: View) -> None:
        """Look at the same race in another way."""
        self.view = view

    # The clock

    def seek(self, step: int) -> None:
        """Stand at a step, as near as the scenario's length allows."""
        step = min(max(step, 0), self.scenario.steps)
        playing = self.clock.playing and step < self.scenario.steps
        self.clock = replace(self.clock, step=step, playing=playing)
        self.race.advance(step, seconds=PATIENCE)

    def play(self, playing: bool | None = None) -> None:
        """Play or pause (None: the other one); playing at the end begins anew."""
        wanted = not self.clock.playing if playing is None else playing
        if wanted and self.clock.step >= self.scenario.steps:
            self.seek(0)
        self.clock = replace(self.clock, playing=wanted and self.scenario.steps > 0)

    def faster(self, up: bool) -> None:
        """The next speed up or down."""
        self.clock = replace(self.clock, speed=neighbour_speed(self.clock.speed, up))

    def set_speed(self, speed: int) -> None:
        """Go at this many steps a tick."""
        self.clock = replace(self.clock, speed=min(max(speed, SPEEDS[0]), SPEEDS[-1]))

    def tick(self, ticks: int = 1) -> bool:
        """Let time pass; True if there is something new to see."""
        self._ticks += 1
        if self.behind:
            self.race.advance(self.clock.step, seconds=PATIENCE)
            return not self.behind
        if not self.clock.playing:
            return False
        self.seek(self.clock.step + ticks * self.clock.speed)
        return True

    @property
    def behind(self) -> bool:
        """Whether the race is still being computed up to the clock's step."""
        return self.race.steps < self.clock.step

    # The snapshot

    def shell(self) -> Frame:
        """What is known before anything is computed: no racer has a history yet."""
        return Frame(self.scenario, self.view, self.clock, stale=False, racers=(), epoch=-1)

    @property
    def computed(self) -> bool:
        """Whether there is more to show than the shell."""
        return self._race is not None

    def frame(self, inspected: Mapping[int, int] = MappingProxyType({})) -> Frame:
        """Everything to be drawn. While the race is behind, the histories are those of the picture before.

        `inspected` are the racers whose last update is shown as well, by index, and how many updates before it.
        """
        before = self._shown if self.behind and self._shown is not None else None
        kept = before is not None and before.scenario.problem == self.scenario.problem
        racers = tuple(self._racers(inspected))
        if before is not None and kept:
            old = {racer.slot: racer for racer in before.racers}
            racers = tuple(_with_history(racer, old.get(racer.slot)) for racer in racers)
        epoch = before.epoch if before is not None and kept else self._epoch
        frame = Frame(
            self.scenario,
            self.view,
            self.clock,
            stale=before is not None,
            racers=racers,
            epoch=epoch,
            ghosts=before.ghosts if before is not None and kept else self._changed(),
        )
        if before is None:
            self._shown = frame
        return frame

    def _explained(self, racer: Racer, slot: int, step: int) -> Status:
        """The status; of a racer on its way also what it is up to, asked anew a few times a second at most."""
        status = racer.status_at(step)
        if status.kind != "running":
            return status
        known = self._findings.get(slot)
        waiting = self.clock.playing and self._ticks % EXPLAIN_EVERY != 0
        current = known is not None and known.racer is racer and (known.step == step or (waiting and known.step < step))
        if known is None or not current:
            found = racer.finding(step)
            known = self._findings[slot] = _Explained(racer, step, found.sentence if found else "")
        return replace(status, sentence=known.sentence)

    def _racers(self, inspected: Mapping[int, int]) -> Iterable[RacerFrame]:
        step = self.clock.step
        for index, (racer, slot) in enumerate(zip(self.race.racers, self.view.slots, strict=True)):
            rows = min(step, racer.steps) + 1
            to_target = racer.first_below()
            yield RacerFrame(
                index=index,
                slot=slot,
                name=racer.name,
                spec=racer.spec,
                problem=racer.problem,
                hidden=slot in self.view.hidden,
                path=racer.path[:rows],
                loss=racer.loss[:rows],
                grad_norm=racer.grad_norm[:rows],
                steps=rows - 1,
                status=self._explained(racer, slot, step),
                evaluations=racer.evaluations_at(step),
                best=self._best.of(racer, rows),
                to_target=to_target if to_target is not None and to_target <= step else None,
                rates=partial(learning_rates, racer.spec, self.scenario.steps),
                outcome=racer.outcome,
                inspection=racer.inspect(rows - 1, inspected[index]) if index in inspected else None,
            )


@dataclass(frozen=True)
class _Explained:
    """What a racer was found to be up to, and when."""

    racer: Racer
    step: int
    sentence: str


def _with_history(racer: RacerFrame, old: RacerFrame | None) -> RacerFrame:
    """The racer as it is now, with the picture that it had before."""
    if old is None:
        return racer
    return replace(old, index=racer.index, name=racer.name, spec=racer.spec, hidden=racer.hidden)


class _BestSoFar:
    """The smallest loss up to a row; going forward looks at the new rows only."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[int, float]] = {}

    def of(self, racer: Racer, rows: int) -> float:
        looked, best = self._seen.get(id(racer), (0, float("inf")))
        if rows < looked:
            looked, best = 0, float("inf")
        if rows > looked:
            best = min(best, float(racer.loss[looked:rows].min()))
            self._seen[id(racer)] = (rows, best)
        return best
