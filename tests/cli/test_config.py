"""The options of the app: where their values come from, what their file may hold, and what is kept in it."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import fields
from itertools import chain, combinations
from pathlib import Path

import pytest
from textual.theme import BUILTIN_THEMES

from core.hyper import HyperError, Value
from core.nudge import nudged
from core.toml_positions import MAX_LENGTH
from tests.command import Call
from tui.config.ascii_terminals import why_ascii
from tui.config.config_file import ConfigFile, config_path, parse_config, read_config
from tui.config.options import OPTIONS, THEMES, Option, Options
from tui.config.remember import remember, with_value
from tui.config.sources import Config, configured, sourced

SOURCES = ("flag", "environment", "file")
each_option = pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)


@pytest.fixture
def path() -> Path:
    """Where the file belongs; its folder exists."""
    config_path().parent.mkdir(parents=True)
    return config_path()


def values_of(option: Option) -> list[Value]:
    """Three values other than the default, or two that can be told apart."""
    hyper = option.hyper
    if hyper.kind == "flag":
        return [not hyper.default, bool(hyper.default), not hyper.default]
    if hyper.kind == "choice":
        others: list[Value] = [choice for choice in hyper.choices if choice != hyper.default]
        return [*others, *others][:3]
    values: list[Value] = [nudged(hyper, hyper.default, up=True)]
    while len(values) < 3:
        values.append(nudged(hyper, values[-1], up=True))
    return values


def test_the_themes_are_those_of_textual() -> None:
    assert set(THEMES) == set(BUILTIN_THEMES)


def test_every_field_of_the_options_is_declared() -> None:
    assert [field.name for field in fields(Options)] == [option.name for option in OPTIONS]
    assert Options() == configured({}, {}).options


@each_option
@pytest.mark.parametrize("given", list(chain(*(combinations(SOURCES, size) for size in range(4)))), ids="+".join)
def test_the_flag_then_the_environment_then_the_file(option: Option, given: tuple[str, ...], path: Path) -> None:
    by_source = dict(zip(SOURCES, values_of(option), strict=True))
    if "flag" in given and not option.flagged:
        return
    flags = {option.name: option.hyper.format(by_source["flag"])} if "flag" in given else {}
    environ = {option.variable: option.hyper.format(by_source["environment"])} if "environment" in given else {}
    if "file" in given:
        path.write_text(with_value("", option.name, by_source["file"]), encoding="utf-8")
    config = configured(flags, environ)
    strongest = next((source for source in SOURCES if source in given), "")
    assert getattr(config.options, option.name) == by_source.get(strongest, option.hyper.default)
    assert not config.complaint


@pytest.mark.parametrize(("environ", "fps"), [({}, 20.0), ({"FALLLINE_FPS": "15"}, 15.0), ({"FALLLINE_FPS": ""}, 10.0)])
def test_over_ssh_fewer_paints_are_made_unless_told(environ: dict[str, str], fps: float, path: Path) -> None:
    remote = {} if fps == 20 else {"SSH_CONNECTION": "10.0.0.1 5022 10.0.0.2 22"}
    assert configured({}, remote | environ).options.fps == fps
    path.write_text("fps = 12")
    assert configured({}, remote).options.fps == 12


@pytest.mark.parametrize(
    ("environ", "why"),
    [
        ({}, ""),
        ({"TERM": "xterm-256color", "LANG": "de_CH.UTF-8"}, ""),
        ({"TERM": "linux", "LANG": "de_CH.UTF-8"}, "TERM=linux"),
        ({"TERM": "vt220"}, "TERM=vt220"),
        ({"LANG": "C"}, "LANG=C"),
        ({"LANG": "en_US.ISO-8859-1"}, "LANG=en_US.ISO-8859-1"),
        ({"LANG": "de_DE.utf8@euro"}, ""),
        ({"LANG": "de_DE"}, "LANG=de_DE"),
        ({"LC_ALL": "C", "LANG": "C.UTF-8"}, "LC_ALL=C"),
        ({"LC_ALL": "C.UTF-8", "LANG": "C"}, ""),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, "LANG=C"),
        ({"LC_CTYPE": "de_CH.UTF-8", "LANG": "C"}, ""),
        ({"LC_ALL": "", "LC_CTYPE": "C.UTF-8"}, ""),
    ],
)
def test_terminals_without_unicode_get_ascii_unless_told(environ: dict[str, str], why: str) -> None:
    assert why_ascii(environ) == why
    found = sourced({}, environ, ConfigFile())["ascii"]
    assert found.value == bool(why)
    assert why in found.source
    assert not sourced({}, {**environ, "FALLLINE_ASCII": "0"}, ConfigFile())["ascii"].value


@pytest.mark.parametrize(("text", "on"), [("1", True), ("yes", True), ("0", False), ("false", False), ("", False)])
def test_a_variable_that_is_set_is_on(text: str, on: bool) -> None:
    assert configured({}, {"FALLLINE_ASCII": text}).options.ascii == on


@pytest.mark.parametrize("text", ["0", "61", "nan", "fast", "-3"])
def test_a_wrong_flag_or_variable_is_named(text: str) -> None:
    with pytest.raises(HyperError, match="--fps must"):
        configured({"fps": text}, {})
    with pytest.raises(HyperError, match="FALLLINE_FPS must"):
        configured({}, {"FALLLINE_FPS": text})


@each_option
def test_what_is_written_reads_back(option: Option) -> None:
    for value in (option.hyper.default, *values_of(option)):
        text = with_value("", option.name, value)
        assert parse_config(text).values == {option.name: value}
        assert with_value(text, option.name, value) == text


FILE = """\
# mine
theme = "nord"   # cold
 'scale' = 'log' # of "heights"
speed=5

[keys]
race.add = "f5"
speed = "x"
"""


@pytest.mark.parametrize(
    ("name", "value", "before", "after"),
    [
        ("theme", "dracula", 'theme = "nord"   # cold', 'theme = "dracula"   # cold'),
        ("scale", "linear", "'scale' = 'log' # of", "'scale' = \"linear\" # of"),
        ("speed", 10, "speed=5\n", "speed= 10\n"),
        ("palette", "mist", "speed=5\n", 'speed=5\npalette = "mist"\n'),
    ],
)
def test_a_value_is_changed_where_it_stands(name: str, value: Value, before: str, after: str) -> None:
    assert with_value(FILE, name, value) == FILE.replace(before, after)
    assert parse_config(with_value(FILE, name, value)).keys == parse_config(FILE).keys


BROKEN = {
    "no TOML": (b"theme = \n", "line 1"),
    "unknown option": (b'\ntheem = "nord"\n', "line 2: unknown key 'theem'. Did you mean theme?"),
    "unknown value": (b'theme = "pink"\n', "theme must be one of"),
    "other type": (b"theme = 3\n", "theme must be one of"),
    "out of bounds": (b"fps = 1000\n", "line 1: fps must be a number from 1 to 60 (got 1000)"),
    "not finite": (b"fps = nan\n", "fps must"),
    "a list": (b"ascii = [true]\n", "ascii must be true or false"),
    "keys no table": (b'keys = "a"\n', "keys must be a table"),
    "no key": (b"[keys]\nrace.add = 'a,,b'\n", "line 2: race.add must be a text of keys"),
    "key no text": (b"[keys]\n'race.add' = 7\n", "race.add must be a text of keys"),
    "escape sequence": (b"'\\u001b[2J' = 1\n", "line"),
    "not UTF-8": (b"theme = '\xff'\n", "not UTF-8"),
    "too long": (b"#" * (MAX_LENGTH + 1), "characters"),
    "too deep": (b"a = " + b"[" * 1000, "nested too deeply"),
    "a thousand digits": (b"speed = " + b"9" * 5000, ""),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_is_told_in_a_sentence_ignored_and_left_alone(kind: str, path: Path) -> None:
    data, told = BROKEN[kind]
    path.write_bytes(data)
    config = configured({"speed": "7"}, {})
    assert config.options == Options(speed=7)
    assert config.path is None
    assert config.complaint.startswith(str(path))
    assert told in config.complaint
    assert len(config.complaint.splitlines()) == 1
    assert not remember(path, {"theme": "nord"})
    assert path.read_bytes() == data


@pytest.mark.parametrize("kind", ["folder", "pipe", "device", "loop", "file above"])
def test_what_is_no_ordinary_file_is_told_and_left_alone(kind: str) -> None:
    path = config_path()
    if kind == "file above":
        path.parent.parent.mkdir(parents=True)
        path.parent.touch()
    else:
        path.parent.mkdir(parents=True)
        make: dict[str, Callable[[], object]] = {
            "folder": path.mkdir,
            "pipe": lambda: os.mkfifo(path),
            "device": lambda: path.symlink_to("/dev/zero"),
            "loop": lambda: path.symlink_to(path),
        }
        make[kind]()
    config = configured({}, {})
    assert config.complaint
    assert config.options == Options()
    assert not remember(path, {"theme": "nord"})


def test_the_demo_has_no_file(path: Path) -> None:
    path.write_text("broken")
    assert configured({}, {"FALLLINE_SPEED": "5"}, files=False) == Config(Options(speed=5))


def test_what_was_chosen_is_kept_beside_the_rest(path: Path) -> None:
    path.write_text(FILE, encoding="utf-8")
    path.chmod(0o640)
    assert remember(path, {"theme": "gruvbox", "palette": "mist"})
    assert read_config(path).values == {"theme": "gruvbox", "palette": "mist", "scale": "log", "speed": 5}
    assert "# cold" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_and_its_folder_are_made_where_there_are_none() -> None:
    assert remember(config_path(), {"speed": 10})
    assert read_config(config_path()).values == {"speed": 10}
    assert config_path().parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("text", ["remember = false\n", 'theme = """\nnord"""\n'])
def test_where_nothing_is_to_be_kept_nothing_is_written(text: str, path: Path) -> None:
    path.write_text(text)
    assert not remember(path, {"theme": "dracula"})
    assert path.read_text() == text


def test_remembering_can_be_switched_off_by_the_environment(path: Path) -> None:
    assert configured({}, {}).path == path
    assert configured({}, {"FALLLINE_REMEMBER": "0"}).path is None


# The command


def test_the_command_shows_path_values_and_sources(call: Call, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("FALLLINE_FPS", "12")
    path.write_text(FILE.replace('speed = "x"', ""), encoding="utf-8")
    done = call("config")
    assert done.code == 0
    assert done.out.startswith(f"{path}\n")
    rows = {line.split()[0]: line.split()[1:3] for line in done.out.splitlines()[2:] if line[:1].strip()}
    assert rows.keys() >= {option.name for option in OPTIONS}
    assert rows["theme"] == ["nord", "file"]
    assert rows["fps"] == ["12", "FALLLINE_FPS"]
    assert rows["palette"] == ["auto", "default"]
    assert rows["keys.race.add"] == ["f5", "file"]


def test_the_command_tells_what_is_broken(call: Call, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no such file yet" in call("config").out
    path.write_text("fps = 1000")
    done = call("config")
    assert (done.code, len(done.err.splitlines())) == (1, 1)
    assert "fps must be a number from 1 to 60" in done.err
    path.write_text('[keys]\nrace.ad = "f5"')
    assert "no action 'race.ad'. Did you mean race.add?" in call("config").err
    monkeypatch.setenv("FALLLINE_FPS", "fast")
    assert call("config").code == 2


def test_the_editor_opens_the_file_and_the_result_is_checked(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "true")
    assert call("config", "edit").code == 0
    new = config_path().read_text(encoding="utf-8")
    assert parse_config(new).values == {}
    shown = [line.removeprefix("# ") for line in new.partition("# [keys]")[0].splitlines() if " = " in line]
    assert parse_config("\n".join(shown)).values == {option.name: option.hyper.default for option in OPTIONS}
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\necho "theme = 5" > "$2"')
    editor.chmod(0o700)
    monkeypatch.setenv("EDITOR", f"'{editor}' --wait")
    done = call("config", "edit")
    assert (done.code, "theme must be one of" in done.err) == (1, True)
    for wrong in ("no-such-editor", "'"):
        monkeypatch.setenv("EDITOR", wrong)
        assert call("config", "edit").code == 2


def test_the_actions_that_can_get_other_keys_are_listed(call: Call) -> None:
    done = call("config", "keys")
    assert done.code == 0
    rows = [line.split()[:2] for line in done.out.splitlines()[1:]]
    assert ["race.add", "a"] in rows
    assert ["app.lessons", "f4"] in rows
