"""RacerForm: the selected racer's optimizer, hyperparameters, schedule and name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from core.external.registry import known
from core.hyper import Hyper, Value, choice
from core.optimizers import OPTIMIZERS
from core.rates_per_group import rate_hyper, takes_group_rates
from core.schedules import SCHEDULES
from core.settings import LABEL
from core.specs import ProblemSpec, RacerSpec
from tui.demo_safe import demo_safe
from tui.messages import ScenarioChanged
from tui.widgets.forms.apply_to_all import NOT_SHARED, applied_to_all
from tui.widgets.forms.racer_edits import SCHEDULE_PREFIX, edited_racer
from tui.widgets.forms.row import Row
from tui.widgets.forms.scenario_form import ScenarioForm
from tui.widgets.racer_style import marker_and_style

if TYPE_CHECKING:
    from core.scenario import Scenario
    from tui.state.frame import Frame

OPTIMIZER = choice("optimizer", "optimizer", "adam", "The rule that updates the parameters.", tuple(OPTIMIZERS))
SCHEDULE = choice("schedule", "schedule", "constant", "How the learning rate changes.", tuple(SCHEDULES))
CHOICE_INDENT, NUMBER_INDENT = 12, 16


class RacerForm(ScenarioForm):
    """One racer of the scenario."""

    BORDER_TITLE = "Racer"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+t",
            "apply_to_all",
            "To all",
            tooltip="Give all racers this value",
            id="field.apply_to_all",
        ),
    ]
    EMPTY = "No racer to set up: press a to add one."

    @property
    def index(self) -> int:
        """The index of the racer in the scenario."""
        return 0 if self.shown is None else self.shown.view.selected

    def subject(self, frame: Frame) -> object:
        """The style slot of the selected racer, which it keeps when racers move."""
        return frame.view.slots[frame.view.selected : frame.view.selected + 1]

    def rows_of(self, scenario: Scenario) -> tuple[Row, ...]:
        """The rule with its settings, the schedule with its settings, the name."""
        racers = scenario.racers
        return tuple(_rows(racers[self.index], scenario)) if self.index < len(racers) else ()

    def edited(self, scenario: Scenario, row: Row, values: tuple[Value, ...]) -> ScenarioChanged:
        """The scenario with a new value of the racer, or with one racer for each of several values."""
        index = self.index
        racers = tuple(edited_racer(scenario.racers[index], row.edit, value, scenario.rules) for value in values)
        new = replace(scenario, racers=(*scenario.racers[:index], *racers, *scenario.racers[index + 1 :]))
        if len(racers) == 1:
            return ScenarioChanged(new, f"racers[{index}].{row.edit}")
        places = range(len(scenario.racers))
        return ScenarioChanged(new, "", (*places[: index + 1], *[None] * (len(racers) - 1), *places[index + 1 :]))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to apply a value to all racers only where there are others."""
        if action == "apply_to_all":
            several = self.scenario is not None and len(self.scenario.racers) > 1
            return several and bool(self.rows) and self.row.edit not in NOT_SHARED
        return super().check_action(action, parameters)

    @demo_safe
    def action_apply_to_all(self) -> None:
        """Give the value of the row with the focus to all racers that have such a setting: one step of undo."""
        self.commit()
        if self.scenario is None or self.row.edit in self.drafts:
            return  # the message under the row says what is wrong
        before, edit = self.scenario.racers, self.row.edit
        racers = applied_to_all(before, self.index, edit)
        count = sum(one != other for one, other in zip(racers, before, strict=True))
        try:
            self.post(ScenarioChanged(replace(self.scenario, racers=racers)))
        except ValueError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        value = f"{edit.replace('.', ' ')} {self.row.text}"
        done = f"{value} in {count} more racer{'s' * (count > 1)}." if count else "No other racer takes it."
        self.notify(done, timeout=2, markup=False)

    def go_to_rate(self) -> None:
        """Move the focus to the learning rate, else to the first text row, else to the first row."""
        typed = (index for index, row in enumerate(self.rows) if row.typed)
        rate = self.index_of("lr")
        if self.rows:
            self.go(next(typed, 0) if rate is None else rate)

    def redraw(self) -> None:
        """Paint the rows, and in the title the name of the racer beside its marker."""
        super().redraw()
        if self.shown is None or self.scenario is None or not self.is_attached:
            return
        title = Content(self.BORDER_TITLE)
        if self.index < len(self.scenario.names):
            marker, style = marker_and_style(self, self.shown.view.slots[self.index])
            color = style.color.get_truecolor().hex if style.color else ""
            title = Content.assemble((marker, color), f" {self.scenario.names[self.index]}")
        if title.markup != self.title_markup:  # assigning it repaints the whole widget
            self.border_title = title


def _rows(racer: RacerSpec, scenario: Scenario) -> Iterator[Row]:
    optimizer = replace(OPTIMIZER, choices=tuple(known(scenario.rules)))
    entry, schedule = racer.entry, SCHEDULES[racer.schedule.name]
    about = (entry.purpose, entry.citation)
    yield Row("optimizer", optimizer, racer.optimizer, about=about, indent=CHOICE_INDENT)
    for hyper in racer.hypers:
        yield Row(hyper.name, hyper, racer.get(hyper.name), several=True, indent=NUMBER_INDENT)
    for hyper, rate in _group_rates(racer, scenario.problem):
        yield Row(hyper.name, hyper, rate, several=True, indent=NUMBER_INDENT)
    about = (schedule.purpose, schedule.citation)
    yield Row("schedule", SCHEDULE, racer.schedule.name, about=about, indent=CHOICE_INDENT)
    for hyper in racer.schedule.hypers:
        value = racer.schedule.get(hyper.name)
        yield Row(f"{SCHEDULE_PREFIX}{hyper.name}", hyper, value, several=True, indent=NUMBER_INDENT)
    yield Row("name", LABEL, racer.label, indent=CHOICE_INDENT)


def _group_rates(racer: RacerSpec, problem: ProblemSpec) -> Iterator[tuple[Hyper, float]]:
    """The learning rates of a network's layers, or of those groups of another problem that have their own."""
    groups = [layer.name for layer in problem.layers] or [name for name, _ in racer.group_rates]
    if not takes_group_rates(racer.entry):
        return
    for group in groups:
        told = f"The learning rate of {group}; 0 freezes it."
        hyper = replace(rate_hyper(racer.entry, group), default=racer.number("lr"), sentence=told)
        yield hyper, racer.rate_of(group)
