"""SetupForm: the problem, its parameters, the start and the settings of the race."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from core.formula import ascii_text
from core.hyper import Value, choice
from core.planes.choice import PLANE, offered
from core.problems import PROBLEMS, DataError, Reader, bind, has_target, read_table, same_data, start_of
from core.problems.landscape_hypers import N
from core.scenario import Scenario
from core.settings import settings_that_matter, start_hyper
from core.specs import FORMULA, ProblemSpec
from tui.messages import DataRequested, ScenarioChanged
from tui.state.default_scenario import on_chosen_problem
from tui.widgets.forms.formula_hyper import LANDSCAPE, read_formula
from tui.widgets.forms.row import Draft, Row
from tui.widgets.forms.scenario_form import Check, ScenarioForm, allow_all

MANY = 3  # parameters of a problem of the catalog that goes on with n of them, when it is chosen
FAMILIES = {f"{name} n={MANY}": f"{name}, n ≥ {MANY}" for name, entry in PROBLEMS.items() if entry.family}
TITLES = {name: entry.title for name, entry in PROBLEMS.items()} | FAMILIES | {FORMULA: "formula…"}
PROBLEM = choice("problem", "problem", "rosenbrock", "The landscape of the race.", tuple(TITLES))
MAX_NAMED = 4  # variables that the label of a formula names
MAX_TYPED = 20  # coordinates of a start that can be typed; a network has settings for its first weights
PARAMETER = "problem."  # begins the names of the rows of the problem's parameters
FIRST_FORMULA = "x^2 + 10*y^2"
OWN = "A landscape of your own: any formula in x and y, or with z, w, or in x1, x2 … x100."


class SetupForm(ScenarioForm):
    """Everything of a scenario but its racers."""

    BORDER_TITLE = "Setup"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "choose_data", "Choose file", tooltip="Choose a CSV file and its columns", id="field.data")
    ]

    def __init__(self, check: Check = allow_all, read: Reader = read_table) -> None:
        """Make the form; `read` reads the files of data that a problem names."""
        super().__init__(check)
        self._read = read

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to choose a file in the row of the data file."""
        if action == "choose_data":
            return bool(self.rows) and self.row.hyper.role == "file"
        return super().check_action(action, parameters)

    def action_choose_data(self) -> None:
        """Choose a data file and its columns in a dialog."""
        self.post_message(DataRequested())

    def rows_of(self, scenario: Scenario) -> tuple[Row, ...]:
        """The problem, its parameters, the start, and the settings of the race."""
        return tuple(_rows(scenario, self._read))

    def edited(self, scenario: Scenario, row: Row, values: tuple[Value, ...]) -> ScenarioChanged:
        """The scenario with another problem, parameter, start or setting.

        A file may have been refused for its columns, or a column for its file: each change tries them once more.
        """
        alone = together = _edited(scenario, row.edit, values[0], self._read)
        refused = self._refused_texts() if alone.problem.name == scenario.problem.name else {}
        for edit, value in refused.items():
            together = _edited(together, edit, value, self._read)
        try:
            new = _started(together, scenario, self._read)
        except DataError as error:
            if not refused:
                raise
            new = _started(alone, scenario, self._read)
            self.drafts |= {edit: replace(self.drafts[edit], sentence=str(error)) for edit in refused}
        return ScenarioChanged(new, row.edit)

    def _refused_texts(self) -> dict[str, Value]:
        """The values of the problem's texts that were refused, by the name of their row."""
        rows = {row.edit: row for row in self.rows if row.edit.startswith(PARAMETER) and row.hyper.kind == "text"}
        read = {edit: rows[edit].read(draft.text) for edit, draft in self.drafts.items() if edit in rows}
        return {edit: value for edit, value in read.items() if not isinstance(value, Draft)}


def _rows(scenario: Scenario, read: Reader) -> Iterator[Row]:
    problem, own_start = scenario.problem, start_of(scenario.problem, read)
    about = (OWN,) if problem.formula else (problem.entry.purpose, problem.entry.citation)
    many = problem.entry.family is not None and problem.entry.dims >= MANY
    name = f"{problem.name} n={MANY}" if many else problem.name
    yield Row("problem", PROBLEM, name, tuple(TITLES.values()), about=about, indent=10)
    if problem.formula:
        names = problem.entry.variables
        shown = ", ".join(names) if len(names) <= MAX_NAMED else f"{names[0]} … {names[-1]}"
        symbol = f"f({shown}) ="
        about = (f"{bind(problem).about_best}.",)  # what a search has found about the lowest loss
        yield Row("formula", replace(LANDSCAPE, symbol=symbol), str(problem), about=about, indent=0)
    data = bind(problem, read).data if problem.entry.has_data else None
    for hyper in problem.shown_hypers:
        note = (data.left_out_text,) if hyper.role == "file" and data and data.left_out_text else ()
        grown = problem.entry.family is not None and hyper.name == N.name
        own = replace(hyper, default=MANY, low=MANY) if grown else hyper
        yield Row(f"{PARAMETER}{hyper.name}", own, problem.get(hyper.name), about=note)
    if len(own_start) <= MAX_TYPED:
        start = replace(start_hyper(len(own_start)), default=own_start)
        yield Row("start", start, own_start if scenario.start is None else scenario.start)
    for hyper in settings_that_matter(scenario):
        if hyper.name != "target" or has_target(problem, read):
            listed = offered(_names(problem, read), scenario.plane, scenario.steps) if hyper is PLANE else hyper
            yield Row(hyper.name, listed, scenario.setting(hyper.name))


def _names(problem: ProblemSpec, read: Reader) -> Sequence[str]:
    """The names of the parameters; those of a model of columns are in its file."""
    return bind(problem, read).names if problem.entry.has_data else problem.entry.variables


def _edited(scenario: Scenario, edit: str, value: Value, read: Reader) -> Scenario:
    if edit == "problem":
        return _with_problem(scenario, str(value), read)
    if edit == "formula":
        return _with_formula(scenario, read_formula(str(value)), read)
    name = edit.removeprefix(PARAMETER)
    if name != edit:
        return scenario.with_problem(scenario.problem.with_value(name, value), scenario.start)
    changed: dict[str, Any] = {name: value}
    return replace(scenario, **changed)


def _started(scenario: Scenario, before: Scenario, read: Reader) -> Scenario:
    """The edited scenario; with other data it starts where these suggest, whatever the start was before."""
    own, same = start_of(scenario.problem, read), same_data(scenario.problem.values, before.problem.values)
    return scenario if same and scenario.start != own else replace(scenario, start=None)


def _with_formula(scenario: Scenario, problem: ProblemSpec, read: Reader) -> Scenario:
    """The scenario on an edited formula; a start that was chosen keeps its coordinates, by name."""
    start, names = scenario.start, problem.entry.variables
    if start is not None and names != scenario.problem.entry.variables:
        chosen = dict(zip(scenario.problem.entry.variables, start, strict=True))
        own = dict(zip(names, start_of(problem, read), strict=True))
        start = tuple(chosen.get(name, own[name]) for name in names)
    return scenario.with_problem(problem, start)


def _with_problem(scenario: Scenario, name: str, read: Reader) -> Scenario:
    """The scenario on another problem, from the problem's own start.

    A new formula is that of the present problem, if it has one; then the start stays as well.
    """
    if name != FORMULA:
        return on_chosen_problem(scenario, ProblemSpec.parse(name))
    before = bind(scenario.problem, read)
    if before.loss is None:
        return scenario.with_problem(ProblemSpec(FORMULA, FIRST_FORMULA))
    problem = ProblemSpec(FORMULA, ascii_text(before.loss))
    at = before.start if scenario.start is None else scenario.start
    return scenario.with_problem(problem, at if len(at) == problem.entry.dims else None)
