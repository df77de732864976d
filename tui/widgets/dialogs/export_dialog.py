"""The dialogs that export the data of a race or a sweep, or a picture of the screen."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.theme import BUILTIN_THEMES
from textual.widgets import Input, Static
from textual.worker import Worker

from core.input_files import shown_path
from core.scenario import Scenario
from tui.export.data_file import DATA, PICTURES, write_data
from tui.export.film import FILM, MAX_SIZE, MIN_SIZE, record
from tui.state.files import FileError, typed_path, write_text, writing
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.entry import Entry
from tui.widgets.key_line import KeyLine
from tui.widgets.racer_style import ascii_only, display_text

if TYPE_CHECKING:
    from core.sweep import SweepResult

_PAUSE = 0.001  # seconds for keys and repaints
_SLICE = 0.03  # seconds of computing between two pauses, so that escape is handled


class ExportFile(Dialog[Path]):
    """Asks for a path and writes the format of its suffix; asks before it overwrites a file. None: nothing written.

    A subclass names what it exports, and writes data with one of its `suffixes`; a picture is written here.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Export", priority=True, id="export.submit")]
    TITLE = ""
    HINT = ""
    SUFFIXES: ClassVar[tuple[str, ...]] = ()

    def __init__(self, picture: Callable[[], str], path: str) -> None:
        """Suggest `path`; `picture` draws the screen as SVG."""
        super().__init__()
        self._picture = picture
        self._begin = path
        self._asked: Path | None = None
        self._work: Worker[None] | None = None

    async def write(self, path: Path) -> None:
        """Write the data to a path. Raises FileError."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Lay out the path and its message."""
        with Vertical() as box:
            box.border_title = self.TITLE
            yield Entry(self._begin, placeholder=self._begin)
            yield Static(display_text(self, self.HINT), classes="message", markup=False)
        yield KeyLine()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._asked = None
        self.say(self.HINT)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        path = typed_path(event.value.strip())
        if self._work is not None and self._work.is_running:
            return
        if path.suffix.lower() not in (*self.SUFFIXES, *PICTURES):
            self.say(f"the name says what to write: it must end in {self._ends}", wrong=True)
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
                await self.write(path)
        except FileError as error:
            self.say(str(error), wrong=True)
        else:
            if self.is_open:
                self.dismiss(path)

    @property
    def is_open(self) -> bool:
        """Whether the dialog is still open."""
        return self in self.app.screen_stack

    @property
    def _ends(self) -> str:
        """The suffixes as a sentence names them."""
        *others, last = (*self.SUFFIXES, *PICTURES)
        return f"{', '.join(others)} or {last}"


class ExportRace(ExportFile):
    """Exports every step of a race."""

    TITLE = "Export this race"
    HINT = "⏎ writes it · .csv, .json: every step · .cast: a film of the race · .svg: a picture of the screen"
    SUFFIXES = (*DATA, FILM)
    HELP = """
    ### Export this race

    Type a path; its end says what is written. `.csv` and `.json`: loss, gradient norm, learning rate and parameters of
    each racer at every step, computed to the end of the race. `.cast`: a film of ten seconds from the
    first step to the last one, for asciinema, in the size and the theme of the screen. `.svg`: a picture of the screen.
    """

    def __init__(self, scenario: Scenario, picture: Callable[[], str], path: str, *, surface: bool = False) -> None:
        """Suggest `path`; `picture` draws the screen as SVG; a film shows the `surface`, or the flat landscape."""
        super().__init__(picture, path)
        self.scenario = scenario
        self.surface = surface

    async def write(self, path: Path) -> None:
        """Write the data, or record the film."""
        await (self._film(path) if path.suffix.lower() == FILM else self._data(path))

    async def _film(self, path: Path) -> None:
        """Record the race in another process."""
        (low, lowest), (high, highest) = MIN_SIZE, MAX_SIZE
        width, height = min(max(self.app.size.width, low), high), min(max(self.app.size.height, lowest), highest)
        options = ["--size", f"{width}x{height}", *(["--surface"] if self.surface else [])]
        options += [*(["--ascii"] if ascii_only(self) else [])]
        if self.app.theme in BUILTIN_THEMES:
            options += ["--theme", self.app.theme]
        self.say("recording … · esc leaves it")
        async with aclosing(record(self.scenario, path, options)) as pictures:
            async for done, of in pictures:
                self.say(f"recording: {done} of {of} pictures · esc leaves it")

    async def _data(self, path: Path) -> None:
        """Compute the whole race again, as `fallline run` does: the one on the screen may be unfinished or longer."""
        race, end = self.scenario.race(), self.scenario.steps
        while race.steps < end and self.is_open:
            race = race.advance(end, seconds=_SLICE)
            self.say(f"racing: {race.steps:,} of {end:,} steps · esc leaves it")
            await asyncio.sleep(_PAUSE)
        if self.is_open:
            write_data(path, race)


class ExportSweep(ExportFile):
    """Exports the runs of a sweep that have been computed."""

    TITLE = "Export this sweep"
    HINT = "⏎ writes it · .csv, .npz: every run · .json: what it says of each racer · .svg: a picture of the screen"
    SUFFIXES = (".csv", ".npz", ".json")
    HELP = """
    ### Export this sweep

    Type a path; its end says what is written. `.csv` and `.npz` (for NumPy): last, best and mean loss, the step at the
    target and the end of every run. `.json`: of each racer its best setting, its spread and the edge of divergence.
    `.svg`: a picture of the screen.
    """

    def __init__(self, result: SweepResult, picture: Callable[[], str], path: str) -> None:
        """Suggest `path`; `picture` draws the screen as SVG."""
        super().__init__(picture, path)
        self.result = result

    async def write(self, path: Path) -> None:
        """Write what is known of the sweep."""
        from tui.export.sweep_formats import write_csv, write_json, write_npz  # noqa: PLC0415 - numpy

        write = {".csv": write_csv, ".npz": write_npz, ".json": write_json}[path.suffix.lower()]
        with writing(path) as file:
            write(self.result, file)
