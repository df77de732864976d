"""The app where memory is refused or variables say nonsense: it gives the terminal back, with one sentence at most."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.test_surroundings import ODD_VALUES
from tests.sampling import sampled
from tests.terminal import Terminal
from tui.cli import launch

APP = (sys.executable, "-m", "tui")


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.mark.system
@pytest.mark.parametrize("words", sampled([(), ("--demo",), ("--ascii",)], 3), ids=" ".join)
def test_odd_values_count_as_unset(stack: ExitStack, words: tuple[str, ...]) -> None:
    values = ODD_VALUES | {"COLUMNS": "²", "LINES": "-1"}
    terminal = Terminal("env", *(f"{name}={value}" for name, value in values.items()), *APP, *words)
    stack.callback(terminal.close)
    terminal.wait_for_app()
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()


@pytest.mark.system
def test_a_huge_size_is_bounded(stack: ExitStack) -> None:
    terminal = Terminal(*APP, COLUMNS="100000", LINES="100000")
    stack.callback(terminal.close)
    terminal.wait_until(lambda: b"Standings" in terminal.output)
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()


@pytest.mark.system
def test_the_demo_reads_no_variable_of_textual(stack: ExitStack, tmp_path: Path) -> None:
    terminal = Terminal(*APP, "--demo", TEXTUAL_LOG=f"{tmp_path}/log", TEXTUAL_PRESS="ctrl+q", TEXTUAL_SCREENSHOT="0")
    stack.callback(terminal.close)
    terminal.wait_for_app()
    terminal.send("a")
    terminal.wait_for_text("Add a racer")
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
@pytest.mark.parametrize(
    "megabytes", sampled([60, 45, 52, 75, 90, 110, 150, 165, 188, 190, 230, 260, 280, 300, 320, 350], 20)
)
@pytest.mark.parametrize("words", sampled([(), ("--demo",)], 2), ids=" ".join)
def test_without_memory_the_terminal_is_given_back(stack: ExitStack, words: tuple[str, ...], megabytes: int) -> None:
    """At the edge a library written in C ends the process: then the watcher gives the terminal back to the shell."""
    terminal = Terminal("sh", "-c", f'ulimit -v {megabytes}000; exec "$@"', "sh", *APP, *words, job=True)
    stack.callback(terminal.close)
    terminal.wait_until(lambda: terminal.shows("Standings") or terminal.process.poll() is not None)
    if terminal.process.poll() is None:
        terminal.send("\x11")
    assert terminal.exit_code() in (0, 1)
    terminal.wait_until(lambda: not terminal.raw() and not terminal.modes())
    terminal.assert_given_back()
    assert b"Traceback" not in terminal.output
    assert b"Exception ignored" not in terminal.output


def test_without_room_for_the_app_it_does_not_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    launch.require_memory()
    monkeypatch.setattr(launch, "APP_MEMORY", 1 << 62)
    with pytest.raises(MemoryError):
        launch.require_memory()
