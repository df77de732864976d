"""One row of a form as plain values: what it shows, how a typed text is read, and what it says in the help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, get_character_cell_size

from core.hyper import Hyper, HyperError, Value

INDENT = 14
Kind = Literal["number", "text", "choice", "flag"]
_KINDS: dict[str, Kind] = {"real": "number", "integer": "number", "choice": "choice", "flag": "flag"}


class PointedError(HyperError):
    """A text that is wrong at one of its columns, counted from 1."""

    def __init__(self, sentence: str, column: int | None) -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(frozen=True)
class Draft:
    """A text that was typed and not taken, and the sentence that says why; it stays until the row changes."""

    text: str
    sentence: str
    wrong: bool = True
    """Whether it is an error; else it waits for enter."""
    column: int | None = None
    """Where the error is, counted from 1."""


@dataclass(frozen=True)
class Row:
    """A labelled value that its `Hyper` declares."""

    edit: str
    """What is edited, as `ScenarioChanged` names it: `problem.a`, `lr`."""
    hyper: Hyper
    value: Value
    titles: tuple[str, ...] = ()
    """What the choices are called on the screen; by their names, where empty."""
    several: bool = False
    """Whether a number may be a list that makes a racer of each value."""
    about: tuple[str, ...] = ()
    """What the help says besides, such as the purpose of the chosen rule."""
    indent: int = INDENT
    """Cells of the label; with 0 it stands on a line of its own above the value."""

    @property
    def kind(self) -> Kind:
        """How the value is edited."""
        return _KINDS.get(self.hyper.kind, "text")

    @property
    def typed(self) -> bool:
        """Whether the value is typed, rather than chosen or switched."""
        return self.kind in ("number", "text")

    @property
    def text(self) -> str:
        """The value as text."""
        return self.hyper.format(self.value)

    @property
    def title(self) -> str:
        """The chosen value as it is called on the screen."""
        if not self.titles:
            return str(self.value)
        return self.titles[self.hyper.choices.index(str(self.value))]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it is, what is allowed, and what there is to know besides."""
        if self.about and self.kind == "choice":
            return self.about
        allowed, default = self.hyper.allowed, self.hyper.format(self.hyper.default)
        bounds = f"{allowed[:1].upper()}{allowed[1:]}{f'; default {default}' if default else ''}."
        several = ("Several values, such as 0.01,0.1,1 and enter, make a racer each.",) if self._takes_lists else ()
        return (self.hyper.sentence, bounds, *several, *self.about)

    @property
    def help(self) -> str:
        """The help panel's text, in Markdown."""
        return "\n\n".join((f"### {self.hyper.name}", *self.sentences))

    @property
    def _takes_lists(self) -> bool:
        return self.several and self.kind == "number"

    def label(self, spelled: str, room: int) -> str:
        """Symbol and name; `spelled` is the symbol as the font can show it."""
        name, symbol = self.hyper.name, self.hyper.symbol
        if not self.indent:
            return spelled
        # A long symbol is a paraphrase of the name, by which files and the command line know it.
        if symbol == name or not 0 < cell_len(symbol) < 3:
            return name
        if spelled != symbol:
            return name if spelled in name or len(f"{spelled} {name}") > room else f"{spelled} {name}"
        return f"{symbol}{' ' * max(1, 3 - cell_len(symbol))}{name}"

    def values(self, text: str) -> tuple[Value, ...]:
        """The value in a text, or all those of a list; raises HyperError."""
        if not self._is_list(text):
            return (self.hyper.parse(text),)
        parts = (part.strip() for part in text.strip().removeprefix("[").removesuffix("]").split(","))
        return tuple(self.hyper.parse(part) for part in parts if part)

    def read(self, text: str) -> Value | Draft:
        """The value in a typed text, or why it is not taken."""
        try:
            values = self.values(text)
        except HyperError as error:
            return Draft(text, str(error), column=getattr(error, "column", None))
        if not self._is_list(text):
            return values[0]
        count = len(values)
        hint = f"⏎ makes {count} racers, one for each value" if count > 1 else "⏎ after the last value"
        return Draft(text, hint, wrong=False)

    def _is_list(self, text: str) -> bool:
        return self._takes_lists and ("," in text or text.lstrip().startswith("["))


def index_at(text: str, cell: int) -> int:
    """The index of the character in a cell of a text; its length beyond the end."""
    end = 0
    for index, character in enumerate(text):
        end += get_character_cell_size(character)
        if cell < end:
            return index
    return len(text)
