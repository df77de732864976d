"""`fallline man`: the manual page, made from the parsers of the commands and the declarations of the options."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from tui.cli.arguments import ABOUT, PARSERS
from tui.cli.commands import COMMANDS, PROGRAM
from tui.cli.output import results
from tui.config.options import OPTIONS
from tui.version import version

EXIT_CODES = (
    ("0", "Everything went well."),
    (
        "1",
        "The command failed: a racer diverged with --strict, your own optimizer failed, a claim of a lesson does not "
        "hold, a file is broken.",
    ),
    ("2", "The command line or a file that it names is wrong."),
    ("128 + n", "Signal n ended the command."),
)
FILES = (
    ("$XDG_CONFIG_HOME/fallline/config.toml", "The options of the app and its keys; ~/.config without the variable."),
    ("$XDG_STATE_HOME/fallline", "Kept sessions, and the log of crashes; ~/.local/state without the variable."),
)


def print_manual() -> int:
    """Print the page as roff."""
    with results(None) as file:
        file.writelines(f"{line}\n" for line in page())
    return 0


def page() -> Iterator[str]:
    """The lines of the page."""
    first, _, rest = _plain(ABOUT).partition(": ")
    yield f'.TH {PROGRAM.upper()} 1 "" "Fall Line {escaped(version())}" "User commands"'
    yield ".SH NAME"
    yield f"{PROGRAM} \\- {escaped(first.removeprefix('Fall Line is '))}"
    yield ".SH SYNOPSIS"
    for name in PARSERS:
        yield f".B {_full(name)}"
        yield r"[\fIoption\fR]..."
        yield from (
            f"[\\fI{escaped(_value(action))}\\fR]" for action in PARSERS[name]().arguments if not action.option_strings
        )
        yield ".br"
    yield ".SH DESCRIPTION"
    yield escaped(rest[:1].upper() + rest[1:])
    yield ".SH OPTIONS"
    yield from _options("")
    yield ".SH COMMANDS"
    for name in COMMANDS:
        parser = PARSERS[name]()
        yield f".SS {_full(name)}"
        yield escaped(_plain(f"{parser.description or ''} {parser.epilog or ''}"))
        yield from _options(name)
    yield ".SH ENVIRONMENT"
    for option in OPTIONS:
        yield from _entry(f"\\fB{option.variable}\\fR", f"{option.hyper.sentence} {option.hyper.allowed}.")
    for title, entries in (("FILES", FILES), ("EXIT STATUS", EXIT_CODES)):
        yield f".SH {title}"
        for term, meaning in entries:
            yield from _entry(f"\\fB{escaped(term)}\\fR", meaning)
    yield ".SH COMPLETION"
    yield escaped("Completions for your shell come with one of these lines:")
    yield ".nf"
    yield escaped(f'bash, in ~/.bashrc:  eval "$({PROGRAM} completion bash)"')
    yield escaped(f'zsh, in ~/.zshrc:    eval "$({PROGRAM} completion zsh)"')
    yield escaped(f"fish, once:          {PROGRAM} completion fish > ~/.config/fish/completions/{PROGRAM}.fish")
    yield ".fi"


def _options(command: str) -> Iterator[str]:
    for action in sorted(PARSERS[command]().arguments, key=lambda action: bool(action.option_strings)):
        value = f"\\fI{escaped(_value(action))}\\fR" if action.nargs != 0 else ""
        flags = ", ".join(f"\\fB{escaped(flag)}\\fR" for flag in action.option_strings)
        yield from _entry(" ".join(filter(None, (flags, value))), _plain((action.help or "").replace("%%", "%")))


def _value(action: argparse.Action) -> str:
    return str(action.metavar or "|".join(map(str, action.choices or ())) or action.dest.upper())


def _entry(term: str, meaning: str) -> Iterator[str]:
    yield ".TP"
    yield term
    yield escaped(meaning)


def _full(command: str) -> str:
    return f"{PROGRAM} {command}".strip()


def _plain(text: str) -> str:
    return " ".join(text.split())


def escaped(text: str) -> str:
    """A text as roff reads it: backslashes, hyphens, and lines that would be requests."""
    safe = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    return f"\\&{safe}" if safe.startswith(".") else safe
