"""SetupForm: the problem, its parameters, the start and the settings of the race."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from textual import on
from textual.widget import Widget

from core.formula import ascii_text
from core.hyper import choice
from core.problems import PROBLEMS, bind, start_of
from core.scenario import Scenario
from core.specs import FORMULA, ProblemSpec
from tui.demo import gates
from tui.widgets.form import Form
from tui.widgets.form_hypers import START
from tui.widgets.formula_field import FormulaField
from tui.widgets.hyper_field import HyperField
from tui.widgets.spec_fields import SpecFields

if TYPE_CHECKING:
    from tui.state.frame import Frame

TITLES = {name: entry.title for name, entry in PROBLEMS.items()} | {FORMULA: "formula…"}
PROBLEM = choice("problem", "problem", "rosenbrock", "The landscape of the race.", tuple(TITLES))
FIRST_FORMULA = "x^2 + 10*y^2"


class SetupForm(Form):
    """Everything of a scenario but its racers; posts `ScenarioChanged` whenever all of it is valid."""

    BORDER_TITLE = "Setup"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.problem = HyperField(PROBLEM, titles=TITLES, indent=10)
        self.formula = FormulaField()
        self.parameters = SpecFields()
        self.start = HyperField(START)
        self.settings = {hyper.name: HyperField(hyper) for hyper in Scenario.SETTINGS}

    def parts(self) -> Iterable[Widget]:
        """The fields in the order of the sentence: on what, from where, how long."""
        return (self.problem, self.formula, self.parameters, self.start, *self.settings.values())

    def follow(self, frame: Frame) -> None:
        """Show the frame's scenario."""
        if not self.news(frame):
            return
        self.scenario = frame.scenario
        self._show_problem(frame.scenario.problem)
        self.start.show(frame.start)
        for name, field in self.settings.items():
            field.show(frame.scenario.setting(name))

    def _show_problem(self, spec: ProblemSpec) -> None:
        afresh = self.parameters.spec is None or cast("ProblemSpec", self.parameters.spec).name != spec.name
        self.problem.show(spec.name)
        self.formula.display = spec.name == FORMULA
        if spec.name == FORMULA:
            self.formula.show(spec, afresh=afresh)
            self.problem.explain("A landscape of your own: any formula in x and y.")
        else:
            entry = PROBLEMS[spec.name]
            self.problem.explain(entry.purpose, entry.citation)
        self.parameters.show(spec, afresh=afresh)

    @on(HyperField.Changed)
    def _changed(self, event: HyperField.Changed) -> None:
        event.stop()
        if event.field is self.problem:
            self._choose(str(event.value))
        else:
            self._collect(event.name)

    @on(SpecFields.Changed)
    def _parameter_changed(self, event: SpecFields.Changed) -> None:
        event.stop()
        spec = cast("ProblemSpec", event.spec)
        if spec.name == FORMULA:
            self.formula.show(spec)
        self._collect(f"problem.{event.name}")

    @on(FormulaField.Changed)
    def _formula_changed(self, event: FormulaField.Changed) -> None:
        event.stop()
        self.parameters.show(event.spec)
        self._collect("formula")

    def _choose(self, name: str) -> None:
        if self.scenario is None:
            return
        typed = name == FORMULA
        at_hand = _as_formula(self.scenario.problem) if typed else ""
        spec = ProblemSpec(FORMULA, at_hand or FIRST_FORMULA) if typed else ProblemSpec(name)
        self._show_problem(spec)
        # A formula begins as the landscape at hand, if that has one: then the start stays, too.
        if not at_hand:
            self.start.show(start_of(spec), afresh=True)
        self._collect("problem")

    @property
    def wrong(self) -> tuple[str, ...]:
        """The names of the fields whose text is not valid."""
        formula = ("formula",) if self.formula.display and self.formula.wrong else ()
        own = (self.start, *self.settings.values())
        return (*formula, *self.parameters.wrong, *(field.hyper.name for field in own if field.wrong))

    def _collect(self, edit: str) -> None:
        self.mark_wrong()
        if self.scenario is None or self.wrong:
            return
        values: dict[str, Any] = {name: field.value for name, field in self.settings.items()}
        problem = cast("ProblemSpec", self.parameters.spec)
        try:
            own = start_of(problem, gates.reader(self))
            start = self.scenario.start
            if edit in ("problem", "start"):
                typed = cast("tuple[float, ...]", self.start.value)
                start = None if typed == own else typed
            scenario = replace(self.scenario, problem=problem, start=start, **values)
        except ValueError as error:
            self._refuse(edit, str(error))
            return
        if start is None:
            self.start.show(own)
        self.offer(scenario, edit)

    def _refuse(self, edit: str, sentence: str) -> None:
        fields = {f"problem.{name}": field for name, field in self.parameters.fields.items()} | self.settings
        field = fields.get(edit, self.start)
        field.refuse(sentence)
        self.mark_wrong()


def _as_formula(spec: ProblemSpec) -> str:
    """A landscape as a formula, with its parameters put in; empty where it has none."""
    loss = bind(spec).loss
    return "" if loss is None else ascii_text(loss)
