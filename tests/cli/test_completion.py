"""Shells complete what the parsers know, and the manual page says it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS
from tests.command import Call
from tui.cli.arguments import FORMATS, KINDS, PARSERS, SHELLS
from tui.cli.commands import COMMANDS
from tui.cli.manual import escaped
from tui.config.options import OPTIONS, THEMES
from tui.lessons import lesson_texts

BASH = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
_fallline
(( ${#COMPREPLY[@]} == 0 )) || printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def bash(call: Call, tmp_path: Path) -> Path:
    """The script for bash, in a folder with two files."""
    script = tmp_path / "completion"
    script.write_text(call("completion", "bash").out, encoding="utf-8")
    for name in ("scene.toml", "scene two.toml"):
        (tmp_path / name).touch()
    return script


def completed(script: Path, *words: str) -> set[str]:
    """What bash offers for the last of some words."""
    command = ["bash", "-c", BASH, "bash", str(script), "fallline", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=script.parent)
    assert not done.stderr
    return set(done.stdout.splitlines())


@pytest.mark.parametrize("shell", SHELLS)
def test_the_scripts_are_valid(shell: str, call: Call) -> None:
    done = call("completion", shell)
    assert (done.code, done.err) == (0, "")
    assert "himmelblau" in done.out
    if shutil.which(shell):
        checked = subprocess.run([shell, "-n"], check=False, input=done.out, capture_output=True, text=True)
        assert (checked.returncode, checked.stderr) == (0, "")


def beginning(start: str, words: object) -> set[str]:
    assert hasattr(words, "__iter__")
    return {word for word in words if word.startswith(start)}


CASES: tuple[tuple[tuple[str, ...], set[str]], ...] = (
    (("--racer", "ad"), beginning("ad", OPTIMIZERS)),
    (("run", "--racer", "ad"), beginning("ad", OPTIMIZERS)),
    (("--racer", "=", "ad"), beginning("ad", OPTIMIZERS)),
    (("--racer", "="), set(OPTIMIZERS)),
    (("--racer", "'ad"), beginning("ad", OPTIMIZERS)),
    (("--problem", "him"), {"himmelblau"}),
    (("record", "--problem", ""), set(PROBLEMS)),
    (("--theme", "gru"), {"gruvbox"}),
    (("record", "--theme", ""), set(THEMES)),
    (("run", "--format", ""), set(FORMATS)),
    (("run", "--measured_at", ""), {"answer", "theta"}),
    (("run", "--steps", ""), set()),
    (("sweep", "--axis", "momentum"), {"momentum=", "momentum_decay="}),
    (("sweep", "--axis", "se"), {"seed="}),
    (("sweep", "--format", "n"), {"npz"}),
    (("run", "--plot", "--st"), {"--start", "--steps", "--strict"}),
    (("run", "--plot", "sc"), {"scene.toml", "scene two.toml"}),
    (("list", ""), set(KINDS)),
    (("lesson", "ada"), beginning("ada", lesson_texts())),
    (("config", "e"), {"edit"}),
    (("completion", ""), set(SHELLS)),
    (("re",), {"record"}),
    (("sc",), {"scene.toml", "scene two.toml"}),
    (("run", "--output", "scene "), {"scene two.toml"}),
    (("run", "--nonsense", "x"), set()),
)


@pytest.mark.parametrize(
    ("words", "offered"), CASES, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_bash_completes(words: tuple[str, ...], offered: set[str], bash: Path) -> None:
    assert completed(bash, *words) == offered


@pytest.mark.parametrize("command", PARSERS)
def test_bash_offers_every_flag(command: str, bash: Path) -> None:
    flags = {flag for action in PARSERS[command]().arguments for flag in action.option_strings}
    assert completed(bash, *filter(None, [command]), "-") == flags
    assert completed(bash, *filter(None, [command]), "--") == flags - {"-h"}


def test_bash_offers_the_values_of_every_option(bash: Path) -> None:
    for option in OPTIONS:
        if option.flagged and option.hyper.kind == "choice" and option.name != "theme":
            assert completed(bash, option.flag, "") == set(option.hyper.choices)


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_completes(call: Call, tmp_path: Path) -> None:
    script = tmp_path / "fallline.fish"
    script.write_text(call("completion", "fish").out, encoding="utf-8")
    for line, offered in (("fallline --racer ada", "adam"), ("fallline run --problem him", "himmelblau")):
        words = ["fish", "--no-config", "-c", f"source {script}; complete -C '{line}'"]
        assert offered in subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()


# The manual page


def test_the_manual_names_every_command_flag_and_variable(call: Call) -> None:
    text = call("man").out.replace("\\-", "-")
    for command in COMMANDS:
        assert f".SS fallline {command}\n" in text
    for parser in PARSERS.values():
        for action in parser().arguments:
            assert all(f"\\fB{flag}\\fR" in text for flag in action.option_strings)
    for option in OPTIONS:
        assert option.variable in text


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_the_manual_renders_without_a_warning(call: Call) -> None:
    text = call("man").out
    words = ["groff", "-man", "-Tutf8", "-Kutf8", "-ww"]
    done = subprocess.run(words, input=text.encode(), capture_output=True, check=True)
    assert done.stderr == b""
    assert "oscilloscope" in done.stdout.decode()


def test_text_is_no_request_of_roff() -> None:
    assert escaped(".so a-b's \\ c") == "\\&.so a\\-b\\(aqs \\e c"
