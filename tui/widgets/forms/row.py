"""Row: one row of a form as a plain value; it parses typed texts, and makes the label and the help."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, get_character_cell_size

from core.hyper import Hyper, HyperError, Value

INDENT = 14
Kind = Literal["number", "text", "choice", "flag"]
_KINDS: dict[str, Kind] = {"real": "number", "integer": "number", "choice": "choice", "flag": "flag"}


class PointedError(HyperError):
    """An error at a column of a text, counted from 1."""

    def __init__(self, sentence: str, column: int | None) -> None:
        super().__init__(sentence)
        self.column = column


@dataclass(frozen=True)
class Draft:
    """A typed text that has not been applied, with the reason; kept until the row changes."""

    text: str
    sentence: str
    wrong: bool = True
    """Whether it is an error; if not, it waits for enter."""
    column: int | None = None
    """The column of the error, counted from 1."""


@dataclass(frozen=True)
class Row:
    """A labelled value, declared by its `Hyper`."""

    edit: str
    """The name of the edited setting, as in `ScenarioChanged`: `problem.a`, `lr`."""
    hyper: Hyper
    value: Value
    titles: tuple[str, ...] = ()
    """The titles of the choices; empty to show their names."""
    several: bool = False
    """Whether a list of numbers is allowed, which makes a racer for each."""
    about: tuple[str, ...] = ()
    """Further sentences for the help, such as the purpose of the chosen rule."""
    indent: int = INDENT
    """Cells of the label; 0 puts it on a line of its own above the value."""

    @property
    def kind(self) -> Kind:
        """How the value is edited."""
        return _KINDS.get(self.hyper.kind, "text")

    @property
    def typed(self) -> bool:
        """Whether it is a text row, edited by typing: not a choice or a flag."""
        return self.kind in ("number", "text")

    @property
    def lines(self) -> int:
        """The lines of label and value."""
        return 1 if self.indent else 2

    @property
    def text(self) -> str:
        """The value as text."""
        return self.hyper.format(self.value)

    @property
    def title(self) -> str:
        """The title of the chosen value."""
        if not self.titles:
            return str(self.value)
        return self.titles[self.hyper.choices.index(str(self.value))]

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the help: what it is, which values are allowed, and `about`."""
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
        # A long symbol only repeats the name, which files and the command line use.
        if symbol == name or not 0 < cell_len(symbol) < 3:
            return name
        if spelled != symbol:
            return name if spelled in name or len(f"{spelled} {name}") > room else f"{spelled} {name}"
        return f"{symbol}{' ' * max(1, 3 - cell_len(symbol))}{name}"

    def values(self, text: str) -> tuple[Value, ...]:
        """Parse a value, or all values of a list; raises HyperError."""
        if not self._is_list(text):
            return (self.hyper.parse(text),)
        parts = (part.strip() for part in text.strip().removeprefix("[").removesuffix("]").split(","))
        return tuple(self.hyper.parse(part) for part in parts if part)

    def read(self, text: str) -> Value | Draft:
        """Parse a typed text; return its value, or a draft with the reason why there is none yet."""
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
    """The index of the character in a cell of a text; the text's length beyond its end."""
    end = 0
    for index, character in enumerate(text):
        end += get_character_cell_size(character)
        if cell < end:
            return index
    return len(text)
