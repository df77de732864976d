"""The entry point: run one command and return its exit code; a user's mistake never shows a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from core.safe_text import safe_text
from tui.cli.arguments import COMMANDS, AppCommand, Command, LessonCommand, ListCommand, RunCommand, parse
from tui.cli.environment import clean_environment
from tui.cli.parser import PROGRAM, UsageError
from tui.cli.record_words import RecordCommand
from tui.cli.signals import Ended
from tui.cli.streams import OutputError, drop_output, finish_output, guard_streams

INTERRUPTED = 130


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
    command = parse(words)
    clean_environment(os.environ, demo=isinstance(command, AppCommand) and command.demo)
    return execute(command)


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
    except MemoryError:
        return print_error(name, "there is not enough memory", 1)
    except Exception as error:
        return print_failure(name, error, demo=demo)


def execute(command: Command) -> int:
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


def print_failure(name: str, error: Exception, *, demo: bool) -> int:
    """Say that there was an error that nobody expected, and where its traceback is; nothing of it to strangers."""
    from tui.terminal.crash_log import failure, write_to_log  # platformdirs, after all is lost

    return print_error(name, "unexpected error" if demo else failure(error, write_to_log(error)), 1)


def print_error(name: str, sentence: str, code: int) -> int:
    """Print an error as one line on stderr, and return the exit code."""
    print(f"{name}: {safe_text(' '.join(sentence.split()))}", file=sys.stderr)
    return code
