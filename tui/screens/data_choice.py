"""Choose a data file and its columns in a dialog, and race on them."""

from __future__ import annotations

from core.problems import Reader
from core.problems.data_hypers import DATA
from core.specs import ProblemSpec
from tui.screens.own_rules import Host


def choose_data(host: Host, read: Reader, path: str = "") -> None:
    """Open the dialog for the problem of the race, or for a regression where that has no data, which `read` reads."""
    from tui.widgets.dialogs.data_dialog import DataDialog  # noqa: PLC0415 - not needed at the start

    def race(problem: ProblemSpec | None) -> None:
        if problem is not None:
            host.edit(host.session.scenario.with_problem(problem))

    problem = host.session.scenario.problem
    if all(hyper.name != DATA.name for hyper in problem.entry.hypers):
        problem = ProblemSpec("regression")
    if path:
        problem = problem.with_value(DATA.name, path)
    host.app.push_screen(DataDialog(problem, read), race)
