"""The file of a sweep: open and save it, copy its command, and export data and pictures."""

from __future__ import annotations

import shlex
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.sweep.sweep_toml import SweepTable
    from tui.screens.scenario_file import ScenarioFile
    from tui.screens.session_screen import SessionScreen
    from tui.state.sweep.sweeper import Sweeper


class SweepFile:
    """Saves the sweep of a screen in the file of the race, copies it as a command, exports its runs or a picture."""

    def __init__(self, screen: SessionScreen, sweeper: Sweeper, race: ScenarioFile) -> None:
        self._screen = screen
        self._sweeper = sweeper
        self._race = race

    def take_opened(self) -> bool:
        """Show the sweep of a file that has been opened; return whether there is one."""
        document, self._race.unshown = self._race.unshown, None
        if document is None or not document.has_sweep:
            return False
        from core.sweep.sweep_toml import read_table  # noqa: PLC0415 - numpy

        try:
            return self._take_table(read_table(document.text))
        except ValueError as error:
            self._screen.notify(f"[sweep] {error}", severity="error", timeout=8, markup=False)
            return False

    def _take_table(self, table: SweepTable) -> bool:
        if not table.axes:
            return False
        session = self._screen.session
        names = session.scenario.names
        if table.racers and table.racers[0] in names:
            session.set_view(replace(session.view, selected=names.index(table.racers[0])))
        self._sweeper.take_table(session.frame(), table)
        return True

    def open(self) -> None:
        """Ask for a file, and race what is in it."""
        self._race.open()

    def save(self) -> None:
        """Ask for a name, and save the race with the sweep."""
        try:
            table = self._sweeper.table(self._screen.frame)
        except ValueError as error:
            self._screen.notify(str(error), severity="error", markup=False)
        else:
            self._race.save(table)

    def copy(self) -> None:
        """Copy and show the command that computes the sweep."""
        screen = self._screen
        try:
            words: tuple[str, ...] = self._sweeper.command(screen.frame)
            saved = self._race.saved_sweep == self._sweeper.table(screen.frame)
        except ValueError as error:
            screen.notify(str(error), severity="error", markup=False)
            return
        if screen.session.scenario.rules:
            if not saved:
                message = "Rules of your own travel in files, not in commands: ctrl+s saves this sweep, then y copies."
                screen.notify(message, timeout=8)
                return
            words = ("sweep", str(self._race.path))
        command = shlex.join(("fallline", *words))
        screen.app.copy_to_clipboard(command)
        screen.notify(command, title="Copied the command that computes this sweep", timeout=15, markup=False)

    def export(self) -> None:
        """Ask for a file, and export the runs of the sweep to it, or a picture of the screen."""
        from tui.export.svg import picture  # noqa: PLC0415 - not needed at the start
        from tui.widgets.dialogs.export_dialog import ExportSweep  # noqa: PLC0415 - not needed at the start

        screen, result = self._screen, self._sweeper.result
        if result is None:
            screen.notify("There is nothing to export.", timeout=2)
            return
        problem = screen.session.scenario.problem
        draw = partial(picture, screen, f"Fall Line · sweep on {problem}")
        screen.app.push_screen(ExportSweep(result, draw, f"{problem.name}-sweep.csv"), self._exported)

    def _exported(self, path: Path | None) -> None:
        if path is not None:
            self._screen.notify(f"Wrote {path}.", timeout=8, markup=False)
