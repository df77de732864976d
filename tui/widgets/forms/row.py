"""Row: one row of a form as a plain value; it parses typed texts, and makes the label and the help."""

from __future__ import annotations

from typing import Literal

from rich.cells import cell_len

from core.formula import FormulaError
from core.frozen import frozen
from core.hyper import Hyper, Value

INDENT = 14
Kind = Literal["number", "text", "choice", "flag"]
_KINDS: dict[str, Kind] = {"real": "number", "integer": "number", "choice": "choice", "flag": "flag"}


@frozen
class Draft:
    """A typed text that has not been applied, with the reason; kept until the row changes."""

    text: str
    sentence: str
    values: tuple[Value, ...] = ()
    """The values that enter applies."""
    wrong: bool = True
    """Whether it is an error; if not, it waits for enter."""
    column: int | None = None
    """The column of the error, counted from 1."""


@frozen
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
    def text(self) -> str:
        """The value as text; the title of a choice."""
        if not self.titles:
            return self.hyper.format(self.value)
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

    def read(self, text: str) -> Value | Draft:
        """Parse a typed text; return its value, or a draft with the reason why there is none yet."""
        is_list = self._takes_lists and ("," in text or text.lstrip().startswith("["))
        try:
            if not is_list:
                return self.hyper.parse(text)
            parts = text.strip().removeprefix("[").removesuffix("]").split(",")
            values = tuple(self.hyper.parse(part) for part in parts if part.strip())
        except ValueError as error:
            return self.refused(text, error)
        count = len(values)
        hint = f"⏎ makes {count} racers, one for each value" if count > 1 else "⏎ after the last value"
        return Draft(text, hint, values, wrong=False)

    def refused(self, text: str, error: ValueError) -> Draft:
        """The draft of a text that was refused, with the column of an error in a formula."""
        name, cause, blanks = self.hyper.name, error.__cause__, len(text) - len(text.lstrip())
        column = cause.column + blanks if isinstance(cause, FormulaError) else None
        return Draft(text, str(error).removeprefix(f"{name}, ").removeprefix(f"{name}: "), column=column)
