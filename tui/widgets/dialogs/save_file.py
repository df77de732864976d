"""The dialog that saves a race, and its sweep."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from core.input_files import shown_path
from core.scenario import Scenario
from tui.state.document import Document
from tui.state.files import SUFFIX, FileError, read_text, typed_path, write_scenario
from tui.widgets.dialogs.file_dialog import FileDialog

if TYPE_CHECKING:
    from core.sweep.sweep_toml import SweepTable


class SaveFile(FileDialog[Document]):
    """Saves a scenario, and its sweep if there is one; asks before it overwrites what the app did not write."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Save", priority=True, id="save.submit")]
    TITLE = "Save this race"
    HELP = """
    ### Save this race

    Type a path: `tab` completes it, `enter` saves the race there, as a scenario file (TOML). A file that is there
    already is overwritten at the second `enter`. `fallline FILE` opens it again. From the sweep screen the file holds
    the sweep, too: `f2` shows it, `fallline sweep FILE` computes it.
    """
    HINT = "⏎ saves it · ↑↓ choose · tab completes the path"

    def __init__(
        self, scenario: Scenario, path: str, known: Document | None = None, sweep: SweepTable | None = None
    ) -> None:
        """Suggest `path`. A file that still holds what `known` says is overwritten without asking."""
        super().__init__(path)
        self.scenario = scenario
        self.sweep = sweep
        self.known = known
        self._asked: Path | None = None

    @property
    def heading(self) -> str:
        """The title, which says whether a sweep is saved, too."""
        return self.TITLE if self.sweep is None else "Save this race and its sweep"

    def enter(self, text: str) -> None:
        """Save under that name; enter once more overwrites a file."""
        if self.highlighted:
            self.write(self.highlighted)
            return
        if not text or text.endswith("/"):
            self.say("a file needs a name, such as race.toml", wrong=True)
            return
        path = typed_path(text)
        path = path if path.suffix or path.name in ("", "..") else path.with_suffix(SUFFIX)
        if self._asked != path and os.path.isfile(path) and not self._is_known(path):
            self._asked = path
            self.say(f"{shown_path(path)} is there already: ⏎ again writes over it, esc leaves it", wrong=True)
            return
        try:
            written = write_scenario(path, self.scenario, "" if self.sweep is None else self.sweep.to_toml())
        except FileError as error:
            self.say(str(error), wrong=True)
            return
        self.dismiss(Document(path, written, self.scenario))

    def take(self, path: str) -> None:
        """Put the path into the entry, and save nothing: a click alone must not overwrite a file."""
        self.write(path)

    def write(self, text: str) -> None:
        """Put a path into the entry."""
        self._asked = None
        super().write(text)

    def _is_known(self, path: Path) -> bool:
        """Whether the file is as the app left it, and saving would lose nothing but what it replaces."""
        if self.known is None or os.path.realpath(path) != os.path.realpath(self.known.path):
            return False
        try:
            text = read_text(path)
        except FileError:
            return False
        loses_sweep = self.sweep is None and self.known.sweep is not None
        return text == self.known.text and self.known.is_plain and not loses_sweep

    @on(Input.Changed)
    def _changed(self) -> None:
        self._asked = None
