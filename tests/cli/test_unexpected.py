"""An error that nobody expected is one sentence and a log, also outside of the app."""

from __future__ import annotations

from typing import NoReturn

import pytest

from tui.cli import main
from tui.terminal.crash_log import log_path


@pytest.fixture(autouse=True)
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command fails."""

    def execute(_command: object) -> NoReturn:
        raise RuntimeError("a mistake \x1b[31m")

    monkeypatch.setattr(main, "execute", execute)
    for name in ("clean_environment", "guard_streams", "finish_output"):  # those change this process
        monkeypatch.setattr(main, name, lambda *_, **_options: None)


@pytest.mark.parametrize("words", [["list"], ["run"], []], ids=["list", "run", "app"])
def test_it_is_told_in_a_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(words) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert "unexpected error (RuntimeError: a mistake \\x1b[31m)" in told.err
    assert str(log_path()) in told.err
    assert "Traceback" in log_path().read_text()


def test_strangers_are_told_nothing_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--demo"]) == 1
    assert capsys.readouterr().err == "fallline: unexpected error\n"
    assert not log_path().exists()
