"""The compact one-line controls of the forms: number, text, switch and choice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Self

from rich.cells import set_cell_size
from textual import events, on
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets._select import SelectOverlay
from textual.widgets.option_list import Option

from tui.demo_safe import demo_safe
from tui.widgets.racer_style import display_text
from tui.widgets.text_rows import fit


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

    def add_class(self, *class_names: str, update: bool = True) -> Self:
        """Add classes; before it is mounted, which styles it anyway, that styles nothing.

        Textual's own Input is styled three times before that, its four component classes as well.
        """
        return super().add_class(*class_names, update=update and self.is_attached)

    @staticmethod
    def face(text: str, width: int) -> tuple[str, str]:
        """What it shows at rest, and what it shows faintly behind that."""
        return set_cell_size(text, max(0, width - 1)) + " " * (width > 0), ""

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

    @demo_safe
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
    Flag { width: 1fr; height: 1; color: $foreground; pointer: pointer; }
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

    @staticmethod
    def face(on: bool, width: int, ascii_only: bool) -> tuple[str, str]:
        """What it shows at rest, and what it shows faintly behind that."""
        if ascii_only:
            return fit("[x] on" if on else "[ ] off", width), ""
        return fit("◉ on" if on else "○ off", width), ""

    def render(self) -> Content:
        """Show the state by sign and word."""
        return Content(self.face(self.value, self.content_size.width, getattr(self.app, "ascii_only", False))[0])

    @demo_safe
    def action_switch(self) -> None:
        """Switch it over."""
        self.value = not self.value
        self.post_message(self.Changed(self))

    def on_click(self, event: events.Click) -> None:
        """Switch it over with the mouse."""
        event.stop()
        self.action_switch()


class Choice(Widget, can_focus=True):
    """A one-line drop-down; left and right take the neighbouring choice without opening it.

    Textual's Select is six widgets, each styled at the start and at every resize; this is one, and its list is made
    when it is opened.
    """

    BINDING_GROUP_TITLE = "Choice"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,up,down", "open", "Choose", key_display="⏎", id="field.open"),
        Binding("right", "step(1)", "Next", key_display="← →", id="field.next"),
        Binding("left", "step(-1)", "Previous", show=False, id="field.previous"),
    ]
    DEFAULT_CSS = """
    Choice { width: 1fr; height: 1; color: $foreground; pointer: pointer; }
    Choice:hover { background: $foreground 8%; }
    Choice:focus { background: $foreground 8%; background-tint: $primary 30%; text-style: bold; }
    Choice > SelectOverlay {
        display: block; overlay: screen; constrain: none inside; offset-y: 1; text-style: none;
        width: auto; min-width: 16; max-width: 44; height: auto; max-height: 12; scrollbar-size-vertical: 1;
        color: $foreground; border: tall $border-blurred; background: $surface;
    }
    """
    ALLOW_SELECT = False

    value: reactive[str] = reactive("", init=False)
    """The chosen name."""

    class Changed(Message):
        """Another one was chosen."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, options: Iterable[tuple[str, str]], value: str, *, id: str | None = None) -> None:
        """Offer (title, value) pairs; titles are plain text."""
        super().__init__(id=id)
        self.offer(options)
        self.set_reactive(Choice.value, value)

    def offer(self, options: Iterable[tuple[str, str]]) -> None:
        """Offer other (title, value) pairs from now on; the value must be one of them."""
        self._titles = {name: title for title, name in options}
        self.names = tuple(self._titles)

    @staticmethod
    def face(title: str, width: int) -> tuple[str, str]:
        """What it shows at rest, and what it shows faintly behind that: a small arrow at the right end."""
        return fit(title, max(0, width - 2)), " ▼" if width > 2 else ""

    def render(self) -> Content:
        """Show the title and the arrow."""
        title, arrow = self.face(display_text(self, self._titles.get(self.value, self.value)), self.content_size.width)
        return Content.assemble(title, (arrow, "$foreground 50%"))

    def watch_value(self) -> None:
        """Tell of it."""
        self.post_message(self.Changed(self))

    def write(self, value: str) -> None:
        """Show a choice that nobody made: posts nothing."""
        with self.prevent(Choice.Changed):
            self.value = value

    @demo_safe
    def action_step(self, by: int) -> None:
        """Take the choice `by` places further down, if there is one."""
        index = self.names.index(self.value) + by
        if 0 <= index < len(self.names):
            self.value = self.names[index]

    @demo_safe
    def action_open(self) -> None:
        """Open the list of all choices, or close it."""
        if self._list is not None:
            self._close()
            return
        overlay = SelectOverlay()
        overlay.add_options([Option(Content(display_text(self, self._titles[name]))) for name in self.names])
        self.mount(overlay)
        overlay.select(self.names.index(self.value))
        overlay.focus(scroll_visible=False)

    def on_click(self, event: events.Click) -> None:
        """Open the list with the mouse."""
        event.stop()
        self.action_open()

    @on(SelectOverlay.UpdateSelection)
    def _selected(self, event: SelectOverlay.UpdateSelection) -> None:
        event.stop()
        self._close()
        self.value = self.names[event.option_index]

    @on(SelectOverlay.Dismiss)
    def _dismissed(self, event: SelectOverlay.Dismiss) -> None:
        event.stop()
        self._close(take_focus=not event.lost_focus)

    @property
    def _list(self) -> SelectOverlay | None:
        return next((child for child in self.query(SelectOverlay) if child.display), None)

    def _close(self, take_focus: bool = True) -> None:
        if self._list is not None:
            if take_focus:
                self.focus()
            self._list.display = False
            self.query(SelectOverlay).remove()
