"""What `command()` says is understood by the command line, and a new setting is one declaration."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.hyper import Hyper
from core.nudge import nudged
from core.scenario import Scenario
from core.settings import SETTINGS
from tui.cli.arguments import parse
from tui.cli.build import build_scenario
from tui.cli.commands import AppCommand

ROOT = Path(__file__).parents[2]


def made_from(words: tuple[str, ...]) -> Scenario:
    command = parse(words)
    assert isinstance(command, AppCommand)
    return build_scenario(command.scenario)


@pytest.mark.parametrize("hyper", SETTINGS, ids=lambda hyper: hyper.name)
def test_the_command_line_takes_every_setting_that_a_command_names(hyper: Hyper) -> None:
    other = nudged(hyper, hyper.default, up=True)
    scenario = Scenario("beale", "sgd", **{hyper.name: other})  # type: ignore[arg-type]  # SETTINGS knows which it is
    assert f"--{hyper.name}" in scenario.command()
    assert made_from(scenario.command()) == scenario


@pytest.mark.parametrize(("problem", "start"), [("parabola", (1.5,)), ("beale", (-1.5, 2.0)), ("x*y", (1e-9, -0.1))])
def test_the_command_line_takes_the_start(problem: str, start: tuple[float, ...]) -> None:
    scenario = Scenario(problem, "sgd", start)
    assert made_from(scenario.command()) == scenario


def test_the_help_names_every_setting_with_its_default(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    told = " ".join(capsys.readouterr().out.split())
    for hyper in SETTINGS:
        assert f"--{hyper.name} " in told
        assert f"default: {hyper.format(hyper.default)}" in told


DECLARATION = '    patience: int = setting(integer("patience", "p", 7, "A setting of this test.", 1, 99))\n'
BEFORE = "    steps: int = setting("
USE = """
import asyncio, json, sys
from core.scenario import Scenario
from tui.app import FallLine
from tui.cli.arguments import parse
from tui.cli.build import build_scenario
from tui.cli.main import main
from tui.widgets.forms.setup_form import SetupForm

scenario = Scenario("parabola", "sgd lr=0.1", (1.5,), steps=3, patience=9)
assert scenario.patience == 9 and Scenario().patience == 7
assert scenario != Scenario("parabola", "sgd lr=0.1", (1.5,), steps=3)
assert build_scenario(parse(scenario.command()).scenario) == scenario, scenario.command()
assert "patience = 9" in scenario.to_toml() and Scenario.from_toml(scenario.to_toml()) == scenario
assert eval(repr(scenario)) == scenario
assert main(["run", "--patience", "0"]) == 2

async def form():
    app = FallLine(scenario, at=0)
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.pause()
        (form,) = app.screen.query(SetupForm)
        rows = {row.edit: row for row in form.rows}
        return rows["patience"].value, rows["patience"].hyper.sentence
assert asyncio.run(form()) == (9, "A setting of this test.")

sys.argv = ["fallline"]
assert main(["run", *scenario.command(), "--format", "json"]) == 0
"""


@pytest.mark.system
def test_a_new_setting_is_one_declaration(tmp_path: Path) -> None:
    for package in ("core", "tui"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    settings = tmp_path / "core/settings.py"
    text = settings.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    settings.write_text(text.replace(BEFORE, DECLARATION + BEFORE), encoding="utf-8")
    environ = os.environ | {"PYTHONPATH": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", USE], capture_output=True, text=True, cwd=tmp_path, env=environ, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "--patience must be an integer from 1 to 99 (got 0)" in done.stderr
    assert '"patience": 9' in done.stdout
