"""Data of races whose histories keep a part of their points: the same bytes as where all are kept."""

import io

import pytest

import core.checkpoints
import core.history
from core.race import Race
from core.scenario import Scenario
from tui.export.formats import write_csv, write_json


def race() -> Race:
    racers = ("adam lr=0.02", "schedule_free_sgd", "sgd lr=0.05")
    return Scenario("network hidden=[6] n=40", racers, steps=150, measured_at="theta").race().advance(150)


def written(race: Race, every: int) -> tuple[str, str]:
    csv, json = io.StringIO(), io.StringIO()
    write_csv(race, every, csv, theta=True)
    write_json(race, every, json, theta=True)
    return csv.getvalue(), json.getvalue()


@pytest.mark.parametrize("every", [1, 7])
def test_csv_and_json_are_the_same(every: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = written(race(), every)
    monkeypatch.setattr(core.history, "FULL", 1000)
    monkeypatch.setattr(core.history, "KEPT", 500)
    monkeypatch.setattr(core.history, "RECENT", 9)
    monkeypatch.setattr(core.checkpoints, "MOST_FOUND", 2000)
    short = race()
    assert type(short.racers[0].path).__name__ == "LongPath"
    assert written(short, every) == whole
