"""The session: undo, the clock, replays, and the snapshot, without any widget."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from core.diagnosis import Finding
from core.racer import Racer
from core.scenario import Scenario
from tui.state import session as session_module
from tui.state.choices import SPEEDS
from tui.state.frame import Clock, View
from tui.state.session import Session
from tui.state.snapshots import DIAGNOSE_EVERY

THREE = Scenario(problem="beale", racers=("sgd lr=0.001", "momentum", "adam"), steps=300)


def with_lr(scenario: Scenario, index: int, lr: float) -> Scenario:
    racers = list(scenario.racers)
    racers[index] = racers[index].with_value("lr", lr)
    return replace(scenario, racers=tuple(racers))


def test_the_snapshot_shows_the_race_at_the_clocks_step() -> None:
    session = Session(THREE, at=40)
    frame = session.frame()
    race = THREE.race().advance(to=40)
    assert frame.clock.step == 40
    assert [racer.name for racer in frame.racers] == list(THREE.names)
    for shown, racer in zip(frame.racers, race.racers, strict=True):
        np.testing.assert_array_equal(shown.path, racer.path)
        assert shown.best == racer.loss.min()
        assert shown.evaluations == 40


def test_going_back_shows_a_prefix_of_the_same_history() -> None:
    session = Session(THREE, at=100)
    far = session.frame().racers[2]
    session.seek(30)
    near = session.frame().racers[2]
    np.testing.assert_array_equal(near.path, far.path[:31])
    assert near.best == far.loss[:31].min()
    with pytest.raises(ValueError, match="read-only"):
        near.path[0, 0] = 1.0


def test_the_best_of_losses_that_never_were_finite_is_none_of_them() -> None:
    session = Session(Scenario("log(x) + y^2", ("sgd",), (-1.0, 0.0), steps=10))
    for step in (0, 5, 2):
        session.seek(step)
        (racer,) = session.frame().racers
        assert math.isnan(racer.loss[-1])
        assert math.isnan(racer.best)


def test_an_edit_replays_to_the_same_step_at_once() -> None:
    session = Session(THREE, at=120)
    epoch = session.frame().epoch
    session.edit(with_lr(THREE, 2, 0.2), "racers[2].lr")
    frame = session.frame()
    assert frame.clock.step == 120
    assert not frame.stale
    assert frame.epoch != epoch
    assert len(frame.racers[2].path) == 121
    np.testing.assert_array_equal(frame.racers[2].path, with_lr(THREE, 2, 0.2).race().advance(120).racers[2].path)


def test_a_run_of_edits_of_one_field_is_one_step_of_undo() -> None:
    session = Session(THREE)
    for lr in (0.1, 0.2, 0.3):
        session.edit(with_lr(session.scenario, 2, lr), "racers[2].lr")
    session.edit(with_lr(session.scenario, 0, 0.01), "racers[0].lr")
    assert session.undo()
    assert session.scenario.racers[2].get("lr") == 0.3
    assert session.undo()
    assert session.scenario == THREE
    assert not session.undo()
    assert session.redo()
    assert session.redo()
    assert session.scenario.racers[0].get("lr") == 0.01
    assert not session.redo()


def test_after_an_undo_the_same_field_is_a_new_step() -> None:
    session = Session(THREE)
    session.edit(with_lr(THREE, 2, 0.1), "racers[2].lr")
    session.edit(with_lr(THREE, 0, 0.1), "racers[0].lr")
    session.undo()
    session.edit(with_lr(session.scenario, 2, 0.5), "racers[2].lr")
    session.undo()
    assert session.scenario.racers[2].get("lr") == 0.1


def test_removing_a_racer_and_undoing_it_brings_its_colour_back() -> None:
    session = Session(THREE)
    session.set_view(replace(session.view, selected=1, hidden=frozenset({1})))
    without = replace(THREE, racers=(THREE.racers[0], THREE.racers[2]))
    session.edit(without, origins=(0, 2))
    assert session.view.slots == (0, 2)
    assert session.view.hidden == frozenset()
    session.undo()
    assert session.scenario == THREE
    assert list(session.view.slots) == [0, 1, 2]
    assert session.view.hidden == frozenset({1})
    assert session.view.selected == 1


def test_newcomers_take_the_first_free_colour_and_leave_the_selection() -> None:
    session = Session(THREE)
    session.edit(replace(THREE, racers=(THREE.racers[0], THREE.racers[2])), origins=(0, 2))
    session.edit(replace(THREE, racers=(*session.scenario.racers, *THREE.racers[1:2])), origins=(0, 1, None))
    assert session.view.slots == (0, 2, 1)
    assert session.view.selected == 0


def test_reordering_takes_colours_and_selection_along() -> None:
    session = Session(THREE)
    session.set_view(replace(session.view, selected=2))
    session.edit(replace(THREE, racers=THREE.racers[::-1]), origins=(2, 1, 0))
    assert session.view.slots == (2, 1, 0)
    assert session.view.selected == 0


def test_undo_keeps_how_one_looks_at_it() -> None:
    session = Session(THREE)
    session.edit(with_lr(THREE, 0, 0.1))
    session.set_view(replace(session.view, metric="grad_norm", log_y=False))
    session.undo()
    assert session.view.metric == "grad_norm"
    assert not session.view.log_y


def test_the_clock_plays_to_the_end_and_stops() -> None:
    session = Session(replace(THREE, steps=7), playing=True, speed=2)
    seen = []
    while session.clock.playing:
        session.tick()
        seen.append(session.clock.step)
    assert seen == [2, 4, 6, 7]
    assert not session.tick()
    session.play()
    assert session.clock.step == 0
    assert session.clock.playing


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_tick_is_as_many_steps_as_the_speed_says_even_below_one(speed: float) -> None:
    session = Session(replace(THREE, steps=100_000), playing=True, speed=speed)
    shown = sum(session.tick() for _ in range(10))
    assert session.clock.step == round(10 * speed)
    assert shown == min(10, round(10 * speed))


def test_a_speed_has_its_unit() -> None:
    assert [Clock(speed=speed, ticks_a_second=rate).speed_text for speed, rate in ((0.1, 20), (2, 10), (1000, 20))] == [
        "×0.1 2/s",
        "×2 20/s",
        "×1000 20k/s",
    ]


def test_speeds_go_up_and_down_and_end() -> None:
    session = Session(THREE, speed=SPEEDS[0])
    for speed in SPEEDS[1:]:
        session.change_speed(True)
        assert session.clock.speed == speed
    session.change_speed(True)
    assert session.clock.speed == SPEEDS[-1]
    for _ in SPEEDS:
        session.change_speed(False)
    assert session.clock.speed == SPEEDS[0]


@pytest.mark.parametrize("wanted", [-5, 0, 10**9])
def test_seeking_stays_within_the_race(wanted: int) -> None:
    session = Session(THREE)
    session.seek(wanted)
    assert session.clock.step == min(max(wanted, 0), 300)


def test_a_far_replay_keeps_the_old_picture_until_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "COMPUTE_SECONDS", 0.0)
    far = Scenario(problem="beale", racers=("adam",), steps=30_000)
    session = Session(far)
    session.seek(30_000)
    while session.behind:
        session.tick()
    before = session.frame()
    session.edit(with_lr(far, 0, 0.2), "racers[0].lr")
    assert session.behind
    frame = session.frame()
    assert frame.stale
    assert frame.scenario == session.scenario
    assert frame.racers[0].spec == session.scenario.racers[0]
    assert frame.epoch == before.epoch
    assert frame.racers[0].path is before.racers[0].path
    while session.behind:
        session.tick()
    after = session.frame()
    assert not after.stale
    assert len(after.racers[0].path) == 30_001
    assert after.epoch != before.epoch


def test_another_problem_forgets_the_zoom_and_a_shorter_race_moves_the_clock() -> None:
    session = Session(THREE, at=200)
    session.set_view(replace(session.view, zoom=session.race.problem.box))
    session.edit(replace(THREE, problem=Scenario(problem="booth").problem, steps=50))
    assert session.view.zoom is None
    assert session.clock.step == 50


def test_a_race_without_racers_still_has_a_clock() -> None:
    session = Session(Scenario(), playing=True)
    assert session.tick()
    assert session.frame().racers == ()
    assert session.view == View()


def test_a_running_racer_says_what_it_is_up_to() -> None:
    bouncing = Scenario(problem="quadratic kappa=100", racers=("sgd lr=0.0195", "sgd lr=0.001"), start=(1.0, 1.0))
    session = Session(bouncing, at=40)
    first, second = session.frame().racers
    assert first.status.kind == "running"
    assert "oscillating along the steep axis" in first.status.sentence
    assert (
        "slow: about 6500 more steps to settle at the target, in theory, as lr·λmin = 0.001 and κ = 100"
        in second.status.sentence
    )
    session.seek(3)
    assert [racer.status.sentence for racer in session.frame().racers] == ["", ""]


def test_a_ghost_shows_what_the_edit_changed_until_cleared() -> None:
    session = Session(THREE, at=100)
    before = session.frame()
    assert before.ghosts == ()
    session.edit(with_lr(THREE, 2, 0.2), "racers[2].lr")
    session.frame()
    session.edit(with_lr(THREE, 2, 0.25), "racers[2].lr")
    (ghost,) = session.frame().ghosts
    assert ghost.slot == 2
    np.testing.assert_array_equal(ghost.path, before.racers[2].path)
    session.edit(with_lr(session.scenario, 0, 0.002), "racers[0].lr")
    (ghost,) = session.frame().ghosts
    assert ghost.slot == 0
    session.clear_ghosts()
    assert session.frame().ghosts == ()


def test_a_new_name_or_another_problem_leaves_no_ghost() -> None:
    session = Session(THREE, at=50)
    session.frame()
    named = replace(THREE, racers=(replace(THREE.racers[0], label="first"), *THREE.racers[1:]))
    session.edit(named)
    assert session.frame().ghosts == ()
    session.edit(replace(named, problem=Scenario(problem="booth").problem))
    assert session.frame().ghosts == ()


def test_skipped_ticks_are_made_up_for() -> None:
    session = Session(THREE, playing=True, speed=5)
    session.tick(3)
    assert session.clock.step == 15
    session.tick()
    assert session.clock.step == 20


def test_while_it_catches_up_the_clock_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "COMPUTE_SECONDS", 0.0)
    session = Session(replace(THREE, steps=20_000), at=10_000, playing=True)
    assert session.behind
    session.tick(4)
    assert session.clock.step == 10_000


def test_the_best_loss_is_known_when_the_race_was_computed_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "COMPUTE_SECONDS", 0.0)
    session = Session(Scenario("rosenbrock", ("sgd lr=0.0005", "adam"), steps=20_000, noise=5.0, target=0))
    goes = 1
    while not session.compute_milestones():
        assert session.go_to_milestone(forward=True) is None
        goes += 1
    assert goes > 3
    assert session.race.steps < 20_000  # the other racer is not waited for
    found = session.go_to_milestone(forward=True)
    assert found is not None
    loss = session.scenario.race().advance(20_000).racers[0].loss
    assert (found.kind, found.step) == ("best", int(np.argmin(loss)))
    assert found.step > 2048


def test_milestones_can_be_gone_to() -> None:
    wild = Scenario(racers=("sgd lr=0.0021", "adam lr=0.5"), steps=400, target=0.1)
    session = Session(wild)
    assert session.compute_milestones()
    kinds = []
    while (milestone := session.go_to_milestone(forward=True)) is not None:
        kinds.append(milestone.kind)
        assert session.clock.step == milestone.step
    assert kinds[-1] == "diverged"
    session.set_view(replace(session.view, selected=1))
    session.seek(400)
    assert session.compute_milestones()
    back = session.go_to_milestone(forward=False)
    assert back is not None
    assert back.kind in ("best", "target")
    assert Session(Scenario()).go_to_milestone(forward=True) is None


def test_racers_are_diagnosed_at_each_step_that_is_stood_at_and_seldom_while_the_clock_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(Racer, "finding", lambda racer, step: asked.append(step))
    session = Session(Scenario("rosenbrock", ("adam lr=0.01",), steps=300), at=10, playing=True)
    session.frame()
    for _ in range(3 * DIAGNOSE_EVERY):
        session.tick()
        session.frame()
        session.frame()
    assert asked == [10, *(10 + DIAGNOSE_EVERY * i for i in (1, 2, 3))]
    session.play(False)
    for step in (20, 21, 5):
        session.seek(step)
        session.frame()
    assert asked[4:] == [20, 21, 5]


def test_a_racer_that_grows_is_said_to_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two regular diagnoses; and once that is said, it is not diagnosed more often than others."""
    asked: list[int] = []
    finding = Racer.finding

    def counted(racer: Racer, step: int) -> Finding | None:
        asked.append(step)
        return finding(racer, step)

    monkeypatch.setattr(Racer, "finding", counted)
    session = Session(Scenario("booth", ("momentum lr=0.3",), steps=300), at=18, playing=True)
    kinds = [session.frame().racers[0].status.kind]
    for _ in range(3):
        session.tick()
        kinds.append(session.frame().racers[0].status.kind)
    assert kinds == ["running", "running", "growing", "growing"]
    said = len(asked)
    for _ in range(DIAGNOSE_EVERY):
        session.tick()
        session.frame()
    assert len(asked) == said + 1


def test_a_view_from_before_an_edit_does_not_change_which_racers_there_are() -> None:
    session = Session(Scenario(racers=("sgd", "adam")))
    before = session.view
    session.edit(replace(session.scenario, racers=session.scenario.racers[:1]))
    session.set_view(replace(before, selected=1))
    assert len(session.view.slots) == 1
    assert session.view.selected == 0
    assert len(session.frame().racers) == 1
