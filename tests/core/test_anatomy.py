"""Inside an update: every line's value follows from its numbers, and the last one is where the path goes on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.inspection.inspection import Inspection
from core.optimizers import OPTIMIZERS
from core.scenario import Scenario
from tests.sampling import sampled


@pytest.mark.parametrize("name", sampled(OPTIMIZERS, 3))
@pytest.mark.parametrize("settings", ["", " weight_decay=0.1 clip_norm=5"], ids=["plain", "decayed and clipped"])
def test_the_lines_end_where_the_path_does(name: str, settings: str) -> None:
    race = Scenario(racers=(name + settings,), steps=30, noise=0.1, measured_at="theta").race().advance(30)
    racer = race.racers[0]
    for update in (1, 2, 30):
        lines = racer.inspect(update).lines
        assert (lines[0].name, lines[0].equation) == ("g", "g ← ∇f(θ)")
        np.testing.assert_allclose(lines[0].values, racer.problem.gradients(racer.path[update - 1]), rtol=1e-12)
        terms = racer.terms(update)
        last = {line.name: line for line in lines}
        np.testing.assert_allclose(last["theta"].values, racer.path[update], rtol=1e-12, atol=1e-14)
        for line in last.values():
            np.testing.assert_allclose(line.values, np.atleast_1d(terms[line.name])[: len(line.values)], rtol=1e-11)
        assert all(len(line.numbers) == len(line.values) for line in lines)


def test_adams_third_update_reads_as_in_a_textbook() -> None:
    racer = Scenario(racers=("adam",), steps=5).race().advance(5).racers[0]
    lines = {line.name: line for line in racer.inspect(3).lines}
    assert lines["m_hat"].equation == "m̂ ← m / (1 − β₁ᵗ)"
    assert lines["m_hat"].numbers[0] == "(−10.3) / (1 − 0.9³)"
    assert lines["m_hat"].note
    assert lines["m"].numbers[0] == "0.9·(−17.49) + (1 − 0.9)·54.36"
    assert [line.name for line in racer.inspect(3).lines] == ["g", "m", "v", "m_hat", "v_hat", "theta"]


def test_reductions_show_whole_vectors() -> None:
    racer = Scenario(racers=("lamb",), steps=5).race().advance(5).racers[0]
    ratio = next(line for line in racer.inspect(1).lines if line.name == "ratio")
    assert "‖(−1.5, 2)‖" in ratio.numbers[0]
    assert len(ratio.values) == 1


def test_before_the_first_update_there_are_no_lines_and_a_step_must_have_been_computed() -> None:
    racer = Scenario(racers=("sgd",), steps=9).race().advance(5).racers[0]
    start = racer.inspect(0)
    assert (start.lines, start.development, start.momentum_and_scale.momentum) == ((), {}, None)
    assert start.curvature is not None
    for step in (-1, 6):
        with pytest.raises(ValueError, match=r"step must lie in \[0, 5\]"):
            racer.inspect(step)


def test_an_inspection_stays_what_it_was_while_the_race_goes_on() -> None:
    race = Scenario(racers=("adam", "sgd lr=0.0005"), steps=3000, noise=0.1).race().advance(700)
    early = [racer.inspect(600, 40) for racer in race.racers]
    race.advance(3000)
    for racer, found in zip(race.racers, early, strict=True):
        again = racer.inspect(600, 40)
        assert found.lines == again.lines
        assert found.point == again.point == tuple(racer.path[600])
        assert found.next_lr == again.next_lr == racer.terms(601)["lr"]
        assert found.development.keys() == again.development.keys()
        for name, values in found.development.items():
            np.testing.assert_array_equal(values, again.development[name])


def test_the_development_is_that_of_single_updates() -> None:
    racer = Scenario(racers=("adam",), steps=1500, noise=0.5).race().advance(1500).racers[0]
    found = racer.inspect(1100, 120).development
    assert found["m_hat"].shape == (120, 2)
    for update in (981, 1024, 1025, 1100):
        np.testing.assert_array_equal(found["m_hat"][update - 981], racer.terms(update)["m_hat"])
    assert racer.inspect(3, 120).development["v"].shape == (3, 2)


def test_gradient_descent_has_its_own_rate_and_goes_straight_down() -> None:
    found = Scenario(racers=("sgd lr=0.0005",), steps=50).race().advance(50).racers[0].inspect(50, 50).development
    np.testing.assert_allclose(found["effective_lr"], 0.0005, rtol=1e-6)
    np.testing.assert_allclose(found["cosine"], 1.0, rtol=1e-9)


def inspected(problem: str, racer: str, **settings: Any) -> Inspection:
    return Scenario(problem, (racer,), steps=9, **settings).race().advance(3).racers[0].inspect(1, 1)


def test_the_lines_begin_with_the_true_gradient_and_show_each_change_of_it() -> None:
    found = inspected("booth", "sgd lr=0.1 clip_norm=9 clip_value=3 weight_decay=0.5", start=(1, 2), noise=0.1)
    first, noise, norm, value, decay = found.lines[:5]
    assert first.values == (-8, -10)
    assert first.note == "the full gradient at θ, where f = 5"
    assert noise.equation == "g ← g + ξ"
    drawn = np.array(noise.values) - first.values
    assert 0 < np.abs(drawn).max() < 1
    assert norm.equation == "g ← g·min(c / (‖g‖ + 10⁻⁶), 1)"
    assert np.linalg.norm(norm.values) == pytest.approx(9)
    assert value.values == (-3, -3)
    assert decay.equation == "g ← g + λ·θ"
    assert decay.values == (-2.5, -2)
    assert decay.numbers == ("−3 + 0.5·1", "−3 + 0.5·2")


def test_the_cosine_is_that_of_the_true_gradient() -> None:
    """At (10, 5) −∇f is (−10, −500); clipped to ±1 the step goes along (−1, −1), 43.9° away from it."""
    found = inspected("x^2/2 + 50*y^2", "sgd lr=0.1 clip_value=1", start=(10, 5))
    assert np.degrees(np.arccos(found.development["cosine"][0])) == pytest.approx(43.854, abs=1e-3)
    np.testing.assert_allclose(found.development["effective_lr"][0], 0.1)


def test_where_the_gradient_is_taken_elsewhere_the_line_says_where() -> None:
    lines = inspected("parabola", "nesterov lr=0.1 momentum=0.5").lines
    assert [line.equation for line in lines[:3]] == ["g ← ∇f(θ)", "at ← θ − β·m", "g ← ∇f(θ − β·m)"]
    assert lines[2].note.startswith("the gradient there, where f = ")


def test_sam_shows_both_its_gradients() -> None:
    lines = inspected("booth", "sam lr=0.01", start=(1, 2)).lines
    assert [line.name for line in lines[:3]] == ["g", "at", "g"]
    assert lines[1].values == pytest.approx((1 - 0.05 * 8 / 164**0.5, 2 - 0.05 * 10 / 164**0.5))
    noisy = inspected("booth", "sam lr=0.01", start=(1, 2), noise=1.0).lines
    assert [line.name for line in noisy[:5]] == ["g", "g", "at", "g", "g"]


def test_a_mini_batch_has_a_gradient_of_its_own() -> None:
    found = inspected("regression n=20 batch=5", "sgd lr=0.1")
    assert [line.name for line in found.lines[:2]] == ["g", "g"]
    assert found.lines[0].values != found.lines[1].values
    assert found.lines[1].values == tuple(np.atleast_1d(found.terms["g"]))
    assert "this update's sample" in found.lines[1].note
