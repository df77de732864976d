"""HyperField: one labelled form field, generated from the Hyper that declares its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.color import Color
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, Static

from core.hyper import Hyper, HyperError, Value
from tui.widgets.controls import Choice, Entry, Flag, NumberEntry
from tui.widgets.racer_style import display_text
from tui.widgets.text_rows import fit

INDENT = 14
_CHOSEN = ("flag", "choice")
SUNKEN, FAINT = 0.08, 0.5  # of the ink, as the controls' own style sheets have it


class HyperField(Widget):
    """Symbol and name on the left, the value on the right, and under them what is wrong, if something is.

    The label is drawn by the field itself and the message is made when there is one: a form has twenty fields, and
    every widget in them is styled and laid out before the first paint.
    """

    DEFAULT_CSS = """
    HyperField {
        height: auto; width: 1fr; layout: vertical; color: $text-muted;
        &:focus-within { color: $foreground; }
        & > .message { display: none; height: auto; padding-left: 1; }
        & > .message.-shown { display: block; color: $text-muted; }
        & > .message.-shown.-wrong { color: $text-error; }
    }
    """

    class Changed(Message):
        """The user gave the field another valid value, or mended a wrong one."""

        def __init__(self, field: HyperField, value: Value) -> None:
            super().__init__()
            self.field = field
            self.name = field.hyper.name
            self.value = value

    class Split(Message):
        """The user entered several values where one belongs."""

        def __init__(self, field: HyperField, values: tuple[Value, ...]) -> None:
            super().__init__()
            self.field = field
            self.name = field.hyper.name
            self.values = values

    class Wrong(Message):
        """The text in the field is not valid; what counts is still the last valid value."""

    def __init__(
        self,
        hyper: Hyper,
        value: Value | None = None,
        *,
        several: bool = False,
        titles: Mapping[str, str] | None = None,
        indent: int = INDENT,
        id: str | None = None,
    ) -> None:
        """Make the field of `hyper`, inside a running app.

        With `several`, a number field also takes a list, told by `Split`; `titles` are what the choices are
        called on the screen; `indent` is the room of the label.
        """
        super().__init__(id=id)
        self.several = several and hyper.kind in {"real", "integer"}
        self.declare(hyper)
        self._titles = titles or {}
        self.value: Value = hyper.default if value is None else value
        """The last valid value."""
        self.wrong = ""
        """What is wrong with the text in the field, as one sentence; empty when it is valid."""
        self._indent = indent

    def declare(self, hyper: Hyper) -> None:
        """Stand for another hyperparameter of the same name and shape: default and sentence may differ."""
        self.hyper = hyper
        several = ("Several values, such as 0.01,0.1,1 and enter, make a racer each.",) if self.several else ()
        self.explain(hyper.sentence, self._bounds(), *several)

    def compose(self) -> ComposeResult:
        """The control; the label is beside it, and the message below, when there is one."""
        yield self.control

    def on_click(self, event: events.Click) -> None:
        """Go to the control, from its label as well."""
        if event.widget is self:
            self.control.focus()

    def render_line(self, y: int) -> Strip:
        """Draw the label, where the control leaves room."""
        style, width = self.rich_style, self.size.width
        if y != 0:
            return Strip.blank(width, style)
        if self.has_pseudo_class("focus-within"):
            style += Style(bold=True)
        return Strip([self._labelled(style)]).adjust_cell_length(width, style)

    def _labelled(self, style: Style) -> Segment:
        return Segment(fit(self._label(self._indent - 1), self._indent - 1) + " ", style)

    def painted(self, width: int, style: Style, ground: Color, ink: Color) -> Strip:
        """The field as it is going to look at rest: the label in a style, the control in an ink on a ground."""
        text, faint = self._face(width - self._indent)
        back = ground if self.hyper.kind in _CHOSEN else ground + ink.with_alpha(SUNKEN)
        fronts = (text, ink), (faint, ground + ink.with_alpha(FAINT))
        control = [Segment(piece, Style.from_color(front.rich_color, back.rich_color)) for piece, front in fronts]
        return Strip([self._labelled(style), *control]).adjust_cell_length(width, style)

    @property
    def text(self) -> str:
        """The text as it stands in the field."""
        return self._entry.value if self._typed_in else self.hyper.format(self.value)

    def show(self, value: Value, *, afresh: bool = False) -> None:
        """Show a value from outside: posts nothing, and leaves a text that means the same as it is.

        With `afresh` a half-typed text is dropped as well.
        """
        if value == self.value and not (afresh and self._typed_in):
            return
        self.value = value
        self._say("")
        if not self._made:
            return
        if isinstance(self.control, Flag):
            self.control.value = bool(value)
        elif isinstance(self.control, Choice):
            self.control.write(str(value))
        elif not (self._reads_as(value) and self.control.has_focus):
            self.control.write(self.hyper.format(value))

    def offer(self, choices: tuple[str, ...]) -> None:
        """Offer other choices from now on."""
        if choices != self.hyper.choices:
            self.declare(replace(self.hyper, choices=choices))
            if self._made:
                assert isinstance(self.control, Choice)
                self.control.offer(self._options())

    def refuse(self, sentence: str) -> None:
        """Say what is wrong with the value in a way that only the whole form can know."""
        self._say(sentence, wrong=True)

    def explain(self, *sentences: str) -> None:
        """Say in tooltip and help panel what the field is about."""
        self.tooltip = "\n".join(sentences)
        self.HELP = "\n\n".join([f"### {self.hyper.name}", *sentences])  # type: ignore[misc]

    def _label(self, room: int) -> str:
        name, symbol = self.hyper.name, self.hyper.symbol
        # A long symbol is a paraphrase of the name, by which files and the command line know it.
        if symbol == name or not 0 < cell_len(symbol) < 3:
            return name
        spelled = display_text(self, symbol)
        if spelled != symbol:
            return name if spelled in name or len(f"{spelled} {name}") > room else f"{spelled} {name}"
        return f"{symbol}{' ' * max(1, 3 - cell_len(symbol))}{name}"

    def _bounds(self) -> str:
        allowed, default = self.hyper.allowed, self.hyper.format(self.hyper.default)
        words = f"{allowed[:1].upper()}{allowed[1:]}"
        return f"{words}; default {default}." if default else f"{words}."

    @cached_property
    def control(self) -> Entry | Flag | Choice:
        """What the value is entered in; made when somebody needs it, for the first paint does without."""
        control = self._make_control()
        control.add_class("control", update=False)
        control.styles.margin = (0, 0, 0, self._indent)
        return control

    @property
    def _made(self) -> bool:
        return "control" in vars(self)

    @property
    def _typed_in(self) -> bool:
        return self.hyper.kind not in _CHOSEN

    def _face(self, width: int) -> tuple[str, str]:
        if self.hyper.kind == "flag":
            return Flag.face(bool(self.value), width, getattr(self.app, "ascii_only", False))
        if self.hyper.kind == "choice":
            return Choice.face(display_text(self, self._titles.get(str(self.value), str(self.value))), width)
        return Entry.face(self.hyper.format(self.value), width)

    def _make_control(self) -> Entry | Flag | Choice:
        if self.hyper.kind == "flag":
            return Flag(bool(self.value))
        if self.hyper.kind == "choice":
            return Choice(self._options(), str(self.value))
        kind = Entry if self.hyper.kind in {"list", "text"} else NumberEntry
        return kind(self.hyper.format(self.value))

    def _options(self) -> list[tuple[str, str]]:
        return [(self._titles.get(name, name), name) for name in self.hyper.choices]

    def _reads_as(self, value: Value) -> bool:
        try:
            return self.hyper.parse(self.text) == value
        except HyperError:
            return False

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        self.wrong = sentence if wrong else ""
        if self._made:
            self.control.set_class(wrong, "-wrong")
        message = next(iter(self.query_children(".message").results(Static)), None)
        if message is None:
            if not sentence or not self.is_mounted:
                return
            message = Static("", classes="message", markup=False)
            self.mount(message)
        message.update(display_text(self, sentence))
        message.set_class(bool(sentence), "-shown")
        message.set_class(wrong, "-wrong")

    def _take(self, value: Value) -> None:
        mended = bool(self.wrong)
        self._say("")
        # Mounting a control and writes that cross a keystroke tell of changes that are none.
        if value != self.value or mended:
            self.value = value
            self.post_message(self.Changed(self, value))

    def _values(self, text: str) -> tuple[Value, ...]:
        parts = (part.strip() for part in text.strip().removeprefix("[").removesuffix("]").split(","))
        return tuple(self.hyper.parse(part) for part in parts if part)

    def _is_list(self, text: str) -> bool:
        return self.several and ("," in text or text.lstrip().startswith("["))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        text = event.input.value
        try:
            if self._is_list(text):
                count = len(self._values(text))
                self._say(f"⏎ makes {count} racers, one for each value" if count > 1 else "⏎ after the last value")
            else:
                self._take(self.hyper.parse(text))
        except HyperError as error:
            self._say(str(error), wrong=True)
            self.post_message(self.Wrong())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self._is_list(event.value) or self.wrong:
            return
        values = self._values(event.value)
        if len(values) > 1:
            self.post_message(self.Split(self, values))
        elif values:
            self._entry.write(self.hyper.format(values[0]))
            self._take(values[0])

    @on(NumberEntry.Nudged)
    def _nudged(self, event: NumberEntry.Nudged) -> None:
        event.stop()
        value = self.hyper.nudge(self.value, event.up, event.coarse)
        self._entry.write(self.hyper.format(value))
        self._take(value)

    @property
    def _entry(self) -> Entry:
        assert isinstance(self.control, Entry)
        return self.control

    @on(Choice.Changed)
    def _chosen(self, event: Choice.Changed) -> None:
        event.stop()
        self._take(event.choice.value)

    @on(Flag.Changed)
    def _switched(self, event: Flag.Changed) -> None:
        event.stop()
        self._take(event.flag.value)
