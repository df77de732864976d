"""The base of the dialogs that open and save files: a path to type, and those that it may become."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from core.safe_text import safe_text
from tui.state.files import SUFFIX
from tui.widgets.dialogs.list_dialog import ListDialog
from tui.widgets.dialogs.path_completion import choices, common_prefix
from tui.widgets.entry import Entry
from tui.widgets.key_line import KeyLine
from tui.widgets.racer_style import display_text

Opened = TypeVar("Opened")


class FileDialog(ListDialog[Opened], Generic[Opened]):
    """Asks for a path; None when nothing was opened or saved."""

    TITLE: ClassVar[str]
    HINT: ClassVar[str]
    CHOOSES: ClassVar[bool] = False
    """Whether the first path of the list is highlighted at once, so that enter takes it."""
    SUFFIXES: ClassVar[tuple[str, ...]] = (SUFFIX,)
    """The ends of the names that are listed."""

    def __init__(self, path: str = "") -> None:
        super().__init__()
        self._begin = path

    @property
    def heading(self) -> str:
        """The title of the dialog."""
        return self.TITLE

    def compose(self) -> ComposeResult:
        """Lay out the path, its message and the list of paths."""
        with Vertical() as box:
            box.border_title = self.heading
            yield Entry(self._begin, placeholder="race.toml")
            yield Static(display_text(self, self.HINT), classes="message", markup=False)
            yield self.option_list()
        yield KeyLine()

    def on_mount(self) -> None:
        """List the folder that the dialog begins in."""
        folder, slash, _ = self._begin.rpartition("/")
        self._offer(f"{folder}{slash}")  # the name itself is selected, and typing replaces it

    def first(self) -> Sequence[Option]:
        """Options above the paths while nothing is typed."""
        return ()

    def _offer(self, text: str) -> None:
        first = () if text else self.first()
        options = [*first, *(Option(Content(safe_text(choice)), choice) for choice in choices(text, self.SUFFIXES))]
        self.offer(options, highlight_first=self.CHOOSES)
        self.query_one(OptionList).display = bool(options)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.say(self.HINT)
        self._offer(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        self.enter(event.value.strip())

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.take(str(event.option.id))

    def enter(self, text: str) -> None:
        """Open or save the path that was typed."""
        raise NotImplementedError

    def take(self, path: str) -> None:
        """Open or save the path that was chosen in the list; list the content of a folder."""
        self.write(path)
        if not path.endswith("/"):
            self.enter(path)

    def action_complete(self) -> None:
        """Write the highlighted path, or else the beginning that all offered paths share."""
        entry = self.query_one(Entry)
        found = choices(entry.value, self.SUFFIXES)
        common = self.highlighted or common_prefix(found)
        if len(common) > len(entry.value) or common in found:
            self.write(common)
