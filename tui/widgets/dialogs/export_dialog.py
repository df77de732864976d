"""The dialog that exports the data of a race, or a picture of the screen."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static
from textual.worker import Worker

from core.input_files import shown_path
from core.scenario import Scenario
from tui.export.data_file import DATA, PICTURES, write_data
from tui.state.files import FileError, typed_path, write_text
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.entry import Entry
from tui.widgets.key_line import KeyLine
from tui.widgets.racer_style import display_text

HINT = "⏎ writes it · .csv or .json: every step of the race · .svg: a picture of the screen"
_PAUSE = 0.001  # seconds for keys and repaints
_SLICE = 0.03  # seconds of computing between two pauses, so that escape is handled


class ExportRace(Dialog[Path]):
    """Asks for a path and writes the format of its suffix; asks before it overwrites a file. None: nothing written."""

    HELP = """
    ### Export this race

    Type a path; its end says what is written. `.csv` and `.json`: loss, gradient norm, learning rate and parameters of
    each racer at every step, computed to the end of the race. `.svg`: a picture of the screen.
    """

    def __init__(self, scenario: Scenario, picture: Callable[[], str], path: str) -> None:
        """Suggest `path`; `picture` draws the screen as SVG."""
        super().__init__()
        self.scenario = scenario
        self._picture = picture
        self._begin = path
        self._asked: Path | None = None
        self._work: Worker[None] | None = None

    def compose(self) -> ComposeResult:
        """Lay out the path and its message."""
        with Vertical() as box:
            box.border_title = "Export this race"
            yield Entry(self._begin, placeholder="race.csv")
            yield Static(display_text(self, HINT), classes="message", markup=False)
        yield KeyLine()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._asked = None
        self.say(HINT)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        path = typed_path(event.value.strip())
        if self._work is not None and self._work.is_running:
            return
        if path.suffix.lower() not in (*DATA, *PICTURES):
            self.say("the name says what to write: it must end in .csv, .json or .svg", wrong=True)
        elif os.path.isfile(path) and self._asked != path:
            self._asked = path
            self.say(f"{shown_path(path)} is there already: ⏎ again writes over it, esc leaves it", wrong=True)
        else:
            self._work = self.run_worker(self._export(path))

    async def _export(self, path: Path) -> None:
        try:
            if path.suffix.lower() in PICTURES:
                write_text(path, self._picture())
            else:
                await self._export_data(path)
        except FileError as error:
            self.say(str(error), wrong=True)
        else:
            if self._is_open:
                self.dismiss(path)

    async def _export_data(self, path: Path) -> None:
        """Compute the whole race again, as `fallline run` does: the one on the screen may be unfinished or longer."""
        race, end = self.scenario.race(), self.scenario.steps
        while race.steps < end and self._is_open:
            race = race.advance(end, seconds=_SLICE)
            self.say(f"racing: {race.steps:,} of {end:,} steps · esc leaves it")
            await asyncio.sleep(_PAUSE)
        if self._is_open:
            write_data(path, race)

    @property
    def _is_open(self) -> bool:
        """Whether the dialog is still open."""
        return self in self.app.screen_stack
