"""The widgets that edit a row of a form: a text editor over the row, and a drop-down list under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Protocol

from rich.text import Text
from textual import events, on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList

from tui.demo_safe import demo_safe
from tui.widgets.entry import Entry

SEARCH_PAUSE = 1.0
"""Seconds after which typing begins another search."""


class Editor(Entry):
    """The text input of a form; it is moved from row to row."""

    ALLOW_MAXIMIZE = False
    DEFAULT_CSS = """
    Editor { width: 1fr; }
    """

    class Left(Message):
        """The focus moved to another widget."""

    def __init__(self, key: Callable[[Widget, events.Key], bool]) -> None:
        """Pass each key to `key` first, which returns whether it has handled the key."""
        super().__init__()
        self.select_on_focus = False  # the form selects, or places the caret
        self._key = key
        self._known_text = ""  # that was last written or accepted

    @property
    def typed(self) -> bool:
        """Whether the user has changed the text since it was last written or accepted."""
        return self.value != self._known_text

    def accept(self) -> str:
        """Return the text, which then counts as known."""
        self._known_text = self.value
        return self.value

    def write(self, text: str) -> None:
        """Set the text without posting `Changed`; caret and selection stay."""
        self._known_text = text
        if text == self.value:
            return
        whole = bool(self.value) and sorted(self.selection) == [0, len(self.value)]
        with self.prevent(Input.Changed):
            self.value = text
        if whole:  # the next key still replaces all of it
            self.select_all()

    def on_key(self, event: events.Key) -> None:
        """Pass the key to the form at once: a binding would run after the keys that follow."""
        if self._key(self, event):
            event.stop()
            event.prevent_default()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave `up` and `down` to the form, also in the key line: one line does not scroll."""
        return action not in ("scroll_up", "scroll_down")

    def on_blur(self) -> None:
        """Post `Left`, unless the whole terminal lost the focus."""
        if self.app.app_focus:
            self.post_message(self.Left())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Keep the event from the form, which would move the editor."""
        event.stop()


class DropDownOwner(Protocol):
    """The form that opened the list; called directly, since a message would arrive after the next keys."""

    def key(self, source: Widget, event: events.Key) -> bool:
        """Handle a key before the list; return whether it was handled."""

    def chosen(self, drop_down: DropDown, index: int) -> None:
        """Apply a choice, and close the list."""

    def close(self, drop_down: DropDown) -> None:
        """Close the list."""


class DropDown(OptionList):
    """A list of choices over the screen, as tall as the screen allows; typing searches in it."""

    BINDING_GROUP_TITLE = "List"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", "Close", id="field.close")]
    ALLOW_SELECT = False
    ALLOW_MAXIMIZE = False
    DEFAULT_CSS = """
    DropDown {
        overlay: screen; constrain: none inside; text-style: none; display: block;
        width: auto; min-width: 16; max-width: 44; height: auto; max-height: 100vh; scrollbar-size-vertical: 1;
        color: $foreground; border: tall $border-blurred; background: $surface;
    }
    """

    class Left(Message):
        """The focus moved to another widget."""

    def __init__(self, edit: str, titles: Sequence[str], chosen: int, owner: DropDownOwner) -> None:
        """List titles for the row that edits `edit`; highlight the one at index `chosen`."""
        super().__init__(*map(Text, titles))
        self.edit = edit
        self._titles = [title.casefold() for title in titles]
        self._owner = owner
        self._chosen = chosen
        self._query = ""
        self._typed_at = 0.0

    def on_mount(self) -> None:
        """Highlight the present choice."""
        if self.highlighted is None:
            self.highlighted = self._chosen
        self.call_after_refresh(self.scroll_to_highlight)

    def on_key(self, event: events.Key) -> None:
        """Search for what is typed; handle enter at once, since the keys that follow are for the form."""
        if self._owner.key(self, event):
            pass
        elif event.key == "enter":
            self._owner.chosen(self, self._chosen if self.highlighted is None else self.highlighted)
        elif event.is_printable and event.character:
            self._search(event.character, event.time)
        else:
            return
        event.stop()
        event.prevent_default()

    def _search(self, character: str, now: float) -> None:
        if now - self._typed_at > SEARCH_PAUSE:
            self._query = ""
        self._typed_at = now
        self._query += character.casefold()
        match = best_match(self._query, self._titles)
        if match is not None:
            self.highlighted = match

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._owner.chosen(self, event.option_index)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    @demo_safe
    def action_dismiss(self) -> None:
        """Close the list without a choice."""
        self._owner.close(self)

    def on_blur(self) -> None:
        """Post `Left`, unless the whole terminal lost the focus."""
        if self.app.app_focus:
            self.post_message(self.Left())  # handled after the click on the form that may have moved the focus

    @on(events.MouseDown)
    @on(events.MouseMove)
    @on(events.Click)
    @on(events.MouseScrollUp)
    @on(events.MouseScrollDown)
    def _keep(self, event: events.MouseEvent) -> None:
        """Keep the event from the form, whose rows lie under the list."""
        event.stop()


def best_match(query: str, titles: Sequence[str]) -> int | None:
    """The first title that begins with a text, else one with a word that does, else one that contains it."""
    for fits in (
        lambda title: title.startswith(query),
        lambda title: any(word.startswith(query) for word in title.replace("_", " ").replace("-", " ").split()),
        lambda title: query in title,
    ):
        for index, title in enumerate(titles):
            if fits(title):
                return index
    return None
