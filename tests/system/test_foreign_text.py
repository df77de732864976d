"""The bytes that the app sends to a terminal, with what strangers wrote in a file, in its name and in the editor."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import tomli_w

from tests.foreign import PLANT, PLANTS, raw_plants
from tests.terminal import Terminal

pytestmark = pytest.mark.system

F3, F4, QUIT, OPEN = "\x1bOR", "\x1bOS", "\x11", "\x0f"


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A scenario whose rule is full of plants, in a folder of files called by them."""
    title, color, bidi = PLANTS[0], PLANTS[2], PLANTS[5]
    rule = f"m: 0  # {title}\nm = beta*m + g  # {title}{color}\ntheta = theta - lr*m  # {bidi}\n"
    own = {"rule": rule, "settings": "lr=0.01 beta=0.9", "purpose": PLANT}
    path = tmp_path / f"a{PLANTS[0]}b.toml"
    path.write_text(tomli_w.dumps({"racers": ["mine"], "rules": {"mine": own}}), encoding="utf-8")
    return str(path)


def end(terminal: Terminal) -> None:
    """Leave the app, and look at all that it has sent."""
    terminal.send(QUIT)
    assert terminal.exit_code() == 0
    terminal.assert_given_back()
    assert raw_plants(terminal.output) == []


def test_a_file(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(os.path.dirname(file))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    terminal = Terminal(sys.executable, "-m", "tui", file, "--at", "3")
    try:
        terminal.wait_for_app()
        terminal.send(OPEN)
        terminal.wait_for_text(r"a\x1b]0;pwn\x07b.toml")
        terminal.send("\x1b")
        terminal.wait_until(lambda: not terminal.shows(r"a\x1b]0;pwn"))
        terminal.send(F3)
        terminal.wait_for_text(r"\x1b]0;pwn\x07")
        end(terminal)
    finally:
        terminal.close()


@pytest.mark.parametrize("flags", [("--demo",), ("--demo", "--ascii"), ()])
def test_the_rule_editor(flags: tuple[str, ...]) -> None:
    terminal = Terminal(sys.executable, "-m", "tui", *flags, "--racer", "adam lr=0.1", "--at", "3")
    try:
        terminal.wait_for_app()
        terminal.send("o")
        terminal.wait_for_text("An optimizer of your own")
        for plant in (*PLANTS, PLANT):
            terminal.send(f"\x1b[200~seen {plant} pasted\x1b[201~")
        terminal.wait_for_text("pasted")
        for _ in range(5):  # into the other fields
            terminal.send("\t")
            terminal.send(f"\x1b[200~{PLANT}\x1b[201~")
        end(terminal)
    finally:
        terminal.close()
