"""What leaves the sweep screen: a command, data and pictures."""

from __future__ import annotations

import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.screens.session_screen import SessionScreen
    from tui.state.sweep.sweeper import Sweeper


class SweepFile:
    """Copies the sweep of a screen as a command, and exports its runs or a picture."""

    def __init__(self, screen: SessionScreen, sweeper: Sweeper) -> None:
        self._screen = screen
        self._sweeper = sweeper

    def copy(self) -> None:
        """Copy and show the command that computes the sweep."""
        screen = self._screen
        if screen.session.scenario.rules:
            message = "Rules of your own travel in files, not in commands: ctrl+s in the race saves them."
            screen.notify(message, timeout=8)
            return
        try:
            command = shlex.join(("fallline", *self._sweeper.command(screen.frame)))
        except ValueError as error:
            screen.notify(str(error), severity="error", markup=False)
            return
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
