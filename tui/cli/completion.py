"""`fallline completion`: scripts with which bash, zsh and fish complete a command line, made from its parsers."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence

from core.frozen import frozen
from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS
from core.settings import SETTINGS
from core.sweep.places import axis_names
from tui.cli.arguments import PARSERS
from tui.cli.commands import COMMANDS, PROGRAM
from tui.cli.output import results
from tui.config.options import OPTIONS, THEMES
from tui.lessons import lesson_texts

CHOICES: Mapping[str, Sequence[str]] = {
    **{hyper.name: hyper.choices for hyper in (*SETTINGS, *(option.hyper for option in OPTIONS))},
    "theme": THEMES,
    "problem": tuple(PROBLEMS),
    "racer": tuple(OPTIMIZERS),
    "axis": tuple(f"{name}=" for name in axis_names()),
    "lessons": tuple(lesson_texts()),
}
"""The words that may begin the value of an argument, by its name; empty for numbers."""


@frozen
class Argument:
    """One argument of a command: its flags (none for a positional one), and what its value may be."""

    flags: tuple[str, ...]
    takes_value: bool
    words: tuple[str, ...]
    files: bool
    sentence: str


def arguments(command: str) -> list[Argument]:
    """The arguments of a command."""
    return [_argument(action) for action in PARSERS[command]().arguments]


def _argument(action: argparse.Action) -> Argument:
    words = tuple(map(str, action.choices or CHOICES.get(action.dest, ())))
    files = any(sign in str(action.metavar) for sign in ("FILE", ".toml"))
    sentence = " ".join((action.help or "").replace("%%", "%").split())
    return Argument(tuple(action.option_strings), action.nargs != 0, words, files, sentence)


def print_completions(shell: str) -> int:
    """Print the script for a shell."""
    with results(None) as file:
        file.writelines(f"{line}\n" for line in SCRIPTS[shell]())
    return 0


def _flags(command: str) -> Iterator[tuple[str, Argument]]:
    for argument in arguments(command):
        for flag in argument.flags:
            yield flag, argument


def _cases(take_words: str, take_files: str, take_names: str) -> Iterator[str]:
    """The branches of a `case` of bash or zsh by command and flag; each takes the words of a value, or files.

    `take_names` takes words that end in `=`, after which the value goes on.
    """
    for command in PARSERS:
        for flag, argument in _flags(command):
            if argument.takes_value:
                named = argument.words and all(word.endswith("=") for word in argument.words)
                take = take_files if argument.files else (take_names if named else take_words)
                take = take.format(" ".join(argument.words))
                yield f"        {command}:{flag}) {take} ;;"
    for command in PARSERS:
        yield f"        {command}:--*) ;;"
    yield "        *:*)"
    yield '            case "$command:$current" in'
    for command in PARSERS:
        flags = " ".join(flag for flag, _ in _flags(command))
        yield f"                {command}:-*) {take_words.format(flags)} ;;"
    for command in PARSERS:
        positional = [argument for argument in arguments(command) if not argument.flags]
        words = [word for argument in positional for word in argument.words]
        takes = [take_words.format(" ".join([*words, *([] if command else COMMANDS)]))]
        takes += [take_files] if any(argument.files for argument in positional) else []
        yield f"                {command}:*) {'; '.join(takes)} ;;"
    yield "            esac"


def _bash() -> Iterator[str]:
    yield f"# bash completion of {PROGRAM}: source this file, or put it where bash-completion looks."
    yield "_fallline_words() {"
    yield "    local word"
    yield '    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -W "$*" -- "$current")'
    yield "    # a value follows at once"
    yield '    [[ "${COMPREPLY[*]}" != *= ]] || compopt -o nospace 2>/dev/null || :'
    yield "}"
    yield "_fallline_files() {"
    yield "    local word"
    yield "    compopt -o filenames 2>/dev/null"
    yield '    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")'
    yield "}"
    yield "_fallline() {"
    yield '    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command=""'
    yield "    COMPREPLY=()"
    yield "    # bash takes --flag=value apart"
    yield '    if [[ $current == "=" ]]; then current=""'
    yield '    elif [[ $previous == "=" ]]; then previous="${COMP_WORDS[COMP_CWORD-2]}"; fi'
    yield '    current="${current#[\\"\\\']}"'
    yield f'    if (( COMP_CWORD > 1 )) && [[ " {" ".join(COMMANDS)} " == *" ${{COMP_WORDS[1]}} "* ]]; then'
    yield '        command="${COMP_WORDS[1]}"'
    yield "    fi"
    yield _forget_switches()
    yield '    case "$command:$previous" in'
    yield from _cases("_fallline_words {}", "_fallline_files", "_fallline_words {}")
    yield "    esac"
    yield "}"
    yield f"complete -F _fallline {PROGRAM}"


def _forget_switches() -> str:
    """After a flag that takes no value, a word is completed as after none."""
    switches = [
        f"{command}:{flag}" for command in PARSERS for flag, argument in _flags(command) if not argument.takes_value
    ]
    return f'    case "$command:$previous" in {"|".join(switches)}) previous="" ;; esac'


def _zsh() -> Iterator[str]:
    yield f"#compdef {PROGRAM}"
    yield "_fallline() {"
    yield '    local current="$words[CURRENT]" previous="$words[CURRENT-1]" command=""'
    yield "    # --flag=value is one word of two parts"
    yield '    if [[ $current == --*=* ]]; then previous="${current%%=*}"; compset -P "*="; current="$PREFIX"; fi'
    yield f'    if (( CURRENT > 2 )) && [[ " {" ".join(COMMANDS)} " == *" $words[2] "* ]]; then command="$words[2]"; fi'
    yield _forget_switches()
    yield '    case "$command:$previous" in'
    yield from _cases("compadd -- {}", "_files", "compadd -S '' -- {}")
    yield "    esac"
    yield "}"
    yield 'if [[ "$funcstack[1]" == "_fallline" ]]; then _fallline "$@"; else compdef _fallline fallline; fi'


def _fish() -> Iterator[str]:
    yield f"# fish completion of {PROGRAM}: put it into ~/.config/fish/completions/{PROGRAM}.fish"
    yield f"complete -c {PROGRAM} -f"
    seen = "__fish_seen_subcommand_from"
    for command, parser in PARSERS.items():
        if command:
            told = _quoted((parser().description or "").partition(". ")[0])
            yield f"complete -c {PROGRAM} -n __fish_use_subcommand -a {command} -d {told}"
        where = _quoted(f"{seen} {command}" if command else f"not {seen} {' '.join(COMMANDS)}")
        for argument in arguments(command):
            flags = " ".join(f"-l {flag[2:]}" if flag.startswith("--") else f"-s {flag[1:]}" for flag in argument.flags)
            words = f" -a {_quoted(' '.join(argument.words))}" if argument.words else ""
            files = " -F" if argument.files else ""
            if flags:
                value = f" -r{files or ' -f'}{words}" if argument.takes_value else ""
                yield f"complete -c {PROGRAM} -n {where} {flags}{value} -d {_quoted(argument.sentence)}"
            elif words or files:
                yield f"complete -c {PROGRAM} -n {where}{files}{words}"


def _quoted(text: str) -> str:
    """A text in single quotes, as fish reads it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


SCRIPTS = {"bash": _bash, "zsh": _zsh, "fish": _fish}
