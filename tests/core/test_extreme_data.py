"""Data at both ends of the floats: raced, drawn and solved, or refused in one sentence."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.problems import DataError
from core.scenario import Scenario
from tests.sampling import examples

ENDS = (5e-324, 1e-320, 2.2e-308, 1e-160, 1e-100, 1e-16, 1.0, 1 + 2.3e-16, 3.0, 1e8, 1e12, 1e100, 1e160, 1.7e308)
NUMBER = st.one_of(
    st.sampled_from(ENDS), st.sampled_from([-end for end in ENDS]), st.just(0.0), st.floats(allow_nan=False)
)
ROWS = st.lists(st.tuples(NUMBER, NUMBER), min_size=2, max_size=6)
PROBLEMS = (
    *("regression loss=mse", "regression loss=rmse", "regression loss=mae", "regression loss=huber"),
    *("regression scale=standard", "logistic scale=standard"),
    *("logistic", "logistic l2=0.1", "regression batch=1", "logistic batch=1"),
)


def raced(problem: str, rows: list[tuple[float, float]], file: Path) -> bool:
    """Whether the data are taken, not refused; whatever is made of them is a number then."""
    file.write_text("x,y,label\n" + "".join(f"{x!r},{y!r},{k % 2}\n" for k, (x, y) in enumerate(rows)))
    name, *words = problem.split()
    try:
        race = Scenario(" ".join([name, f"data={file}", *words]), ("adam lr=0.1", "sgd lr=1e-3"), steps=3).race()
    except DataError:
        return False
    problem_made = race.problem
    box = problem_made.box
    assert -math.inf < box.x_low < box.x_high < math.inf
    assert -math.inf < box.y_low < box.y_high < math.inf
    assert np.isfinite(race.start).all()
    for minimum in problem_made.minima:
        assert np.isfinite(minimum.point).all()
        assert math.isfinite(minimum.value)
    with np.errstate(all="ignore"):
        corners = np.array([[box.x_low, box.x_high], [box.y_low, box.y_high]])
        assert not np.isnan(problem_made.values(corners)).any()
    race.advance(3)
    for racer in race.racers:
        racer.terms(1)
    return True


@pytest.mark.parametrize("problem", PROBLEMS)
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(rows=[(0.0, 0.0), (1e-320, 1e-320)])
@example(rows=[(1e-320, 1.0), (2e-320, 2.0), (3e-320, 1.0)])
@example(rows=[(1e308, 1e308), (-1e308, 1e308)])
@example(rows=[(1e12, -1e12), (1e12 + 1, 1e12)])
@example(rows=[(0.0, 1e12), (1e-300, -1e12)])
@example(rows=[(0.0, 0.0), (5e-324, 1.0), (1e-16, 5e-324)])
@example(rows=3 * [(5.1618701841360993e-256, 5e-324)])
@example(rows=[(1.0, 0.0), (1 + 2.3e-16, 1.0), (1.0, 1e12)])
@given(rows=ROWS)
def test_any_numbers(problem: str, rows: list[tuple[float, float]], tmp_path: Path) -> None:
    raced(problem, rows, tmp_path / "data.csv")


@pytest.mark.parametrize("size", [1e-79, 1e-40, 1e-9, 1.0, 1e9, 1e11])
@pytest.mark.parametrize("problem", PROBLEMS)
def test_what_is_taken(problem: str, size: float, tmp_path: Path) -> None:
    rows = [(size * x, size * y) for x, y in ((1.0, 2.0), (2.0, 3.0), (3.0, 5.0), (4.0, 4.0))]
    assert raced(problem, rows, tmp_path / "data.csv")
