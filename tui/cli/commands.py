"""The commands of the command line: what its words mean, as values."""

from __future__ import annotations

from typing import TypeAlias

from core.frozen import frozen

PROGRAM = "fallline"
COMMANDS = ("run", "sweep", "list", "record", "lesson", "config", "completion", "man")


class UsageError(Exception):
    """A command that cannot be parsed or carried out; the message is one line that says why."""


@frozen
class ScenarioWords:
    """The texts of the flags that describe a scenario; None or empty for flags that were not given."""

    file: str | None = None
    problem: str | None = None
    racers: tuple[str, ...] = ()
    start: str | None = None
    settings: tuple[tuple[str, str], ...] = ()  # those of SETTINGS that were given
    optimizers: tuple[str, ...] = ()

    @property
    def silent(self) -> bool:
        return self == ScenarioWords()


@frozen
class AppCommand:
    """Start the app; this is what no words mean."""

    scenario: ScenarioWords = ScenarioWords()
    at: str | None = None
    last: bool = False
    demo: bool = False
    idle: str | None = None
    mouse: bool = True
    options: tuple[tuple[str, str], ...] = ()  # those of OPTIONS that were given


@frozen
class RunCommand:
    """Race without a screen."""

    scenario: ScenarioWords
    format: str = "table"
    every: str | None = None
    output: str | None = None
    plot: bool = False
    strict: bool = False
    theta: bool = False


@frozen
class ListCommand:
    """List the catalogs."""

    kinds: tuple[str, ...]
    json: bool


@frozen
class LessonCommand:
    """Take lessons by name or file; without any, list all."""

    lessons: tuple[str, ...] = ()
    all: bool = False
    json: bool = False


@frozen
class ConfigCommand:
    """Show the configuration, edit its file, or list the actions that have keys."""

    action: str = "show"


@frozen
class CompletionCommand:
    """Print the completions for a shell."""

    shell: str


@frozen
class ManCommand:
    """Print the manual page."""


@frozen
class RecordCommand:
    """What to record, as texts, which are read when the command runs."""

    scenario: ScenarioWords
    output: str
    kind: str  # of KINDS
    size: str
    theme: str
    surface: bool
    ascii: bool
    at: str | None
    seconds: str | None
    fps: str | None
    speed: str | None
    progress: bool = False


@frozen
class SweepCommand:
    """What to sweep, as texts, which are read when the command runs; None for flags that were not given."""

    scenario: ScenarioWords
    axes: tuple[str, ...] = ()
    until: str | None = None
    share: str | None = None
    format: str = "table"
    output: str | None = None
    jobs: str | None = None
    scheduler: str | None = None
    resume: bool = False
    plot: bool = False


Command: TypeAlias = (
    AppCommand
    | RunCommand
    | SweepCommand
    | ListCommand
    | LessonCommand
    | RecordCommand
    | ConfigCommand
    | CompletionCommand
    | ManCommand
)
