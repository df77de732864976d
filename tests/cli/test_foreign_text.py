"""What strangers wrote, in files, in their names and in flags, never steers the terminal of whoever runs a command."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from tests.command import Call, Done
from tests.foreign import PLANT, PLANTS, SURROGATE, planted, steering
from tests.sampling import sampled
from tui.cli.commands import COMMANDS

SCENARIO: dict[str, Any] = {
    "problem": "quadratic kappa=3",
    "start": [1.0, 2.0],
    "steps": 2,
    "racers": ["fast: adam lr=0.1 schedule=cosine(total=20)", "own: mine beta=0.5"],
    "rules": {
        "mine": {
            "settings": "lr=0.01 beta=0.9",
            "purpose": "A rule of mine.",
            "decay": "coupled",
            "rule": "m: 0  # at first\nm = beta*m + g  # remembered\ntheta = theta - lr*m  # moved\n",
        }
    },
}
LESSON: dict[str, Any] = {
    "title": "A lesson",
    "course": "Mine",
    "text": "A *bowl*, see [there](https://example.org/bowl), and `code`.",
    "show": ["landscape", "loss"],
    "scenarios": {"bowl": SCENARIO},
    "claims": [
        {"says": "It ends.", "scenario": "bowl", "racer": "fast", "measure": "loss", "high": "2*7", "source": "me"},
        {
            "says": "It runs.",
            "measure": "one/2",
            "let": {"one": {"scenario": "bowl", "racer": "own", "measure": "x", "take": "max"}},
            "low": -1e9,
        },
        {"says": "It is left.", "scenario": "bowl", "racer": "own", "take": "steps until x > 1e6", "expected": "never"},
    ],
}
SWEEP = SCENARIO | {"sweep": {"axes": ["lr=[0.01,0.1]", "problem=[quadratic,beale]"], "until": "target", "share": 0.5}}
CONFIG: dict[str, Any] = {
    "theme": "nord",
    "palette": "dusk",
    "forms": "hidden",
    "keys": {"race.play": "f9", "race.add": "a,f12"},
}
ROWS = "height,weight,kind\n1,2,a\n2,3,b\n3,5,a\n4,4,b\n"


def assert_safe(done: Done) -> None:
    assert not steering(done.out + done.err), (done.out + done.err).encode("unicode_escape")


def written(data: dict[str, Any], file: Path) -> str:
    """The file with these data; a lesson's text is written as it is, as tomli_w would, on one line."""
    file.write_text(tomli_w.dumps(data), encoding="utf-8")
    assert tomllib.loads(file.read_text(encoding="utf-8")) == data
    return str(file)


@pytest.mark.parametrize("plant", sampled([PLANT, *PLANTS], 3))
def test_every_text_of_a_scenario(plant: str, call: Call, tmp_path: Path) -> None:
    output = ("table", "json", "csv") if plant == PLANT else ("table",)
    for data in planted(SCENARIO, plant):
        for format in output:
            assert_safe(call("run", written(data, tmp_path / "race.toml"), "--format", format))


@pytest.mark.parametrize("plant", sampled([PLANT, *PLANTS], 3))
def test_every_text_of_a_lesson(plant: str, call: Call, tmp_path: Path) -> None:
    for data in planted(LESSON, plant):
        file = written(data, tmp_path / "lesson.toml")
        assert_safe(call("lesson", file))
        if plant == PLANT:
            done = call("lesson", "--json", file)
            assert_safe(done)
            assert not done.out or json.loads(done.out)["claims"]


@pytest.mark.system
@pytest.mark.parametrize("plant", sampled([PLANT, *PLANTS], 3))
def test_every_text_of_a_sweep(plant: str, call: Call, tmp_path: Path) -> None:
    assert call("sweep", written(SWEEP, tmp_path / "sweep.toml")).code == 0
    output = ("table", "json", "csv", "plot") if plant == PLANT else ("table",)
    for data in planted(SWEEP, plant):
        file = written(data, tmp_path / "sweep.toml")
        for format in output:
            words = ("--plot", "--axis", "lr=[0.01,0.1]") if format == "plot" else ("--format", format)
            assert_safe(call("sweep", file, *words))


def test_names_of_arrays_and_unfinished_files(call: Call, tmp_path: Path) -> None:
    """Whatever a file that is written is called, what is told about it is safe."""
    output = tmp_path / f"a{PLANTS[0]}b.npz"
    words = ("sweep", written(SWEEP, tmp_path / "sweep.toml"), "--format", "npz", "--output")
    done = call(*words, str(output))
    assert done.code == 0
    assert_safe(done)
    for name in foreign_names(tmp_path):
        assert_safe(call(*words, f"{name}/a.npz"))
        Path(f"{name}.unfinished").write_text("nothing that can be gone on with")
        assert_safe(call(*words, name, "--resume"))
        assert_safe(call(*words, name))


@pytest.mark.system
@pytest.mark.parametrize("plant", sampled([PLANT, *PLANTS], 3))
def test_every_text_of_a_configuration(plant: str, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / f"a{plant}b"
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    (folder / "fallline").mkdir(parents=True)
    written(CONFIG, folder / "fallline" / "config.toml")
    done = call("config")
    assert done.code == 0
    assert "f9" in done.out
    assert_safe(done)
    for data in planted(CONFIG, plant):
        written(data, folder / "fallline" / "config.toml")
        assert_safe(call("config"))
        assert_safe(call("config", "keys"))
    for name in ("FALLLINE_THEME", "FALLLINE_FPS", "FALLLINE_ASCII"):
        with monkeypatch.context() as patch:
            patch.setenv(name, plant)
            assert_safe(call("config"))
    for editor in (plant, f"true {plant}", f"'{plant}", f"/bin/{plant}"):
        with monkeypatch.context() as patch:
            patch.setenv("VISUAL", editor)
            assert_safe(call("config", "edit"))


def test_markdown_cannot_spell_what_is_not_printable(call: Call, tmp_path: Path) -> None:
    text = "&#27;]0;pwn&#7; &#x9b;31m &#x202e;txt &#8203; [a](<http://a\\\u001b]0;pwn>)"
    done = call("lesson", written(LESSON | {"text": text}, tmp_path / "lesson.toml"))
    assert done.code == 0
    assert_safe(done)


@pytest.mark.system
@pytest.mark.parametrize("plant", [PLANT.replace("\x0b", "").replace("\x0c", "").replace("\x85", ""), *PLANTS[:4]])
def test_every_field_of_a_table(plant: str, call: Call, tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    for place in (index for index, one in enumerate(ROWS) if one.isalnum()):
        file.write_text(ROWS[:place] + plant + ROWS[place:], encoding="utf-8")
        for problem in ("regression", "regression x=height y=weight", "logistic label=kind", "logistic x=nothing"):
            name, *words = problem.split()
            spec = " ".join([name, f"data={file}", *words])
            assert_safe(call("run", "--problem", spec, "--racer", "sgd lr=0.01", "--steps", "2"))


def foreign_names(folder: Path) -> Iterator[str]:
    for plant in (*PLANTS, SURROGATE[0]):
        yield str(folder / f"a{plant}b")


@pytest.mark.system
def test_names_of_files(call: Call, tmp_path: Path) -> None:
    for name in foreign_names(tmp_path):
        assert_safe(call("run", f"{name}.toml"))
        assert_safe(call("lesson", f"{name}.toml"))
        written(SCENARIO, Path(f"{name}.toml"))
        assert call("run", f"{name}.toml").code == 0
        assert_safe(call("lesson", f"{name}.toml"))
        written(LESSON, Path(f"{name}.toml"))
        for word in ((), ("--json",)):
            done = call("lesson", *word, f"{name}.toml")
            assert done.code == 0
            assert_safe(done)
        Path(f"{name}.csv").write_text(ROWS, encoding="utf-8")
        for reading in (f"{name}.csv", f"{name}.missing"):
            written(SCENARIO | {"problem": "regression", "start": [0, 0]}, tmp_path / "race.toml")
            assert_safe(call("run", "--problem", f'regression data="{reading}"', "--racer", "sgd lr=0.01"))
        assert_safe(call("run", "--racer", "sgd", "--output", f"{name}/race.csv"))
        assert_safe(call("sweep", "--racer", "sgd", "--axis", "lr=[0.1,0.2]", "--output", f"{name}/runs.csv"))
        assert_safe(call("sweep", f"{name}.toml", "--axis", "lr=[0.1,0.2]", "--output", f"{name}.npz", "--resume"))
        assert_safe(call("record", "--output", f"{name}/race.svg"))
        assert_safe(call("record", "--output", f"{name}.gif"))
        assert_safe(call("--demo", f"{name}.toml"))
        assert_safe(call("--last", f"{name}.toml"))


FLAGS = {
    "run": ("--problem", "--racer", "--start", "--steps", "--seed", "--noise", "--target", "--format", "--every"),
    "sweep": ("--problem", "--racer", "--axis", "--until", "--share", "--format", "--output", "--jobs", "--scheduler"),
    "list": (),
    "lesson": (),
    "config": (),
    "completion": (),
    "man": (),
    "record": ("--problem", "--racer", "--size", "--theme", "--seconds", "--fps", "--speed", "--at", "--output"),
    "": ("--problem", "--racer", "--at", "--idle", "--fps"),
}


@pytest.mark.parametrize("command", sampled(FLAGS, 3))
def test_flags_and_words(command: str, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # one of the words names a file that is written
    assert set(FLAGS) == {"", *COMMANDS}
    first = (command,) if command else ()
    for plant in (*PLANTS, SURROGATE):
        assert_safe(call(*first, plant))
        assert_safe(call(*first, f"--{plant}"))
        assert_safe(call(*first, f"--steps{plant}=1"))
        for flag in FLAGS[command]:
            for value in (plant, f"adam{plant}", f"adam lr={plant}", f"1{plant}", f"x^2 + {plant}y^2", f"a{plant}.svg"):
                assert_safe(call(*first, flag, value))


@pytest.mark.skipif(os.name != "posix", reason="a file name of any bytes")
def test_a_name_that_is_not_unicode(call: Call, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"race-\x9b31m.toml")
    written(SCENARIO | {"steps": 0}, file)
    done = call("run", str(file))
    assert done.code == 2
    assert r"race-\udc9b31m.toml" in done.err
