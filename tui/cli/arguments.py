"""Parse a command line into a `Command`, by syntax alone, so that --help and --version need no catalogs.

Values stay text here; they are read when the command runs.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn

from tui.cli.commands import (
    PROGRAM,
    AppCommand,
    Command,
    CompletionCommand,
    ConfigCommand,
    LessonCommand,
    ListCommand,
    ManCommand,
    RunCommand,
    UsageError,
)
from tui.cli.parser import Parser, add_options, add_scenario, option_words, scenario_words
from tui.cli.record_words import record_command, record_parser
from tui.cli.sweep_words import sweep_command, sweep_parser

KINDS = ("optimizers", "problems", "schedules")
CONFIG_ACTIONS = ("show", "edit", "keys")
SHELLS = ("bash", "zsh", "fish")
FORMATS = ("table", "json", "csv")

ABOUT = """\
Fall Line is an oscilloscope for gradient-based optimizers: line up optimizers on a landscape,
watch them race, change a hyperparameter, and see at once what it does."""

EPILOG = f"""\
other commands:
  {PROGRAM} run     the same race without a screen: a table, JSON or CSV
  {PROGRAM} sweep   thousands of races at once: the best rate, and how sure it is
  {PROGRAM} list    the optimizers, problems and schedules, with all their settings
  {PROGRAM} record  a film or a picture of the race as it is in the app
  {PROGRAM} lesson  lessons, and whether what they claim holds on this machine
  {PROGRAM} config  the options of the app, and the file that keeps them
  {PROGRAM} completion, {PROGRAM} man  for your shell: completions, the manual page
Each explains itself with --help."""


def parse(words: Sequence[str]) -> Command:
    """The command that the words mean. Raises UsageError; --help and --version print and exit."""
    if words and words[0] == "run":
        return _run(words[1:])
    if words and words[0] == "sweep":
        return sweep_command(words[1:])
    if words and words[0] == "list":
        return _list(words[1:])
    if words and words[0] == "lesson":
        return _lesson(words[1:])
    if words and words[0] == "record":
        return record_command(words[1:])
    if words and words[0] == "config":
        return _config(words[1:])
    if words and words[0] == "completion":
        return CompletionCommand(completion_parser().read(words[1:]).shell)
    if words and words[0] == "man":
        man_parser().read(words[1:])
        return ManCommand()
    return _app(words)


def app_parser() -> Parser:
    parser = Parser(PROGRAM, description=ABOUT, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_scenario(parser)
    parser.add_flag("--at", metavar="STEP", help="begin at this step, paused")
    parser.add_switch("--last", help="begin with the last session instead of a file")
    parser.add_switch("--demo", help="safe mode for untrusted users: no file access, limited size")
    parser.add_flag("--idle", metavar="SECONDS", help="end after so long without a key; default: never, in a demo 600")
    add_options(parser)
    parser.add_switch("--no-mouse", help="leave the mouse to the terminal, to select and copy with")
    parser.add_argument("--version", action=Version, nargs=0, help="print the version and exit")
    return parser


def _app(words: Sequence[str]) -> AppCommand:
    found = app_parser().read(words)
    if found.last and found.file is not None:
        raise UsageError(f"--last and {found.file} are two scenarios: choose one")
    if found.demo and (found.last or found.file is not None):
        raise UsageError(f"--demo reads no file: leave out {found.file or '--last'}")
    if found.demo and found.optimizer:
        raise UsageError("--demo runs no code of yours: leave out --optimizer")
    return AppCommand(
        scenario_words(found),
        found.at,
        found.last,
        found.demo,
        found.idle,
        not found.no_mouse,
        option_words(found),
    )


def run_parser() -> Parser:
    parser = Parser(f"{PROGRAM} run", description="Run a race without a screen and print what came of it.")
    add_scenario(parser)
    group = parser.add_argument_group("output")
    parser.flags += ["--format", "--every", "--output"]
    group.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    group.add_argument("--every", metavar="N", help="in JSON and CSV, every N-th step and the last")
    group.add_argument("--theta", action="store_true", help="in JSON and CSV, θ at each step, also of many parameters")
    group.add_argument("--output", metavar="FILE", help="write there, all or nothing, instead of to stdout")
    group.add_argument("--plot", action="store_true", help="draw the loss curves below the table")
    group.add_argument("--strict", action="store_true", help="exit with 1 if a racer diverged or is growing")
    return parser


def _run(words: Sequence[str]) -> RunCommand:
    found = run_parser().read(words)
    if found.format == "table" and found.every is not None:
        raise UsageError("--every is for --format json and csv: the table has the end of the race only")
    if found.format == "table" and found.theta:
        raise UsageError("--theta is for --format json and csv: the table has no parameters")
    if found.format != "table" and found.plot:
        raise UsageError(f"--plot goes with the table, not with --format {found.format}")
    words_of_scenario = scenario_words(found)
    return RunCommand(words_of_scenario, found.format, found.every, found.output, found.plot, found.strict, found.theta)


def list_parser() -> Parser:
    parser = Parser(f"{PROGRAM} list", description="List what there is to race with, and on.")
    parser.add_argument("kind", nargs="?", choices=KINDS, help="default: all three")
    parser.add_switch("--json", help="with every setting, its default, its bounds and what it means")
    return parser


def _list(words: Sequence[str]) -> ListCommand:
    found = list_parser().read(words)
    return ListCommand((found.kind,) if found.kind else KINDS, found.json)


def lesson_parser() -> Parser:
    about = "Take a lesson: its text, its races run, and what it expects against what is measured."
    parser = Parser(f"{PROGRAM} lesson", description=about, epilog="Without a name it lists the lessons.")
    parser.add_argument("lessons", nargs="*", metavar="NAME|FILE.toml", help="a lesson by name, or one of your own")
    parser.add_switch("--all", help="every lesson, without the texts")
    parser.add_switch("--json", help="the claims as JSON")
    return parser


def _lesson(words: Sequence[str]) -> LessonCommand:
    found = lesson_parser().read(words)
    if found.all and found.lessons:
        raise UsageError("--all is every lesson: name none beside it")
    return LessonCommand(tuple(found.lessons), found.all, found.json)


def config_parser() -> Parser:
    parser = Parser(f"{PROGRAM} config", description="Show or edit the options that the app begins with.")
    about = "show them and their file, edit it in $EDITOR, or list the actions that can get other keys; default: show"
    parser.add_argument("action", nargs="?", choices=CONFIG_ACTIONS, default="show", help=about)
    return parser


def _config(words: Sequence[str]) -> ConfigCommand:
    found = config_parser().read(words)
    return ConfigCommand(found.action)


def completion_parser() -> Parser:
    about = "Print a script with which a shell completes commands, options, and names of optimizers and problems."
    parser = Parser(f"{PROGRAM} completion", description=about, epilog=f"{PROGRAM} man has the lines that install it.")
    parser.add_argument("shell", choices=SHELLS, help="the shell that reads the script")
    return parser


def man_parser() -> Parser:
    return Parser(f"{PROGRAM} man", description=f"Print the manual page: {PROGRAM} man | man -l -")


PARSERS: Mapping[str, Callable[[], Parser]] = {
    "": app_parser,
    "run": run_parser,
    "sweep": sweep_parser,
    "list": list_parser,
    "record": record_parser,
    "lesson": lesson_parser,
    "config": config_parser,
    "completion": completion_parser,
    "man": man_parser,
}
"""The parsers by the name of their command."""


class Version(argparse.Action):
    """Print the version and exit; it is looked up only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from tui.version import version

        print(f"Fall Line {version()}")
        parser.exit()
