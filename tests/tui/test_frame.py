"""A frame is a snapshot: values alone, which stay what they are while the race goes on."""

from __future__ import annotations

import gc
from dataclasses import replace
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
import pytest

from core.race import Race
from core.racer import Racer
from core.run import Run
from core.scenario import Scenario
from tui.state.frame import Frame
from tui.state.session import Session

LIVE = (Race, Racer, Run, Session)
SCENARIO = Scenario("rosenbrock", ("adam lr=0.1", "sgd lr=1", "polyak schedule=cosine"), steps=900, noise=0.1)


def reachable(root: object) -> list[object]:
    """Every object that can be reached from another one, through closures and partials too; not through modules."""
    found: dict[int, object] = {}
    waiting: list[Any] = [root]
    while waiting:
        thing = waiting.pop()
        if id(thing) in found or isinstance(thing, ModuleType | type):
            continue
        found[id(thing)] = thing
        if isinstance(thing, FunctionType):  # not what its module holds
            waiting += [*(thing.__closure__ or ()), *(thing.__defaults__ or ()), vars(thing)]
        else:
            waiting += gc.get_referents(thing)
    return list(found.values())


def frame_with_ghosts() -> Frame:
    """A frame of everything: inspections, a racer that diverged, and what was before an edit."""
    session = Session(SCENARIO, at=300)
    session.frame({0: 40, 1: 1})
    racers = (SCENARIO.racers[0].with_value("lr", 0.2), *SCENARIO.racers[1:])
    session.edit(replace(SCENARIO, racers=racers))
    return session.frame({0: 40, 1: 1})


def test_nothing_live_can_be_reached_from_a_frame() -> None:
    frame = frame_with_ghosts()
    assert frame.ghosts
    inspections = [racer.inspection for racer in frame.racers]
    assert [found is not None for found in inspections] == [True, True, False]
    for found in inspections:
        assert found is None or (found.lines and found.rates is None)
    objects = reachable(frame)
    assert len(objects) > 1000
    assert [thing for thing in objects if isinstance(thing, LIVE)] == []


def test_the_search_finds_what_is_hidden_in_a_closure() -> None:
    race = SCENARIO.race()
    racer = replace(frame_with_ghosts().racers[0], rates=lambda updates: updates * race.steps)
    assert any(thing is race for thing in reachable(racer))


def test_a_frame_stays_what_it_was_while_the_race_goes_on() -> None:
    session = Session(SCENARIO, at=300)
    frame = session.frame({0: 40})
    racer = frame.racers[0]
    kept = racer.path.copy(), racer.loss.copy(), racer.best, racer.status
    inspection = racer.inspection
    assert inspection is not None
    session.seek(900)
    session.frame()
    np.testing.assert_array_equal(racer.path, kept[0])
    np.testing.assert_array_equal(racer.loss, kept[1])
    assert (racer.best, racer.status) == kept[2:]
    fresh = Session(SCENARIO, at=300).race.racers[0].inspect(300, 40)
    assert inspection.lines == fresh.lines
    assert inspection.limit == fresh.limit


@pytest.mark.parametrize("step", [0, 1, 300])
def test_an_inspection_is_of_the_step_that_is_shown(step: int) -> None:
    session = Session(SCENARIO, at=step)
    adam, diverged, _ = session.frame({0: 40, 1: 40}).racers
    assert adam.inspection is not None
    assert diverged.inspection is not None
    assert adam.inspection.update == step
    assert diverged.inspection.update == diverged.steps <= step
    assert adam.inspection.point == tuple(adam.path[-1])
    assert adam.inspection.next_lr == 0.1
