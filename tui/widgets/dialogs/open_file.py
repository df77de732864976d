"""The dialog that opens a scenario, a lesson or data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from tui.state.document import Document
from tui.state.files import (
    DATA_SUFFIXES,
    SUFFIX,
    FileError,
    is_lesson,
    kept_sessions,
    parse_scenario,
    read_text,
    typed_path,
)
from tui.widgets.dialogs.file_dialog import FileDialog

if TYPE_CHECKING:
    from tui.lessons.own import OwnLesson

LAST = "last session"


def parsed_file(path: Path, text: str) -> Document | OwnLesson:
    """The scenario or the lesson in the text of a file. Raises FileError."""
    if is_lesson(text):
        from tui.lessons.own import parse_own_lesson  # noqa: PLC0415 - it imports numpy

        return parse_own_lesson(path, text)
    return Document(path, text, parse_scenario(path, text))


class OpenFile(FileDialog["Document | OwnLesson | Path"]):
    """Opens a scenario file, a lesson or the last session; of a file of data it returns the path."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Open", priority=True, id="open.submit")]
    TITLE = "Open a scenario, a lesson or data"
    HELP = """
    ### Open a scenario, a lesson or data

    A scenario file (TOML) holds everything that a race depends on; a lesson is a text with races and claims, and goes
    into the list of lessons; a CSV file is data to fit, of which you choose the columns next. Type the path: `tab`
    completes it, `up` and `down` choose in the list, `enter` opens it. The first entry is the last session, which is
    kept when the app ends. `u` brings back the race that was there before.
    """
    HINT = "⏎ opens it · ↑↓ choose · tab completes the path"
    CHOOSES = True
    SUFFIXES = (SUFFIX, *DATA_SUFFIXES)

    def first(self) -> Sequence[Option]:
        """Offer the last session."""
        kept = kept_sessions()
        if not kept:
            return ()
        date, _, time = kept[0].stem.rpartition("-")[0].rpartition("-")
        return (Option(Content(f"the last session, of {date} {time[:2]}:{time[2:4]}"), LAST),)

    def enter(self, text: str) -> None:
        """Open the file of that name, else the highlighted one."""
        path = typed_path(text)
        if self.highlighted and not os.path.isfile(path):
            self.take(self.highlighted)
        else:
            self._open(path)

    def take(self, path: str) -> None:
        """Open the file or the session that was chosen; list the content of a folder."""
        if path == LAST:
            self._open(kept_sessions()[0])
        elif path.endswith("/"):
            self.write(path)
        else:
            self._open(typed_path(path))

    def _open(self, path: Path) -> None:
        if path.suffix.lower() in DATA_SUFFIXES and os.path.isfile(path):
            self.dismiss(path)
            return
        try:
            self.dismiss(parsed_file(path, read_text(path)))
        except FileError as error:
            self.say(str(error), wrong=True)
