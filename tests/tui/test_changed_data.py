"""A data file that changes while the app runs is read again when a race is made, and the user is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from textual.pilot import Pilot

from core.problems import DataError
from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.state.session import Session

LINE = "1,3\n2,5\n3,7\n"
OTHER = "1,30\n2,50\n3,70\n4,90\n"


def on(file: Path) -> Scenario:
    return Scenario(f"regression data={file}", ("sgd lr=0.01",), steps=50)


def told(app: FallLine) -> list[str]:
    return [message.message for message in app._notifications]


def fit(session: Session) -> list[float]:
    return [round(value, 6) for value in session.race.problem.minima[0].point]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_text(LINE, encoding="utf-8")
    return path


@pytest.mark.parametrize("remade", ["restarted", "edited", "edited to the same"])
def test_a_race_that_is_remade_has_the_data_of_now(file: Path, remade: str) -> None:
    session = Session(on(file), at=20)
    assert fit(session) == [2, 1]
    before = session.frame().racers[0].loss
    file.write_text(OTHER, encoding="utf-8")
    assert fit(session) == [2, 1]
    if remade == "restarted":
        session.reread()
    else:
        session.edit(Scenario(f"regression data={file}", session.scenario.racers, steps=50 + 10 * (remade == "edited")))
    assert fit(session) == [20, 10]
    assert session.clock.step == 20
    after = session.frame().racers[0].loss
    assert len(after) == len(before)
    assert not np.array_equal(after, before)
    assert session.frame().racers[0].problem is session.race.problem


def test_the_same_file_is_not_raced_anew(file: Path) -> None:
    session = Session(on(file), at=20)
    race = session.race
    session.reread()
    assert session.race is race
    file.write_text(LINE, encoding="utf-8")  # written again, with the same content
    session.reread()
    assert fit(session) == [2, 1]


@pytest.mark.parametrize("damage", ["removed", "no numbers"])
def test_a_file_that_cannot_be_used_any_more_leaves_the_race_as_it_was(file: Path, damage: str) -> None:
    session = Session(on(file), at=20)
    assert session.race.data_error == ""
    if damage == "removed":
        file.unlink()
    else:
        file.write_text("a,b\nc,d\ne,f\n", encoding="utf-8")
    session.reread()
    session.edit(Scenario(session.scenario.problem, session.scenario.racers, steps=70))
    assert fit(session) == [2, 1]
    assert "points.csv" in session.race.data_error
    file.write_text(OTHER, encoding="utf-8")
    session.reread()
    assert session.race.data_error == ""
    assert fit(session) == [20, 10]


def test_a_file_that_was_never_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        Session(on(tmp_path / "none.csv")).frame()


async def test_the_user_is_told(file: Path, until: Until) -> None:
    app = FallLine(on(file), at=20)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.computed)
        await expect(pilot, app, until, [])
        file.write_text(OTHER, encoding="utf-8")
        await expect(pilot, app, until, ["points.csv has changed, and was read again."])
        file.unlink()
        await pilot.press("r")
        await until(pilot, lambda: any(one.startswith("The data stay as they were read before") for one in told(app)))
        assert fit(app.session) == [20, 10]


async def expect(pilot: Pilot[Any], app: FallLine, until: Until, sentences: list[str]) -> None:
    await pilot.press("r")
    await until(pilot, lambda: app.session.clock.playing and told(app) == sentences)
