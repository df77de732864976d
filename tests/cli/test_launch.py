"""What the words of the command line hand to the app."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import tui.app
from core.scenario import Scenario
from tui.cli import launch
from tui.cli.main import main

Launched = tuple[Scenario | None, int | None]


@pytest.fixture
def launched(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Launched]:
    """Calls `fallline` as in a terminal, and returns what the app would be given."""
    given: list[Launched] = []

    def run_app(scenario: Scenario | None, at: int | None) -> int:
        given.append((scenario, at))
        return 0

    monkeypatch.setattr(tui.app, "run_app", run_app)
    monkeypatch.setattr(launch, "refusal", lambda streams, environ: None)

    def call(*words: str) -> Launched:
        assert main(words) == 0
        return given.pop()

    return call


def test_without_words_the_app_chooses(launched: Callable[..., Launched]) -> None:
    assert launched() == (None, None)


def test_words_make_the_scenario(launched: Callable[..., Launched]) -> None:
    scenario = Scenario("beale", ("adam lr=0.05",), (-1.0, 1.5), steps=70, noise=0.1)
    assert launched(*scenario.command(), "--at", "7") == (scenario, 7)


def test_a_landscape_alone_gets_the_racers_that_the_app_starts_with(launched: Callable[..., Launched]) -> None:
    scenario, _ = launched("--problem", "himmelblau")
    assert scenario == Scenario("himmelblau", tui.app.default_scenario().racers)


def test_a_file_without_racers_stays_without(launched: Callable[..., Launched], tmp_path: Path) -> None:
    path = tmp_path / "empty.toml"
    path.write_text(Scenario("beale").to_toml())
    assert launched(str(path)) == (Scenario("beale"), None)


@pytest.mark.parametrize("at", ["-1", "x", "2.5"])
def test_an_impossible_step_is_told(
    at: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launch, "refusal", lambda streams, environ: None)
    assert main(["--at", at]) == 2
    assert "--at must " in capsys.readouterr().err
