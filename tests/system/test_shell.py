"""Job control as a user meets it: a real shell, ctrl+z, a command, fg."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.terminal import Terminal

pytestmark = pytest.mark.system


def test_to_the_background_of_a_shell_and_back(tmp_path: Path) -> None:
    terminal = Terminal("bash", "--norc", "--noprofile", "-i", PS1="ready> ", HISTFILE="")
    try:
        terminal.wait_for_text("ready>")
        terminal.send(f"stty -g > {tmp_path}/before; {sys.executable} -m tui\r")
        terminal.wait_for_app()
        for turn in range(2):
            terminal.send("\x1a")
            terminal.wait_for_text("Stopped")
            assert not terminal.modes() - {"2004"}  # that one is the shell's own
            terminal.send(f"stty -g > {tmp_path}/stopped{turn}; echo $((40 + 2))\r")
            terminal.wait_for_text("42")
            terminal.screen.reset()
            terminal.output = b""  # from now on: what is left on, is left on by the app
            terminal.send("fg\r")
            terminal.wait_until(lambda: b"\x1b[?1049h" in terminal.output)
            terminal.wait_for_text("Fall Line")
            terminal.wait_until(lambda: "1003" in terminal.modes())
        terminal.output = b""
        terminal.send("\x11")
        terminal.wait_until(lambda: b"ready>" in terminal.output)  # what is typed before belongs to the app
        assert "1049" not in terminal.modes()
        terminal.screen.reset()
        terminal.send(f"echo code=$?; stty -g > {tmp_path}/after; exit\r")
        assert terminal.exit_code() == 0
        assert b"code=0" in terminal.output
    finally:
        terminal.close()
    states = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert set(states) == {"before", "stopped0", "stopped1", "after"}
    assert len(set(states.values())) == 1
