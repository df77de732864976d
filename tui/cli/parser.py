"""The parser of command lines, and the flags that describe a scenario."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from core.hyper import Hyper
from core.settings import SETTINGS
from core.suggestion import suggestion
from tui.cli.commands import ScenarioWords, UsageError
from tui.config.options import OPTIONS


class Parser(argparse.ArgumentParser):
    """An argparse parser with suggestions, errors of one line, and values that may begin with a minus."""

    def __init__(self, program: str, **options: Any) -> None:
        super().__init__(program, allow_abbrev=False, **options)
        self.flags: list[str] = []

    @property
    def arguments(self) -> list[argparse.Action]:
        """All arguments, in the order in which they were added."""
        return self._actions

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
            known = [name for action in self.arguments for name in action.option_strings]
            hint = suggestion(word, known) or f" (see {self.prog} --help)"
            raise UsageError(f"unknown {'option' if word.startswith('-') else 'word'} {word}{hint}")
        return found

    def _joined(self, words: Sequence[str]) -> list[str]:
        """Join `--start -1.5,2` to `--start=-1.5,2`: argparse takes -1.5,2, -x*y and -1e-3 for options."""
        joined: list[str] = []
        for word in words:
            value = word.startswith("-") and not word.startswith("--")
            if value and joined and joined[-1] in self.flags:
                joined[-1] += "=" + word
            else:
                joined.append(word)
        return joined


def add_scenario(parser: Parser) -> None:
    parser.add_argument("file", nargs="?", metavar="SCENARIO.toml", help="a scenario; the flags below override it")
    parser.add_flag(
        "--problem",
        metavar="SPEC",
        help="a landscape by name, 'rosenbrock b=50', or a formula in x and y, 'x^2 + 3*y^2', or "
        "with more coordinates, z, w or x1 to x100",
    )
    parser.add_flag(
        "--racer",
        action="append",
        default=[],
        metavar="SPEC",
        help="an optimizer, 'adam lr=0.1'; once for each racer. lr=[0.01,0.1] makes one for each value",
    )
    parser.add_flag(
        "--optimizer",
        action="append",
        default=[],
        metavar="NAME=MODULE:ATTRIBUTE",
        help="an optimizer from your own code, by the name that racers give it: 'mine=package.module:make', a class of "
        "PyTorch, 'torch.optim:Adam', or a transformation of optax, 'optax:adam'; once for each",
    )
    parser.add_flag(
        "--start",
        metavar="X,Y",
        help="where the racers start, X for a problem of one parameter; default: the problem's start",
    )
    for hyper in SETTINGS:
        parser.add_flag(f"--{hyper.name}", metavar=_METAVARS.get(hyper.kind), help=setting_help(hyper))


_METAVARS = {"integer": "N", "real": "X", "choice": "NAME"}


def setting_help(hyper: Hyper) -> str:
    """The help of a setting: its sentence as a clause, and its default."""
    return f"{_clause(hyper)}; default: {hyper.format(hyper.default)}".replace("%", "%%")


def _clause(hyper: Hyper) -> str:
    sentence = hyper.sentence.removesuffix(".")
    return f"{sentence[0].lower()}{sentence[1:]}"


def add_options(parser: Parser) -> None:
    """Add the flags of the app's options; their values are read when the app starts."""
    group = parser.add_argument_group("how the app looks", "(or a variable, or the file that `fallline config` shows)")
    for option in OPTIONS:
        if option.flagged:
            told = f"{_clause(option.hyper)} ({option.variable})"
            if option.hyper.kind == "flag":
                group.add_argument(option.flag, action="store_const", const="true", help=told)
            else:
                parser.flags.append(option.flag)
                group.add_argument(option.flag, metavar=_METAVARS[option.hyper.kind], help=told)


def option_words(found: argparse.Namespace) -> tuple[tuple[str, str], ...]:
    """The options that were given as flags, as texts."""
    texts = ((option.name, getattr(found, option.name)) for option in OPTIONS if option.flagged)
    return tuple((name, text) for name, text in texts if text is not None)


def scenario_words(found: argparse.Namespace) -> ScenarioWords:
    texts = ((hyper.name, getattr(found, hyper.name)) for hyper in SETTINGS)
    given = tuple((name, text) for name, text in texts if text is not None)
    return ScenarioWords(
        found.file, found.problem, tuple(found.racer), found.start, given, optimizers=tuple(found.optimizer)
    )
