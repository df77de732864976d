"""What the words of the command line hand to the app."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tui.app
from core.scenario import Scenario
from tui.cli import launch
from tui.cli.main import main
from tui.config.config_file import config_path
from tui.config.options import Options
from tui.config.sources import Config
from tui.demo.policy import Policy
from tui.state.default_scenario import default_scenario
from tui.state.files import keep_session, kept_sessions, read_scenario

Launched = tuple[Scenario | None, int | None]


@pytest.fixture
def files() -> list[Path | None]:
    """The files that the app was told it begins with."""
    return []


@pytest.fixture
def terminal() -> dict[str, Any]:
    """What the app was told about its terminal, and its configuration."""
    return {}


@pytest.fixture
def launched(
    monkeypatch: pytest.MonkeyPatch, files: list[Path | None], terminal: dict[str, Any]
) -> Callable[..., Launched]:
    """Calls `fallline` as in a terminal, and returns what the app would be given."""
    given: list[Launched] = []

    def run_app(scenario: Scenario | None, at: int | None, file: Path | None, _: Policy, **told: Any) -> int:
        files.append(file)
        terminal.update(told)
        given.append((scenario, at))
        return 0

    monkeypatch.setattr(tui.app, "run_app", run_app)
    monkeypatch.setattr(launch, "refusal", lambda streams, environ: None)

    def call(*words: str) -> Launched:
        assert main(words) == 0
        return given.pop()

    return call


def test_without_words_the_default_race_is_on(launched: Callable[..., Launched]) -> None:
    assert launched() == (default_scenario(), None)


def test_a_program_that_calls_the_command_line_goes_on(launched: Callable[..., Launched]) -> None:
    """Only the process of `fallline` itself has to end."""
    launched()
    assert signal.alarm(0) == 0


def test_words_make_the_scenario(launched: Callable[..., Launched]) -> None:
    scenario = Scenario("beale", ("adam lr=0.05",), (-1.0, 1.5), steps=70, noise=0.1)
    assert launched(*scenario.command(), "--at", "7") == (scenario, 7)


def test_a_landscape_alone_gets_the_racers_that_the_app_starts_with(launched: Callable[..., Launched]) -> None:
    scenario, _ = launched("--problem", "himmelblau")
    assert scenario == Scenario("himmelblau", default_scenario().racers)


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


def test_the_app_knows_its_file(launched: Callable[..., Launched], files: list[Path | None], tmp_path: Path) -> None:
    path = tmp_path / "race.toml"
    path.write_text(Scenario("beale").to_toml())
    launched(str(path))
    launched()
    assert files == [path, None]


def test_the_last_session_comes_back_and_flags_go_over_it(
    launched: Callable[..., Launched], files: list[Path | None]
) -> None:
    keep_session(Scenario("beale", ("adam",), steps=70))
    keep_session(Scenario("himmelblau", ("sgd",), steps=80))
    assert launched("--last") == (Scenario("himmelblau", ("sgd",), steps=80), None)
    assert launched("--last", "--steps", "9", "--at", "3") == (Scenario("himmelblau", ("sgd",), steps=9), 3)
    assert files == [None, None]


@pytest.mark.parametrize(
    ("words", "told"),
    [(("--last",), "there is no last session yet"), (("--last", "race.toml"), "choose one")],
)
def test_without_a_last_session_it_says_so(
    words: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launch, "refusal", lambda streams, environ: None)
    assert main(words) == 2
    assert told in capsys.readouterr().err


def test_the_session_is_kept_when_the_app_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    edited = Scenario("beale", ("adam",))
    for scenario, kept in ((edited, 1), (default_scenario(), 1)):
        monkeypatch.setattr(tui.app.FallLine, "run", lambda app, **options: None)
        assert tui.app.run_app(scenario) == 0
        assert len(kept_sessions()) == kept
    assert read_scenario(kept_sessions()[0]) == edited


def test_the_session_is_kept_when_the_app_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(app: object, **options: bool) -> None:
        raise RuntimeError("a mistake in the app")

    monkeypatch.setattr(tui.app.FallLine, "run", fail)
    with pytest.raises(RuntimeError):
        tui.app.run_app(Scenario("beale"))
    assert len(kept_sessions()) == 1


def test_what_the_terminal_cannot_do_is_said_by_flag_or_environment(
    launched: Callable[..., Launched], terminal: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FALLLINE_ASCII", "FALLLINE_FPS", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    launched()
    assert terminal == {"mouse": True, "config": Config(path=config_path()), "lesson": None}
    launched("--ascii", "--no-mouse", "--fps", "5")
    assert terminal == {
        "mouse": False,
        "config": Config(Options(ascii=True, fps=5), path=config_path()),
        "lesson": None,
    }
    for value, meant in (("1", True), ("0", False), ("", False)):
        monkeypatch.setenv("FALLLINE_ASCII", value)
        launched()
        assert terminal["config"].options.ascii == meant


@pytest.mark.parametrize(
    ("environ", "wrong"),
    [
        ({"STY": "1.a", "TERM": "screen-256color", "COLORTERM": "truecolor"}, True),
        ({"STY": "1.a", "TERM": "tmux-256color", "COLORTERM": "truecolor"}, False),
        ({"TERM": "screen-256color", "COLORTERM": "truecolor"}, False),
        ({"STY": "1.a", "TERM": "screen-256color"}, False),
    ],
)
def test_gnu_screen_inherits_colours_that_it_does_not_have(environ: dict[str, str], wrong: bool) -> None:
    assert launch.has_inherited_truecolor(environ) == wrong
