"""Edits in words, and when one step of undo ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.hyper import Hyper
from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS
from core.scenario import Scenario
from core.settings import SETTINGS
from core.specs import RacerSpec
from tests.fixture_types import Another, Until
from tui.app import FallLine
from tui.screens.session_screen import SessionScreen
from tui.state import edit_history
from tui.state.edit_history import EditHistory, UndoState
from tui.state.edit_text import dropped_rates_text, edit_text
from tui.state.frame import View

TWO = Scenario("rosenbrock", ("sgd lr=0.001", "adam lr=0.1"), steps=400)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"racers": ("sgd lr=0.001", "adam lr=0.3")}, "adam lr 0.1 → 0.3"),
        ({"racers": ("sgd lr=0.001", "fast: adam lr=0.1")}, "adam name none → fast"),
        ({"racers": ("momentum lr=0.001", "adam lr=0.1")}, "sgd optimizer sgd → momentum"),
        ({"racers": ("sgd lr=0.001 schedule=cosine", "adam lr=0.1")}, "sgd schedule constant → cosine"),
        (
            {"racers": ("sgd lr=0.001 weight_decay=0.01", "adam lr=0.1 weight_decay=0.01")},
            "weight_decay → 0.01 of 2 racers",
        ),
        ({"racers": ("sgd lr=0.001",)}, "removing adam lr=0.1"),
        ({"racers": ()}, "removing 2 racers"),
        ({"racers": ("sgd lr=0.001", "adam lr=0.1", "lion")}, "adding lion"),
        ({"racers": ("sgd lr=0.001", "adam lr=0.1", "adam lr=0.1")}, "adding adam lr=0.1"),
        ({"racers": ("adam lr=0.1", "sgd lr=0.001")}, "the order of the racers"),
        ({"racers": ("adam lr=[1,2,3]",)}, "racers 2 racers → 3 racers"),
        ({"problem": "rosenbrock b=10"}, "b 100 → 10"),
        ({"problem": "beale"}, "problem rosenbrock → beale"),
        ({"problem": "a*x^2 + y^2 a=3"}, "problem rosenbrock → a*x^2 + y^2 a=3"),
        ({"start": (1.0, -2.0)}, "start its own → 1, -2"),
        ({"steps": 500, "seed": 1}, "steps 400 → 500, seed 0 → 1"),
        ({"steps": 500, "seed": 1, "noise": 0.5}, "steps 400 → 500 and 2 more changes"),
    ],
)
def test_an_edit_in_words(changes: dict[str, object], text: str) -> None:
    given = {"problem": TWO.problem, "racers": TWO.racers, "start": TWO.start, **TWO.settings, **changes}
    assert edit_text(TWO, Scenario(**given)) == text  # type: ignore[arg-type]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_setting_of_a_racer_has_words(name: str, another: Another) -> None:
    racer = RacerSpec(name)
    before = Scenario(racers=(racer,))
    for hyper in racer.hypers:
        after = replace(before, racers=(_other(racer, hyper, another),))
        assert edit_text(before, after).startswith(f"{hyper.name} "), hyper.name


def _other(racer: RacerSpec, hyper: Hyper, another: Another) -> RacerSpec:
    return racer.with_value(hyper.name, another(hyper))


def test_every_setting_and_every_problem_has_words(another: Another) -> None:
    for hyper in SETTINGS:
        changed: dict[str, object] = {hyper.name: another(hyper)}
        assert edit_text(TWO, replace(TWO, **changed)).startswith(f"{hyper.name} ")  # type: ignore[arg-type]
    for name in PROBLEMS:
        if name != "rosenbrock":
            assert edit_text(TWO, replace(TWO, problem=Scenario(name).problem)).startswith("problem rosenbrock → ")


def test_a_pause_of_a_second_ends_a_step_of_undo(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edit_history, "PAUSE", 1.0)
    time = [100.0]
    history = EditHistory(now=lambda: time[0])
    state = UndoState(TWO, View())
    assert history.record(state, "racers[0].lr")
    for later, new_step in ((0.5, False), (0.9, False), (1.1, True), (0.2, False)):
        time[0] += later
        assert history.record(state, "racers[0].lr") is new_step
    assert history.record(state, "racers[1].lr")


async def test_undo_redo_remove_and_duplicate_say_what_they_did(until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [""]
    monkeypatch.setattr(FallLine, "notify", lambda app, message, **options: said.append(message))
    app = FallLine(TWO, at=20)
    async with app.run_test(size=(120, 40)) as pilot:

        async def says(text: str) -> None:
            await until(pilot, lambda: said[-1] == text)

        await pilot.press("u")
        await says("Nothing to undo.")
        await pilot.press("e", "d")
        await says("Duplicated sgd.")
        await pilot.press("u")
        await says("Undid adding sgd")
        await pilot.press("U")
        await says("Redid adding sgd")
        await pilot.press("delete")
        await says("Removed sgd. u brings it back.")


NETWORK = Scenario("network", ("adam lr.hidden1=0.01 lr.output=0", "sgd", "momentum lr.hidden2=0.5"), steps=5)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        ("rosenbrock", "lr.hidden1=0.01 and 2 more rates"),
        ("network hidden=[3]", "lr.hidden2=0.5"),
        ("network hidden=[3,3]", ""),
    ],
)
def test_rates_that_are_lost_with_a_problem(problem: str, text: str) -> None:
    assert dropped_rates_text(NETWORK, NETWORK.with_problem(Scenario(problem).problem)) == text


async def test_another_problem_tells_which_rates_it_drops(until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(FallLine, "notify", lambda app, message, **options: said.append(message))
    app = FallLine(replace(NETWORK, racers=NETWORK.racers[:1]))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = app.screen
        assert isinstance(screen, SessionScreen)
        screen.edit(app.session.scenario.with_problem(TWO.problem), "problem")
        told = "Dropped lr.hidden1=0.01, lr.output=0: rosenbrock has no such groups. u goes back."
        await until(pilot, lambda: said[-1:] == [told])
        await pilot.press("u")
        await until(pilot, lambda: app.session.scenario.racers == NETWORK.racers[:1])
