"""The command line is understood as it was typed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tui.cli.arguments import KINDS, parse
from tui.cli.commands import AppCommand, Command, ListCommand, RunCommand, ScenarioWords, UsageError


def scenario(command: Command) -> ScenarioWords:
    assert isinstance(command, AppCommand | RunCommand)
    return command.scenario


def test_no_words_open_the_app_as_it_is() -> None:
    command = parse([])
    assert command == AppCommand(ScenarioWords(), None)
    assert scenario(command).silent


def test_every_word_finds_its_place() -> None:
    words = ScenarioWords(
        "a.toml",
        "beale",
        ("adam lr=0.1", "sgd"),
        "1,2",
        (("steps", "9"), ("seed", "1"), ("noise", "0.5"), ("target", "0")),
    )
    line = ["a.toml", "--problem", "beale", "--racer", "adam lr=0.1", "--racer", "sgd", "--start", "1,2"]
    line += ["--target", "0", "--noise", "0.5", "--seed", "1", "--steps", "9"]
    assert parse([*line, "--at", "7"]) == AppCommand(words, "7")
    app = parse(["--ascii", "--no-mouse"])
    assert isinstance(app, AppCommand)
    assert app.options == (("ascii", "true"),)
    assert not app.mouse
    options = ["--format", "csv", "--every", "10", "--output", "out.csv", "--strict", "--theta"]
    assert parse(["run", *line, *options]) == RunCommand(words, "csv", "10", "out.csv", strict=True, theta=True)


@pytest.mark.parametrize("value", ["-1.5,2", "-x*y", "-1e-3", "-x", "-inf", "-"])
@pytest.mark.parametrize("command", [[], ["run"]])
def test_values_may_begin_with_a_minus(command: list[str], value: str) -> None:
    for word, taken in (("--start", "start"), ("--problem", "problem")):
        assert getattr(scenario(parse([*command, word, value])), taken) == value
        assert getattr(scenario(parse([*command, f"{word}={value}"])), taken) == value
    assert scenario(parse([*command, "--noise", value])).settings == (("noise", value),)


def test_a_value_is_not_taken_for_the_next_option() -> None:
    with pytest.raises(UsageError, match="--start: expected one argument"):
        parse(["--start", "--steps", "5"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("--steps", "--steps: expected one argument"),
        ("--stesp 5", "unknown option --stesp. Did you mean --steps?"),
        ("--problm=beale", "unknown option --problm. Did you mean --problem?"),
        ("run --step 5", "unknown option --step. Did you mean --steps?"),
        ("a.toml b.toml", r"unknown word b.toml \(see fallline --help\)"),
        ("run --every 5", "--every is for --format json and csv"),
        ("run --theta", "--theta is for --format json and csv"),
        ("run --format json --plot", "--plot goes with the table"),
        ("run --format xml", "'xml'"),
        ("list optimisers", "'optimisers'"),
        ("--plot", "unknown option --plot"),
        ("run --at 5", "unknown option --at"),
    ],
)
def test_mistakes_are_told_in_one_line(line: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as told:
        parse(line.split())
    assert "\n" not in str(told.value)


def test_list_means_all_lists() -> None:
    assert parse(["list"]) == ListCommand(KINDS, json=False)
    assert parse(["list", "problems", "--json"]) == ListCommand(("problems",), json=True)


def test_no_words_start_the_app_without_a_parser() -> None:
    assert parse([]) == AppCommand()
    program = (
        "import sys; from tui.cli import main;"
        "main.execute = lambda command: print(command, 'argparse' in sys.modules);"
        "main.main([])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{AppCommand()} False"
