"""A landscape typed as a formula in x and y, with its parameters after it."""

from __future__ import annotations

from rich.cells import cell_len
from textual import on
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input, Static

from core.formula import FormulaError
from core.specs import FORMULA, ProblemSpec, SpecError
from core.typed_formula import split_formula
from tui.widgets.controls import Entry
from tui.widgets.racer_style import display_text

HELP = (
    "A formula in x and y, such as `(1-x)^2 + 100*(y-x^2)^2`, with + − * / ^, parentheses and the functions "
    "sqrt exp log sin cos tan tanh abs sign min max. Parameters follow it: `a*x^2 + y^2 a=3`."
)


class FormulaField(Vertical):
    """An entry as wide as the form; a pointer under it shows where a formula goes wrong."""

    HELP = f"### Formula\n\n{HELP}"
    DEFAULT_CSS = """
    FormulaField {
        height: auto;
        & > .label { height: 1; color: $text-muted; }
        &:focus-within > .label { color: $foreground; text-style: bold; }
        & > .pointer { display: none; height: 1; color: $text-error; text-wrap: nowrap; }
        & > .message { display: none; height: auto; padding-left: 1; color: $text-error; }
        & > .-shown { display: block; }
    }
    """

    class Changed(Message):
        """The user typed another valid formula, or mended a wrong one."""

        def __init__(self, field: FormulaField, spec: ProblemSpec) -> None:
            super().__init__()
            self.field = field
            self.spec = spec

    class Wrong(Message):
        """The text is not a formula; what counts is still the last valid one."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.spec: ProblemSpec | None = None
        """The last valid formula."""
        self.wrong = ""
        """What is wrong with the text, as one sentence; empty when it is valid."""
        self.entry = Entry(placeholder="x^2 + 10*y^2")
        self.tooltip = HELP
        self._column: int | None = None

    def _fill(self) -> None:
        """Lay out label, entry, pointer and message: at the first formula, since most races have none."""
        self.mount(
            Static("f(x, y) =", classes="label", markup=False),
            self.entry,
            Static("", classes="pointer", markup=False),
            Static("", classes="message", markup=False),
        )
        # Keep the pointer under its character as the entry scrolls.
        self.watch(self.entry, "scroll_x", self._point, init=False)

    def show(self, spec: ProblemSpec, *, afresh: bool = False) -> None:
        """Show a formula from outside: posts nothing, and leaves a text that means the same as it is."""
        if spec == self.spec and not afresh:
            return
        self.spec = spec
        if not self.children:
            self._fill()
        self._say("", None)
        if not (self.entry.has_focus and self._reads_as(spec)):
            self.entry.write(str(spec))

    def _reads_as(self, spec: ProblemSpec) -> bool:
        try:
            return _read(self.entry.value) == spec
        except SpecError:
            return False

    def _say(self, sentence: str, column: int | None) -> None:
        self.wrong = sentence
        self._column = column
        self.entry.set_class(bool(sentence), "-wrong")
        if self.is_mounted:
            message = self.query_one(".message", Static)
            message.update(display_text(self, sentence))
            message.set_class(bool(sentence), "-shown")
            self._point()

    def _point(self) -> None:
        pointer = self.query_one(".pointer", Static)
        pointer.set_class(self._column is not None, "-shown")
        if self._column is not None:
            before = cell_len(self.entry.value[: self._column - 1]) - round(self.entry.scroll_x)
            pointer.update(" " * before + "▲" if 0 <= before < self.entry.size.width else "")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        text = event.input.value
        try:
            spec = _read(text)
        except SpecError as error:
            cause = error.__cause__
            skipped = len(text) - len(text.lstrip())
            column = cause.column + skipped if isinstance(cause, FormulaError) else None
            self._say(_sentence(error), column)
            self.post_message(self.Wrong())
            self.call_after_refresh(self._point)  # the entry scrolls to its caret first
            return
        mended = bool(self.wrong)
        self._say("", None)
        if spec != self.spec or mended:
            self.spec = spec
            self.post_message(self.Changed(self, spec))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()


def _read(text: str) -> ProblemSpec:
    return ProblemSpec(FORMULA, *split_formula(text.strip()))


def _sentence(error: SpecError) -> str:
    return str(error).removeprefix("formula, ").removeprefix("formula: ")
