"""The entry point: one command, one exit code, and no traceback for anything that a user can do."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from tui.cli.arguments import (
    COMMANDS,
    PROGRAM,
    AppCommand,
    Command,
    LessonCommand,
    ListCommand,
    RunCommand,
    UsageError,
    parse,
)
from tui.cli.record_words import RecordCommand
from tui.cli.signals import Ended

INTERRUPTED = 130


def main(words: Sequence[str] | None = None) -> int:
    """Do what the words say. Returns 0 ok, 1 failed, 2 usage, 128 + n after signal n."""
    words = sys.argv[1:] if words is None else words
    name = f"{PROGRAM} {words[0]}" if words and words[0] in COMMANDS else PROGRAM
    try:
        command = parse(words)
        return carry_out(command) if isinstance(command, AppCommand) else printed(command, name)
    except UsageError as error:
        return complain(name, str(error), 2)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Ended as end:
        abandon_stdout()  # it may be what nobody reads any more
        return int(end.code or 0)
    except SystemExit as done:  # --help and --version have printed
        return int(done.code or 0)


def printed(command: Command, name: str) -> int:
    """Carry out a command that writes to stdout, which may be closed or full."""
    try:
        code = carry_out(command)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has what it wanted
        abandon_stdout()
        return 0
    except OSError as error:
        abandon_stdout()
        return complain(name, f"can't write the output: {error.strerror or error}", 1)
    return code


def abandon_stdout() -> None:
    """Let Python's own flush at the end go nowhere: it would complain once more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def carry_out(command: Command) -> int:
    match command:
        case RunCommand():
            from tui.cli.run import run  # numpy, rich

            return run(command)
        case ListCommand():
            from tui.cli.listing import list_catalogs  # numpy, rich

            return list_catalogs(command)
        case LessonCommand():
            from tui.cli.lesson import take_lessons  # numpy, rich

            return take_lessons(command)
        case RecordCommand():
            from tui.cli.record import record  # numpy, textual

            return record(command)
        case AppCommand():
            from tui.cli.launch import launch  # textual in the end

            return launch(command)


def complain(name: str, sentence: str, code: int) -> int:
    """One line on stderr, whatever the sentence holds."""
    print(f"{name}: {' '.join(sentence.split())}", file=sys.stderr)
    return code
