"""Racers of one list share a hue; each keeps its colour through every edit."""

from __future__ import annotations

from dataclasses import replace

from core.scenario import Scenario
from core.specs import parse_racers
from tui.state.session import Session
from tui.state.sweeps import slot_parts, sweeps

RATES = parse_racers("adam lr=[0.1,0.01,1]")


def hues(session: Session) -> list[int | None]:
    parts = [slot_parts(slot) for slot in session.view.slots]
    return [None if part.darkness is None else part.hue for part in parts]


def darkness(session: Session) -> list[float | None]:
    return [slot_parts(slot).darkness for slot in session.view.slots]


def test_a_list_shares_a_hue_and_its_values_are_the_darkness() -> None:
    session = Session(Scenario("rosenbrock", ("sgd", *RATES, "momentum")))
    assert hues(session) == [None, 1, 1, 1, None]
    light, _, dark = sorted(zip([0.1, 0.01, 1], darkness(session)[1:4], strict=True))
    assert (light[1], dark[1]) == (0, 1)
    assert len({slot_parts(slot).number for slot in session.view.slots}) == 5


def test_two_racers_or_another_difference_are_no_sweep() -> None:
    assert sweeps(parse_racers("adam lr=[0.1,0.01]")) == []
    assert sweeps([*parse_racers("adam lr=[0.1,0.01]"), *parse_racers("adam lr=1 beta1=0.5")]) == []
    assert sweeps(parse_racers("adam schedule=[cosine,constant,linear]")) == []
    assert sweeps([*RATES, *RATES[:1]]) == []
    grid = sweeps(parse_racers("adam lr=[0.1,0.01,1] beta1=[0.5,0.9,0.99,0.999]"))
    assert sorted(len(group) for group in grid) == [4, 4, 4]


def test_a_list_that_is_added_is_a_sweep_and_edits_keep_its_colours() -> None:
    session = Session(Scenario("rosenbrock", ("sgd",)))
    session.edit(replace(session.scenario, racers=(*session.scenario.racers, *RATES)), origins=(0, None, None, None))
    assert hues(session) == [None, 1, 1, 1]
    before = session.view.slots
    edited = session.scenario.racers[1].with_overrides((("lr", 0.5),))
    session.edit(replace(session.scenario, racers=(session.scenario.racers[0], edited, *RATES[1:])))
    assert session.view.slots == before
    session.edit(replace(session.scenario, racers=session.scenario.racers[1:3]), origins=(1, 2))
    assert session.view.slots == before[1:3]


def test_another_race_begins_with_colours_of_its_own() -> None:
    session = Session(Scenario("rosenbrock", ("sgd", "momentum")))
    session.edit(Scenario("rosenbrock", RATES))
    assert hues(session) == [0, 0, 0]
