"""Make frames of a race at a step, and cache the parts that are slow to compute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from core.frozen import frozen
from core.learning_rates import learning_rates
from tui.state.frame import Clock, Frame, RacerFrame, View
from tui.state.planes import Planes

if TYPE_CHECKING:
    from core.diagnosis import Finding
    from core.race import Race
    from core.racer import Racer
    from core.scenario import Scenario
    from core.status import Status
    from tui.state.frame import Floats

DIAGNOSE_EVERY = 8
"""Ticks between two diagnoses of a racer while the clock runs: half a second or so, as sentences have to be read."""
RISE = 10.0
"""A racer whose f − f* is so many times that of the last diagnosis is diagnosed at once."""


@frozen
class _Diagnosed:
    """The finding about a racer at a step."""

    racer: Racer
    step: int
    found: Finding | None

    def has_risen(self, step: int) -> bool:
        """Whether f − f* is much higher at a later step, and nothing has been said of growth."""
        if self.found is not None and self.found.kind == "growing":
            return False
        best, loss = self.racer.problem.best or 0.0, self.racer.loss
        before, now = (float(loss[min(at, self.racer.steps)]) - best for at in (self.step, step))
        return now > RISE * before > 0


class Snapshots:
    """Makes the frames of a session, and remembers the last one whose race was computed up to its step."""

    def __init__(self) -> None:
        self.last: Frame | None = None
        """The last frame whose race was computed up to its step."""
        self.epoch = 0
        self._diagnosed: dict[int, _Diagnosed] = {}
        self._ghosts: tuple[RacerFrame, ...] = ()
        self._planes = Planes()
        self._ticks = 0

    def tick(self) -> None:
        """Count a tick: racers are diagnosed once in `DIAGNOSE_EVERY` ticks."""
        self._ticks += 1

    def race_replaced(self) -> None:
        """Begin a new epoch: plots draw everything again."""
        self.epoch += 1

    def keep_ghosts(self) -> None:
        """Keep the racers of the last frame as ghosts of those that an edit changes."""
        self._ghosts = self.last.racers if self.last is not None else ()

    def clear_ghosts(self) -> None:
        """Forget what the racers had done before the last edit."""
        self._ghosts = ()

    def frame(self, scenario: Scenario, race: Race, view: View, clock: Clock, inspected: Mapping[int, int]) -> Frame:
        """The frame of a race at the clock's step; while the race is behind, with the histories of the last frame."""
        racers = tuple(self._racers(race, view, clock, inspected))
        last = self.last if race.steps < clock.step else None
        drawn = self._planes.of(scenario, race)
        frame = Frame(scenario, view, clock, last is not None, racers, self.epoch, drawn=drawn)
        if last is None:
            self.last = frame = replace(frame, ghosts=self._changed_ghosts(race, view))
        elif last.scenario.problem == scenario.problem:
            old = {racer.slot: racer for racer in last.racers}
            racers = tuple(_with_history(racer, old.get(racer.slot)) for racer in racers)
            frame = replace(frame, racers=racers, epoch=last.epoch, ghosts=last.ghosts)
        else:
            frame = replace(frame, ghosts=self._changed_ghosts(race, view))
        return frame

    def _changed_ghosts(self, race: Race, view: View) -> tuple[RacerFrame, ...]:
        """The ghosts of racers that still exist and whose history has changed."""
        now = {slot: racer.outcome for slot, racer in zip(view.slots, race.racers, strict=True)}
        shown = [ghost for ghost in self._ghosts if ghost.slot in now and ghost.slot not in view.hidden]
        return tuple(ghost for ghost in shown if ghost.outcome != now[ghost.slot])

    def _racers(self, race: Race, view: View, clock: Clock, inspected: Mapping[int, int]) -> Iterator[RacerFrame]:
        step = clock.step
        for index, (racer, slot) in enumerate(zip(race.racers, view.slots, strict=True)):
            rows = min(step, racer.steps) + 1
            to_target = racer.first_below()
            made = RacerFrame(
                index=index,
                slot=slot,
                name=racer.name,
                spec=racer.spec,
                problem=racer.problem,
                hidden=slot in view.hidden,
                path=racer.path[:rows],
                loss=racer.loss[:rows],
                grad_norm=racer.grad_norm[:rows],
                steps=rows - 1,
                status=self._status(racer, slot, clock),
                evaluations=racer.evaluations_at(step),
                best=racer.best_at(step),
                to_target=to_target if to_target is not None and to_target <= step else None,
                rates=partial(learning_rates, racer.spec, race.scenario.steps),
                own_rates=None if racer.own_rates is None else racer.own_rates[:rows],
                outcome=racer.outcome,
                inspection=racer.inspect(rows - 1, inspected[index]) if index in inspected else None,
            )
            yield made if racer.iterates is None else replace(made, iterates=_at_theta(made, racer.iterates))

    def _status(self, racer: Racer, slot: int, clock: Clock) -> Status:
        """A racer's status; the finding in it is refreshed a few times a second."""
        known = self._diagnosed.get(slot)
        if known is None or not self._is_current(known, racer, clock):
            known = self._diagnosed[slot] = _Diagnosed(racer, clock.step, racer.finding(clock.step))
        return racer.status_with(clock.step, known.found)

    def _is_current(self, known: _Diagnosed, racer: Racer, clock: Clock) -> bool:
        if known.racer is not racer or known.step == clock.step:
            return known.racer is racer
        waiting = clock.playing and self._ticks % DIAGNOSE_EVERY != 0 and known.step < clock.step
        return waiting and not known.has_risen(clock.step)


def _at_theta(racer: RacerFrame, iterates: tuple[Floats, Floats, Floats]) -> RacerFrame:
    path, loss, grad_norm = (rows[: racer.steps + 1] for rows in iterates)
    return replace(racer, path=path, loss=loss, grad_norm=grad_norm)


def _with_history(racer: RacerFrame, old: RacerFrame | None) -> RacerFrame:
    """A racer with its present name and spec, and the history of an earlier frame."""
    if old is None:
        return racer
    return replace(old, index=racer.index, name=racer.name, spec=racer.spec, hidden=racer.hidden)
