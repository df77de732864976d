"""`fallline` without a command: start the app, if there is a terminal to show it in."""

from __future__ import annotations

import gc
import mmap
import os
import resource
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tui.cli.commands import AppCommand, ScenarioWords, UsageError
from tui.cli.lazy_import import import_later
from tui.terminal.watcher import WATCHER

if TYPE_CHECKING:
    from tui.config.sources import Config
    from tui.demo.policy import Policy
    from tui.lessons.own import OwnLesson

STANDARD_ERROR = 2
APP_MEMORY = 64 << 20
"""Bytes of address space for the app once it runs: 42 MB for threads and the first picture, and some more."""
INSTEAD = "`fallline run` races without a screen"


def launch(command: AppCommand) -> int:
    """Run the app and return its exit code. Raises UsageError before anything is drawn."""
    # Textual reads stdin, draws on stderr and asks stdout for the size.
    streams = {"stdin": sys.__stdin__, "stdout": sys.__stdout__, "stderr": sys.__stderr__}
    if reason := refusal(streams, os.environ):
        raise UsageError(reason)

    WATCHER.start(STANDARD_ERROR)
    if has_inherited_truecolor(os.environ):
        del os.environ["COLORTERM"]

    if is_memory_limited():
        reserve_memory()
    else:
        import_later("numpy")  # the first paint needs no numbers
    gc.disable()  # start-up makes no garbage; the app enables it when it is ready

    from core.hyper import integer
    from core.settings import MAX_STEPS
    from tui.cli.build import read_number, scenario_to_race

    words = replace(command.scenario, file=last_session()) if command.last else command.scenario
    lesson = lesson_of(words)
    scenario = scenario_to_race(replace(words, file=None) if lesson is not None else words)
    step = integer("at", "k", 0, "The step to begin at.", 0, MAX_STEPS)
    at = None if command.at is None else int(read_number(step, command.at))
    policy = chosen_policy(command)
    config = chosen_config(command)

    from tui.app import run_app
    from tui.demo.policy import PolicyError

    file = None if words.file is None or command.last or lesson is not None else Path(words.file)
    try:
        policy.check(scenario)
    except PolicyError as error:
        raise UsageError(str(error)) from None
    if command.demo:
        from tui.demo import sandbox

        sandbox.install()
    if is_memory_limited():
        require_memory()
    return run_app(scenario, at, file, policy, mouse=command.mouse, config=config, lesson=lesson)


def lesson_of(words: ScenarioWords) -> OwnLesson | None:
    """The lesson in the file of the command line, if it is one. Raises UsageError."""
    from tui.state.files import FileError, is_lesson, read_text

    if words.file is None:
        return None
    path = Path(words.file)
    try:
        text = read_text(path)
    except FileError:
        return None  # told by the reader of scenarios, which knows commands of nearly that name
    if not is_lesson(text):
        return None
    if replace(words, file=None) != ScenarioWords():
        raise UsageError(f"{words.file} is a lesson, which has races of its own: leave the other options out")
    from tui.lessons.own import parse_own_lesson

    try:
        return parse_own_lesson(path, text)
    except FileError as error:
        raise UsageError(str(error)) from None


def is_memory_limited() -> bool:
    """Whether the shell limits this process's memory (ulimit -v)."""
    return resource.getrlimit(resource.RLIMIT_AS)[0] != resource.RLIM_INFINITY


def reserve_memory() -> None:
    """Let OpenBLAS take its memory before the app takes the terminal. Raises MemoryError.

    Where it gets none, OpenBLAS says so and ends the process on the spot, which then can't give a terminal back.
    """
    try:
        import numpy as np
    except ImportError:
        raise MemoryError from None
    matrix = np.ones((200, 200))
    matrix @ matrix


def require_memory() -> None:
    """Raise MemoryError unless there is room for the app, which could not end in order where that is missing later."""
    try:
        mmap.mmap(-1, APP_MEMORY).close()
    except OSError:
        raise MemoryError from None


def chosen_policy(command: AppCommand) -> Policy:
    """The policy: full, or the demo's, with its idle time. Raises UsageError."""
    from core.hyper import real
    from tui.cli.build import read_number
    from tui.demo.policy import DEMO, FULL

    policy = DEMO if command.demo else FULL
    if command.idle is None:
        return policy
    idle = real("idle", "s", 600, "Seconds without a key before the app ends.", 1, 1e6)
    return replace(policy, idle=read_number(idle, command.idle))


def chosen_config(command: AppCommand) -> Config:
    """The app's configuration; the demo has no file. Raises UsageError."""
    from core.hyper import HyperError
    from tui.config.sources import configured

    try:
        return configured(dict(command.options), os.environ, files=not command.demo)
    except HyperError as error:
        raise UsageError(str(error)) from None


def last_session() -> str:
    """The file of the last session. Raises UsageError if there is none."""
    from tui.state.files import kept_sessions

    kept = kept_sessions()
    if not kept:
        raise UsageError("there is no last session yet: each one is kept when the app ends")
    return str(kept[0])


def has_inherited_truecolor(environ: Mapping[str, str]) -> bool:
    """Whether GNU screen inherited COLORTERM: its version 4 shows truecolor codes as other colours."""
    return "STY" in environ and "COLORTERM" in environ and environ.get("TERM", "").startswith("screen")


def refusal(streams: Mapping[str, TextIO | None], environ: Mapping[str, str]) -> str | None:
    """Why the app cannot be shown, in one line that says what to do; None if it can."""
    for name, stream in streams.items():
        if stream is None or stream.closed or not stream.isatty():
            return f"the app needs a terminal, and {name} is not one: {INSTEAD}"
    term = environ.get("TERM", "")
    if term in ("", "dumb"):
        state = f"TERM={term}" if term else "TERM is not set"
        return f"the app needs a terminal that can move its cursor, and {state}: {INSTEAD}"
    return None
