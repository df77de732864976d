"""The compact one-line controls of the forms: number, text, switch and choice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Select


class Entry(Input):
    """A one-line input without a border or a blinking cursor."""

    DEFAULT_CSS = """
    Entry {
        &.-textual-compact { background: $foreground 8%; padding: 0 1 0 0; }
        &.-textual-compact:focus { background: $foreground 8%; background-tint: $primary 30%; }
        &.-wrong, &.-wrong:focus { background-tint: $error 30%; }
    }
    """

    def __init__(self, value: str = "", placeholder: str = "", *, id: str | None = None) -> None:
        super().__init__(value, placeholder, id=id, compact=True)
        self.cursor_blink = False

    def write(self, text: str) -> None:
        """Put in a text that nobody typed: posts nothing, and the caret stays."""
        if text == self.value:
            return
        whole = self.has_focus and bool(self.value) and sorted(self.selection) == [0, len(self.value)]
        with self.prevent(Input.Changed):
            self.value = text
        if whole:  # what is typed next still replaces all of it
            self.select_all()


class NumberEntry(Entry):
    """An entry whose number the arrow keys nudge."""

    BINDING_GROUP_TITLE = "Number"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "nudge(True, False)", "Nudge", key_display="↑↓", id="field.up"),
        Binding("down", "nudge(False, False)", "Nudge down", show=False, id="field.down"),
        Binding("shift+up", "nudge(True, True)", "Nudge up ten times", show=False, id="field.up_coarse"),
        Binding("shift+down", "nudge(False, True)", "Nudge down ten times", show=False, id="field.down_coarse"),
    ]

    class Nudged(Message):
        """The next value up or down is wanted."""

        def __init__(self, up: bool, coarse: bool) -> None:
            super().__init__()
            self.up = up
            self.coarse = coarse

    def action_nudge(self, up: bool, coarse: bool) -> None:
        """Ask for the next value."""
        self.post_message(self.Nudged(up, coarse))


class Flag(Widget, can_focus=True):
    """A switch that says on or off in words."""

    BINDING_GROUP_TITLE = "Switch"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "switch", "Switch", id="field.toggle"),
    ]
    DEFAULT_CSS = """
    Flag { width: 1fr; height: 1; pointer: pointer; }
    Flag:hover { background: $foreground 8%; }
    Flag:focus { background: $foreground 8%; background-tint: $primary 30%; text-style: bold; }
    """
    ALLOW_SELECT = False

    value: reactive[bool] = reactive(False, init=False)
    """On or off."""

    class Changed(Message):
        """The user switched it."""

        def __init__(self, flag: Flag) -> None:
            super().__init__()
            self.flag = flag

    def __init__(self, value: bool = False, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(Flag.value, value)

    def render(self) -> Content:
        """Show the state by sign and word."""
        return Content("◉ on" if self.value else "○ off")

    def action_switch(self) -> None:
        """Switch it over."""
        self.value = not self.value
        self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        """Switch it over with the mouse."""
        event.stop()
        self.action_switch()


class Choice(Select[str]):
    """A one-line drop-down; left and right take the neighbouring choice without opening it."""

    BINDING_GROUP_TITLE = "Choice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,up,down", "show_overlay", "Choose", key_display="⏎", id="field.open"),
        Binding("right", "step(1)", "Next", key_display="← →", id="field.next"),
        Binding("left", "step(-1)", "Previous", show=False, id="field.previous"),
    ]
    DEFAULT_CSS = """
    Choice {
        width: 1fr;
        & > SelectCurrent { background: transparent; color: $foreground; }
        &:hover > SelectCurrent { background: $foreground 8%; }
        &.-textual-compact > SelectCurrent { padding: 0; }
        & > SelectCurrent Static#label { text-wrap: nowrap; text-overflow: ellipsis; height: 1; }
        &:focus > SelectCurrent { background: $foreground 8%; background-tint: $primary 30%; }
        &:focus > SelectCurrent Static#label { text-style: bold; }
        & > SelectOverlay { width: auto; min-width: 16; max-width: 44; scrollbar-size-vertical: 1; }
    }
    """

    def __init__(self, options: Iterable[tuple[str, str]], value: str, *, id: str | None = None) -> None:
        """Offer (title, value) pairs; titles are plain text."""
        pairs = tuple(options)
        self.names = tuple(name for _, name in pairs)
        super().__init__(
            [(Text(title), name) for title, name in pairs],
            allow_blank=False,
            value=value,
            id=id,
            compact=True,
        )

    def write(self, value: str) -> None:
        """Show a choice that nobody made: posts nothing."""
        if not self.is_mounted:
            self._value = value  # what a Select starts with; its label would not follow `value` yet
            return
        with self.prevent(Select.Changed):
            self.value = value

    def action_step(self, by: int) -> None:
        """Take the choice `by` places further down, if there is one."""
        index = self.names.index(str(self.value)) + by
        if 0 <= index < len(self.names):
            self.value = self.names[index]
