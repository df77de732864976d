"""The entry point: run one command and return its exit code; a user's mistake never shows a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from core.safe_text import safe_text
from tui.cli.commands import (
    COMMANDS,
    PROGRAM,
    AppCommand,
    Command,
    CompletionCommand,
    ConfigCommand,
    LessonCommand,
    ListCommand,
    ManCommand,
    RecordCommand,
    RunCommand,
    SweepCommand,
    UsageError,
)
from tui.cli.environment import clean_environment
from tui.cli.signals import Ended
from tui.cli.streams import OutputError, drop_output, finish_output, guard_streams

INTERRUPTED = 130
NO_MEMORY = "there is not enough memory"
UNLOADED = ("failed to map segment", "Cannot allocate memory")
"""What the loader says of a library for which there is no memory."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command in `words`. Returns 0 ok, 1 failed, 2 usage, 128 + n after signal n."""
    words = sys.argv[1:] if words is None else words
    name = f"{PROGRAM} {words[0]}" if words and words[0] in COMMANDS else PROGRAM
    guard_streams()
    demo = "--demo" in words
    code = outcome(name, lambda: run_words(words), demo=demo)
    return outcome(name, finish_output, demo=demo) or code


def run_words(words: Sequence[str]) -> int:
    """Parse and run a command; its output may still be buffered."""
    command = parsed(words)
    clean_environment(os.environ, demo=isinstance(command, AppCommand) and command.demo)
    # Else numpy's import starts a thread for each processor: it takes twice as long, and has no use for small matrices.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return execute(command)


def parsed(words: Sequence[str]) -> Command:
    """The command that the words mean; without words, the app needs no parser. Raises UsageError."""
    if not words:
        return AppCommand()
    from tui.cli.arguments import parse

    return parse(words)


def outcome(name: str, action: Callable[[], int | None], *, demo: bool) -> int:
    """Do something; returns the exit code, after one line on stderr if it has failed."""
    try:
        return action() or 0
    except UsageError as error:
        return print_error(name, str(error), 2)
    except OutputError as error:
        # Whoever reads it may have read enough, such as `| head`.
        return 0 if error.reader_gone else print_error(name, f"can't write the output: {error}", 1)
    except KeyboardInterrupt:
        return INTERRUPTED
    except Ended as end:
        drop_output()  # its reader may be gone
        return int(end.code or 0)
    except SystemExit as done:  # --help and --version have printed
        return int(done.code or 0)
    except Exception as error:
        if out_of_memory(error):
            return print_error(name, NO_MEMORY, 1)
        return print_failure(name, error, demo=demo)


def execute(command: Command) -> int:
    match command:
        case RunCommand():
            from tui.cli.run import run  # numpy, rich

            return run(command)
        case SweepCommand():
            from tui.cli.sweep import sweep  # numpy, rich

            return sweep(command)
        case ListCommand():
            from tui.cli.listing import list_catalogs  # numpy, rich

            return list_catalogs(command)
        case LessonCommand():
            from tui.cli.lesson import take_lessons  # numpy, rich

            return take_lessons(command)
        case RecordCommand():
            from tui.cli.record import record  # numpy, textual

            return record(command)
        case ConfigCommand():
            from tui.cli.config import configure  # rich; textual for keys

            return configure(command)
        case CompletionCommand():
            from tui.cli.completion import print_completions  # numpy

            return print_completions(command.shell)
        case ManCommand():
            from tui.cli.manual import print_manual

            return print_manual()
        case AppCommand():
            from tui.cli.launch import launch  # textual in the end

            return launch(command)


def out_of_memory(error: BaseException | None) -> bool:
    """Whether an exception, or what has caused it, is that of a memory that is full: also of a library not loaded."""
    if error is None or isinstance(error, MemoryError):
        return error is not None
    unloaded = isinstance(error, ImportError) and any(sign in str(error) for sign in UNLOADED)
    return unloaded or out_of_memory(error.__cause__ or error.__context__)


def print_failure(name: str, error: Exception, *, demo: bool) -> int:
    """Say that there was an error that nobody expected, and where its traceback is; nothing of it to strangers."""
    try:
        from tui.terminal.crash_log import failure, write_to_log  # platformdirs, after all is lost

        sentence = "unexpected error" if demo else failure(error, write_to_log(error))
    except MemoryError:  # the error before was one of its consequences
        sentence = NO_MEMORY
    return print_error(name, sentence, 1)


def print_error(name: str, sentence: str, code: int) -> int:
    """Print an error as one line on stderr, and return the exit code."""
    print(f"{name}: {safe_text(' '.join(sentence.split()))}", file=sys.stderr)
    return code
