"""The file of a race: open, save and export it, and copy the command that reproduces the race."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from textual.app import App

from core.scenario import Scenario
from tui.messages import LessonOpened
from tui.state.document import Document
from tui.state.files import FileError, kept_sessions, parse_scenario, read_text
from tui.state.session import Session
from tui.widgets.dialogs.open_file import OpenFile
from tui.widgets.dialogs.save_file import SaveFile

if TYPE_CHECKING:
    from core.sweep.sweep_toml import SweepTable
    from tui.lessons.own import OwnLesson


class Host(Protocol):
    """The part of the race screen that these actions use."""

    session: Session

    @property
    def app(self) -> App[object]: ...

    def begin(self, scenario: Scenario) -> bool:
        """Race another scenario from its start."""

    def choose_data(self, path: str = "") -> None:
        """Ask for the columns of a data file, and race on them."""


class ScenarioFile:
    """The path of a race's file, and the content that was last read or written there."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.path: Path | None = None
        """The file that the race was read from or last written to."""
        self._known: Document | None = None
        self.unshown: Document | None = None
        """A file that has been opened since the sweep screen was shown, which takes its sweep from there."""

    def remember(self, path: Path) -> None:
        """Remember the file that the app was started with, and its content: saving asks if that has changed."""
        self.path = path
        try:
            text = read_text(path)
            self._known = self.unshown = Document(path, text, parse_scenario(path, text))
        except FileError:
            self._known = None

    def open(self) -> None:
        """Ask for a file, and race what is in it, open the lesson, or ask for the columns of the data."""
        self._host.app.push_screen(OpenFile(), self._opened)

    def open_last(self) -> None:
        """Open the last session."""
        kept = kept_sessions()
        if not kept:
            self._notify("There is no last session yet: each one is kept when the app ends.")
            return
        try:
            text = read_text(kept[0])
            self._opened(Document(kept[0], text, parse_scenario(kept[0], text)))
        except FileError as error:
            self._notify(str(error))

    def _opened(self, document: Document | OwnLesson | Path | None) -> None:
        if document is None:
            return
        if isinstance(document, Path):
            self._host.choose_data(str(document))
            return
        if not isinstance(document, Document):
            self._host.app.post_message(LessonOpened(document))
            return
        if not self._host.begin(document.scenario):
            return
        is_session = document.path in kept_sessions()
        self.path = None if is_session else document.path
        self._known = None if is_session else document
        self.unshown = document
        name = "the last session" if is_session else document.path
        sweep = " f2 shows its sweep." if document.has_sweep else ""
        self._notify(f"Opened {name}.{sweep} u brings back what was there before.")

    def save(self, sweep: SweepTable | None = None) -> None:
        """Ask for a name, and save the race under it, with a sweep beside it if there is one."""
        scenario = self._host.session.scenario
        name = str(self.path) if self.path is not None else f"{scenario.problem.name}.toml"
        self._host.app.push_screen(SaveFile(scenario, name, self._known, sweep), self._saved)

    def _saved(self, document: Document | None) -> None:
        if document is not None:
            self.path, self._known = document.path, document
            command = "fallline" if document.sweep is None else "fallline sweep"
            again = "Reopen it with" if document.sweep is None else "Compute it with"
            self._notify(f"Saved to {document.path}. {again}: {command} {shlex.quote(str(document.path))}")

    def export(self, picture: Callable[[str], str]) -> None:
        """Ask for a name, and export the race's data or a picture; `picture` draws the screen under a title."""
        from tui.widgets.dialogs.export_dialog import ExportRace  # noqa: PLC0415 - not needed at the start

        scenario, step = self._host.session.scenario, self._host.session.clock.step
        draw = partial(picture, f"Fall Line · {scenario.problem} · step {step}")
        dialog = ExportRace(scenario, draw, f"{scenario.problem.name}.csv", surface=self._host.session.view.surface)
        self._host.app.push_screen(dialog, self._exported)

    def _exported(self, path: Path | None) -> None:
        if path is not None:
            self._notify(f"Wrote {path}.")

    @property
    def is_saved(self) -> bool:
        """Whether the file holds the race as it is now."""
        return self._known is not None and self._known.scenario == self._host.session.scenario

    @property
    def saved_sweep(self) -> SweepTable | None:
        """The sweep in the file, if it is one of the race as it is now."""
        return self._known.sweep if self._known is not None and self.is_saved else None

    def copy(self) -> None:
        """Copy and show the command that reproduces the race."""
        session = self._host.session
        at = ("--at", str(session.clock.step))
        if not session.scenario.rules:
            words = ["fallline", *session.scenario.command(), *at]
        elif self.is_saved:
            words = ["fallline", str(self.path), *at]
        else:
            self._notify("Rules of your own travel in files, not in commands: ctrl+s saves this race, then y copies.")
            return
        command = shlex.join(words)
        self._host.app.copy_to_clipboard(command)
        self._host.app.notify(command, title="Copied the command that reproduces this race", timeout=15, markup=False)

    def _notify(self, sentence: str) -> None:
        self._host.app.notify(sentence, timeout=8, markup=False)
