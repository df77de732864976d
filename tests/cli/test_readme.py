"""The README keeps its promises: a fresh catalog, and commands that work as typed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from core.formula.nodes import CONSTANTS, FUNCTIONS, REDUCTIONS
from core.toml_io import KEYS, RULE_KEYS
from tui.cli.catalog_docs import refreshed
from tui.cli.main import main

README = Path(__file__).parents[2] / "README.md"
COMMANDS = [
    line.partition("   ")[0]  # what it does may stand beside it
    for block in re.findall(r"```\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    for line in block.splitlines()
    if line.startswith("fallline ") and "race.toml" not in line
]


def test_the_catalog_is_fresh() -> None:
    text = README.read_text(encoding="utf-8")
    assert refreshed(text) == text, "make readme writes it anew"


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_work(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(shlex.split(command)[1:]) == 0
    assert capsys.readouterr().out


def test_its_scenario_file_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (toml,) = re.findall(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    path = tmp_path / "race.toml"
    path.write_text(toml, encoding="utf-8")
    assert main(["run", str(path)]) == 0
    told = capsys.readouterr().out
    assert told.count("adam") >= 2
    assert "careful" in told


def test_every_key_of_a_scenario_file_and_every_function_is_explained() -> None:
    text = README.read_text(encoding="utf-8")
    for key in (*KEYS, *RULE_KEYS):
        assert re.search(rf"^\| (… )?`(\[{key}\.NAME\]|{key})` \|", text, re.MULTILINE), key
    explained = text[text.index("## A landscape of your own") : text.index("## Scenario files")]
    for name in (*FUNCTIONS, *REDUCTIONS, *CONSTANTS):
        assert re.search(rf"\b{name}\b", explained), name


def test_its_library_example_works() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    scope: dict[str, object] = {}
    exec(code, scope)
    race = scope["race"]
    assert race.racers[0].path.shape == (201, 2)  # type: ignore[attr-defined]
