"""Where the value of an option comes from: the flag, else the environment, else the file, else the default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path

from core.frozen import frozen
from core.hyper import Value
from tui.config.ascii_terminals import why_ascii
from tui.config.config_file import ConfigFile, config_path, read_config
from tui.config.options import OPTIONS, Option, Options, options_of
from tui.state.files import FileError

REMOTE_FPS = 10.0
"""Paints a second over SSH."""


@frozen
class Sourced:
    """A value and its source: a flag, a variable, `file` or `default`."""

    value: Value
    source: str


@frozen
class Config:
    """What the app begins with: options, keys by the id of their action, and the file to keep what is chosen in."""

    options: Options = field(default_factory=Options)
    keys: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None
    """None where nothing is kept."""
    complaint: str = ""
    """Why the file is ignored, as a sentence."""


DEFAULTS = Config(Options(hint=False))
"""Nothing is configured, nothing is kept, and nobody is new."""


def configured(flags: Mapping[str, str], environ: Mapping[str, str], *, files: bool = True) -> Config:
    """The configuration; a broken file is ignored, without `files` none is read or kept. Raises HyperError."""
    path = config_path() if files else None
    file, complaint = ConfigFile(), ""
    if path is not None:
        try:
            file = read_config(path)
        except FileError as error:
            complaint = str(error)
    found = sourced(flags, environ, file)
    options = options_of({name: each.value for name, each in found.items()})
    return Config(options, file.keys, path if options.remember and not complaint else None, complaint)


def sourced(flags: Mapping[str, str], environ: Mapping[str, str], file: ConfigFile) -> dict[str, Sourced]:
    """Every option by name. Raises HyperError, which names the wrong flag or variable."""
    return {option.name: _sourced(option, flags, environ, file) for option in OPTIONS}


def _sourced(option: Option, flags: Mapping[str, str], environ: Mapping[str, str], file: ConfigFile) -> Sourced:
    if option.name in flags:
        return Sourced(replace(option.hyper, name=option.flag).parse(flags[option.name]), option.flag)
    if text := environ.get(option.variable):
        switch = option.hyper.kind == "flag"  # set to anything but 0, it is on
        value = _is_on(text) if switch else replace(option.hyper, name=option.variable).parse(text)
        return Sourced(value, option.variable)
    if option.name in file.values:
        return Sourced(file.values[option.name], "file")
    if option.name == "fps" and environ.get("SSH_CONNECTION"):
        return Sourced(REMOTE_FPS, "default over SSH")
    if option.name == "ascii" and (why := why_ascii(environ)):
        return Sourced(True, f"default of {why}")
    return Sourced(option.hyper.default, "default")


def _is_on(text: str) -> bool:
    return text.lower() not in ("0", "false")
