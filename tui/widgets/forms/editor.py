"""The two widgets that stand on a form's row while it is edited: a text editor, and a list to choose from."""

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
        """Make it; `key` is asked first about each key, and answers whether it took it."""
        super().__init__()
        self.select_on_focus = False  # the caret may have been placed before
        self._key = key

    def write(self, text: str) -> None:
        """Set the text without posting `Changed`; caret and selection stay."""
        if text == self.value:
            return
        whole = bool(self.value) and sorted(self.selection) == [0, len(self.value)]
        with self.prevent(Input.Changed):
            self.value = text
        if whole:  # what is typed next still replaces all of it
            self.select_all()

    def on_key(self, event: events.Key) -> None:
        """Let the form see the key before it is typed: a binding would run after the keys that follow it."""
        if self._key(self, event):
            event.stop()
            event.prevent_default()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave `up` and `down` to the form, also in the line of keys: one line does not scroll."""
        return action not in ("scroll_up", "scroll_down")

    def on_blur(self) -> None:
        """Tell the form, unless the whole terminal window lost the focus."""
        if self.app.app_focus:
            self.post_message(self.Left())

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Handle the click alone: the form would move the editor."""
        event.stop()


class DropDownOwner(Protocol):
    """The form that opened a list; it is called directly, since a message would arrive after the next keys."""

    def key(self, source: Widget, event: events.Key) -> bool:
        """Whether a key was not for the list."""

    def chosen(self, drop_down: DropDown, index: int) -> None:
        """Take a choice."""

    def close(self, drop_down: DropDown) -> None:
        """Take none."""


class DropDown(OptionList):
    """A list of choices over the screen, as tall as it may be; typing searches in it."""

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
        """The focus went elsewhere."""

    def __init__(self, edit: str, titles: Sequence[str], chosen: int, owner: DropDownOwner) -> None:
        """Offer titles for the row that `edit` names, and begin at the one that is `chosen`."""
        super().__init__(*map(Text, titles))
        self.edit = edit
        self._titles = [title.casefold() for title in titles]
        self._owner = owner
        self._begin = chosen
        self._query = ""
        self._typed_at = 0.0

    def on_mount(self) -> None:
        """Show the present choice."""
        if self.highlighted is None:
            self.highlighted = self._begin
        self.call_after_refresh(self.scroll_to_highlight)

    def on_key(self, event: events.Key) -> None:
        """Search what is typed; take enter at once, for what follows it belongs to the form."""
        if self._owner.key(self, event):
            pass
        elif event.key == "enter":
            self._owner.chosen(self, self._begin if self.highlighted is None else self.highlighted)
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
        found = best_match(self._query, self._titles)
        if found is not None:
            self.highlighted = found

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._owner.chosen(self, event.option_index)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()

    @demo_safe
    def action_dismiss(self) -> None:
        """Take nothing."""
        self._owner.close(self)

    def on_blur(self) -> None:
        """Close when the focus went elsewhere."""
        if self.app.app_focus:
            self.post_message(self.Left())  # after a click on the form has been heard there

    @on(events.MouseDown)
    @on(events.MouseMove)
    @on(events.Click)
    @on(events.MouseScrollUp)
    @on(events.MouseScrollDown)
    def _keep(self, event: events.MouseEvent) -> None:
        """Keep from the form what is done in the list, which lies over its rows."""
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
