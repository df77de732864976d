"""From the words of a command line to a `Command`: syntax alone, so that --help and --version answer at once.

Values stay text here. What they may be is known to the specs and hyperparameters of `core`, which are
loaded only once a command is going to run.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from core.hyper import Hyper
from core.settings import SETTINGS
from core.suggestion import suggestion

if TYPE_CHECKING:
    from tui.cli.record_words import RecordCommand

PROGRAM = "fallline"
COMMANDS = ("run", "list", "record", "lesson")
KINDS = ("optimizers", "problems", "schedules")
FORMATS = ("table", "json", "csv")

ABOUT = """\
Fall Line is an oscilloscope for gradient-based optimizers: line up optimizers on a landscape,
watch them race, change a hyperparameter, and see at once what it does."""

EPILOG = f"""\
other commands:
  {PROGRAM} run     the same race without a screen: a table, JSON or CSV
  {PROGRAM} list    the optimizers, problems and schedules, with all their settings
  {PROGRAM} record  a film or a picture of the race as it is in the app
  {PROGRAM} lesson  lessons, and whether what they claim holds on this machine
Each explains itself with --help."""


class UsageError(Exception):
    """A command that can't be understood or carried out as it is; one line that says why."""


@dataclass(frozen=True)
class ScenarioWords:
    """What the command line says of a scenario; None (or no racer) where it says nothing."""

    file: str | None = None
    problem: str | None = None
    racers: tuple[str, ...] = ()
    start: str | None = None
    settings: tuple[tuple[str, str], ...] = ()  # those of SETTINGS that were given

    @property
    def silent(self) -> bool:
        return self == ScenarioWords()


@dataclass(frozen=True)
class AppCommand:
    scenario: ScenarioWords
    at: str | None
    last: bool = False
    demo: bool = False
    idle: str | None = None
    ascii: bool = False
    mouse: bool = True
    fps: str | None = None


@dataclass(frozen=True)
class RunCommand:
    scenario: ScenarioWords
    format: str = "table"
    every: str | None = None
    output: str | None = None
    plot: bool = False
    strict: bool = False


@dataclass(frozen=True)
class ListCommand:
    kinds: tuple[str, ...]
    json: bool


@dataclass(frozen=True)
class LessonCommand:
    """Lessons by name or file; none of them lists what there is."""

    lessons: tuple[str, ...] = ()
    all: bool = False
    json: bool = False


Command: TypeAlias = "AppCommand | RunCommand | ListCommand | LessonCommand | RecordCommand"


class Parser(argparse.ArgumentParser):
    """argparse, with errors of one line, suggestions, and values that may begin with a minus."""

    def __init__(self, program: str, **options: Any) -> None:
        super().__init__(program, allow_abbrev=False, **options)
        self.flags: list[str] = []

    def add_flag(self, name: str, **options: Any) -> None:
        """An option that takes a value."""
        self.flags.append(name)
        self.add_argument(name, **options)

    def add_switch(self, name: str, **options: Any) -> None:
        self.add_argument(name, action="store_true", **options)

    def error(self, message: str) -> NoReturn:
        raise UsageError(message)

    def read(self, words: Sequence[str]) -> argparse.Namespace:
        found, rest = self.parse_known_args(self._joined(words))
        if rest:
            word = rest[0].partition("=")[0]
            known = [name for action in self._actions for name in action.option_strings]
            hint = suggestion(word, known) or f" (see {self.prog} --help)"
            raise UsageError(f"unknown {'option' if word.startswith('-') else 'word'} {word}{hint}")
        return found

    def _joined(self, words: Sequence[str]) -> list[str]:
        """`--start -1.5,2` as `--start=-1.5,2`: argparse takes -1.5,2, -x*y and -1e-3 for options."""
        joined: list[str] = []
        for word in words:
            value = word.startswith("-") and not word.startswith("--")
            if value and joined and joined[-1] in self.flags:
                joined[-1] += "=" + word
            else:
                joined.append(word)
        return joined


def parse(words: Sequence[str]) -> Command:
    """The command that the words mean. Raises UsageError; --help and --version print and exit."""
    if words and words[0] == "run":
        return _run(words[1:])
    if words and words[0] == "list":
        return _list(words[1:])
    if words and words[0] == "lesson":
        return _lesson(words[1:])
    if words and words[0] == "record":
        from tui.cli.record_words import record_command  # which needs what is here

        return record_command(words[1:])
    return _app(words)


def _app(words: Sequence[str]) -> AppCommand:
    parser = Parser(PROGRAM, description=ABOUT, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_scenario(parser)
    parser.add_flag("--at", metavar="STEP", help="begin at this step, paused")
    parser.add_switch("--last", help="begin with the last session instead of a file")
    parser.add_switch("--demo", help="for strangers: no file is read or written, and everything has a limit")
    parser.add_flag("--idle", metavar="SECONDS", help="end after so long without a key; default: never, in a demo 600")
    parser.add_flag("--fps", metavar="N", help="paints a second; default: 20, over SSH 10 (or FALLLINE_FPS=N)")
    parser.add_switch("--ascii", help="all of the screen in ASCII, for fonts without braille (or FALLLINE_ASCII=1)")
    parser.add_switch("--no-mouse", help="leave the mouse to the terminal, to select and copy with")
    parser.add_argument("--version", action=Version, nargs=0, help="print the version and exit")
    found = parser.read(words)
    if found.last and found.file is not None:
        raise UsageError(f"--last and {found.file} are two scenarios: choose one")
    if found.demo and (found.last or found.file is not None):
        raise UsageError(f"--demo reads no file: leave out {found.file or '--last'}")
    return AppCommand(
        scenario_words(found),
        found.at,
        found.last,
        found.demo,
        found.idle,
        found.ascii,
        not found.no_mouse,
        found.fps,
    )


def _run(words: Sequence[str]) -> RunCommand:
    parser = Parser(f"{PROGRAM} run", description="Run a race without a screen and print what came of it.")
    add_scenario(parser)
    group = parser.add_argument_group("output")
    parser.flags += ["--format", "--every", "--output"]
    group.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    group.add_argument("--every", metavar="N", help="in JSON and CSV, every N-th step and the last")
    group.add_argument("--output", metavar="FILE", help="write there, all or nothing, instead of to stdout")
    group.add_argument("--plot", action="store_true", help="draw the loss curves below the table")
    group.add_argument("--strict", action="store_true", help="exit with 1 if a racer diverged")
    found = parser.read(words)
    if found.format == "table" and found.every is not None:
        raise UsageError("--every is for --format json and csv: the table has the end of the race only")
    if found.format != "table" and found.plot:
        raise UsageError(f"--plot goes with the table, not with --format {found.format}")
    words_of_scenario = scenario_words(found)
    return RunCommand(words_of_scenario, found.format, found.every, found.output, found.plot, found.strict)


def _list(words: Sequence[str]) -> ListCommand:
    parser = Parser(f"{PROGRAM} list", description="List what there is to race with, and on.")
    parser.add_argument("kind", nargs="?", choices=KINDS, help="default: all three")
    parser.add_switch("--json", help="with every setting, its default, its bounds and what it means")
    found = parser.read(words)
    return ListCommand((found.kind,) if found.kind else KINDS, found.json)


def _lesson(words: Sequence[str]) -> LessonCommand:
    about = "Take a lesson: its text, its races run, and what it expects against what is measured."
    parser = Parser(f"{PROGRAM} lesson", description=about, epilog="Without a name it lists the lessons.")
    parser.add_argument("lessons", nargs="*", metavar="NAME|FILE.toml", help="a lesson by name, or one of your own")
    parser.add_switch("--all", help="every lesson, without the texts")
    parser.add_switch("--json", help="the claims as JSON")
    found = parser.read(words)
    if found.all and found.lessons:
        raise UsageError("--all is every lesson: name none beside it")
    return LessonCommand(tuple(found.lessons), found.all, found.json)


def add_scenario(parser: Parser) -> None:
    parser.add_argument("file", nargs="?", metavar="SCENARIO.toml", help="a scenario; the flags below override it")
    parser.add_flag(
        "--problem",
        metavar="SPEC",
        help="a landscape by name, 'rosenbrock b=50', or a formula in x and y, 'x^2 + 3*y^2'",
    )
    parser.add_flag(
        "--racer",
        action="append",
        default=[],
        metavar="SPEC",
        help="an optimizer, 'adam lr=0.1'; once for each racer. lr=[0.01,0.1] makes one for each value",
    )
    parser.add_flag("--start", metavar="X,Y", help="where the racers start; default: the problem's start")
    for hyper in SETTINGS:
        parser.add_flag(f"--{hyper.name}", metavar=_METAVARS.get(hyper.kind), help=setting_help(hyper))


_METAVARS = {"integer": "N", "real": "X"}


def setting_help(hyper: Hyper) -> str:
    """What `--help` says of a setting: its sentence as a clause, and its default."""
    sentence = hyper.sentence.removesuffix(".")
    return f"{sentence[0].lower()}{sentence[1:]}; default: {hyper.format(hyper.default)}".replace("%", "%%")


def scenario_words(found: argparse.Namespace) -> ScenarioWords:
    texts = ((hyper.name, getattr(found, hyper.name)) for hyper in SETTINGS)
    given = tuple((name, text) for name, text in texts if text is not None)
    return ScenarioWords(found.file, found.problem, tuple(found.racer), found.start, given)


class Version(argparse.Action):
    """--version, which looks the version up only when asked."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from tui.version import version

        print(f"Fall Line {version()}")
        parser.exit()
