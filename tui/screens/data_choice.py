"""Choose a data file and its columns in a dialog, and race on them."""

from __future__ import annotations

from dataclasses import replace

from core.problems import Reader
from core.specs import ProblemSpec
from tui.screens.own_rules import Host


def choose_data(host: Host, read: Reader) -> None:
    """Open the dialog for the problem of the race, whose data `read` reads."""
    from tui.widgets.dialogs.data_dialog import DataDialog  # noqa: PLC0415 - not needed at the start

    def race(problem: ProblemSpec | None) -> None:
        if problem is not None:
            host.edit(replace(host.session.scenario, problem=problem, start=None))

    host.app.push_screen(DataDialog(host.session.scenario.problem, read), race)
