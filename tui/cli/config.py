"""`fallline config`: show the configuration of the app, edit its file, and list the actions that can get other keys."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from core.input_files import reason, shown_path
from core.safe_text import safe_text
from tui.cli.commands import ConfigCommand, UsageError
from tui.cli.output import results
from tui.config.config_file import ConfigFile, config_path, read_config
from tui.config.options import OPTIONS
from tui.config.remember import toml_value
from tui.config.sources import sourced
from tui.state.files import FileError, mode_of, write_text


def configure(command: ConfigCommand) -> int:
    """Do what the command says; return 1 if the file is broken."""
    path = config_path()
    if command.action == "edit":
        code = edit(path)
        return code or _checked(path)[1]
    with results(None) as file:
        if command.action == "keys":
            list_keys(file)
            return 0
        config, code = _checked(path)
        show(path, config, file)
    return code


def _checked(path: Path) -> tuple[ConfigFile, int]:
    """What the file says and 0; if it is broken, say why, and return nothing and 1."""
    try:
        config = read_config(path)
        complaint = _complaint_about_keys(config)
    except FileError as error:
        config, complaint = ConfigFile(), str(error)
    if complaint:
        print(f"fallline config: {safe_text(complaint)}", file=sys.stderr)
    return config, int(bool(complaint))


def _complaint_about_keys(config: ConfigFile) -> str:
    if not config.keys:
        return ""
    from tui.config.key_ids import complaint_about  # textual

    return complaint_about(config.keys)


def show(path: Path, config: ConfigFile, file: TextIO) -> None:
    """Print where the file is, and each option with its value, its source and its meaning."""
    from core.hyper import HyperError

    try:
        found = sourced({}, os.environ, config)
    except HyperError as error:
        raise UsageError(str(error)) from None
    from rich.text import Text

    from tui.cli.page import Page, plain_table

    page = Page(file)
    table = plain_table()
    for heading in ("option", "value", "from"):
        table.add_column(heading, no_wrap=True)
    table.add_column("what it is")
    for option in OPTIONS:
        value, source = found[option.name].value, found[option.name].source
        table.add_row(option.name, option.hyper.format(value), source, Text(option.hyper.sentence))
    for name, keys in config.keys.items():
        table.add_row(Text(f"keys.{safe_text(name)}"), Text(safe_text(keys)), "file", "")
    with suppress(OSError):  # then the file has been complained about
        file.write(f"{shown_path(path)}{' (no such file yet)' if mode_of(path) is None else ''}\n\n")
    page.show(table)


def list_keys(file: TextIO) -> None:
    """Print every action that can get another key, by the id that the file uses."""
    from rich.text import Text

    from tui.cli.page import Page, plain_table
    from tui.config.key_ids import bindings  # textual

    table = plain_table()
    for heading in ("action", "keys", "what it does"):
        table.add_column(heading)
    for name, binding in bindings().items():
        table.add_row(Text(name), Text(binding.key), Text(binding.description))
    Page(file).show(table)


def edit(path: Path) -> int:
    """Open the file in the user's editor, and print its path; a new one has every option as a comment."""
    try:
        words = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
        if mode_of(path) is None:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_text(path, template())
    except FileError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"can't write {shown_path(path)}: {reason(error)}") from None
    except ValueError as error:
        raise UsageError(f"EDITOR is no command: {error}") from None
    try:
        code = subprocess.run([*words, str(path)], check=False).returncode
    except OSError as error:
        raise UsageError(f"can't start the editor {shown_path(words[0])}: {reason(error)}; set EDITOR") from None
    print(shown_path(path))
    return code if code >= 0 else 128 - code


def template() -> str:
    """A file in which each option is explained and commented out."""
    lines = ["# Configuration of Fall Line. `fallline config` shows what is in effect.", ""]
    for option in OPTIONS:
        lines += [
            f"# {option.hyper.sentence}",
            f"# {option.hyper.allowed}",
            f"# {option.name} = {toml_value(option.hyper.default)}",
            "",
        ]
    lines += ["# [keys]", '# race.add = "a,f12"  # `fallline config keys` lists the actions', ""]
    return "\n".join(lines)
