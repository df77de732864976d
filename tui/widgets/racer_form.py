"""RacerForm: the selected racer's optimizer, hyperparameters, schedule and name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from core.hyper import choice
from core.optimizers import OPTIMIZERS, Optimizer
from core.schedules import SCHEDULES
from core.specs import RacerSpec, ScheduleSpec
from tui.widgets.form import Form
from tui.widgets.form_hypers import LABEL
from tui.widgets.hyper_field import HyperField
from tui.widgets.racer_style import marker_and_style
from tui.widgets.spec_fields import SpecFields

if TYPE_CHECKING:
    from tui.state.frame import Frame

OPTIMIZER = choice("optimizer", "optimizer", "adam", "The rule that updates the parameters.", tuple(OPTIMIZERS))
SCHEDULE = choice("schedule", "schedule", "constant", "How the learning rate changes.", tuple(SCHEDULES))


def other_optimizer(spec: RacerSpec, name: str, rules: Iterable[Optimizer] = ()) -> RacerSpec:
    """Return the racer with another rule, of the catalog or one's own: what was set stays where it has it too.

    The learning rate does not: each rule's own scale is another one, and its default makes sense for it.
    """
    own = next((rule for rule in rules if rule.name == name), None)
    bare = RacerSpec(name, own=own)
    known = {hyper.name for hyper in bare.hypers} - {"lr"}
    kept = tuple((key, value) for key, value in spec.given if key in known)
    try:
        return replace(spec, optimizer=name, given=kept, own=own)
    except ValueError:  # a namesake with other bounds
        return replace(spec, optimizer=name, given=(), own=own)


class RacerForm(Form):
    """One racer of the scenario; posts `ScenarioChanged` whenever all of it is valid."""

    BORDER_TITLE = "Racer"
    DEFAULT_CSS = """
    RacerForm > .empty { display: none; height: auto; color: $text-muted; }
    RacerForm.-empty > * { display: none; }
    RacerForm.-empty > .empty { display: block; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.optimizer = HyperField(OPTIMIZER, indent=12)
        self.hypers = SpecFields(several=True, indent=16)
        self.schedule = HyperField(SCHEDULE, indent=12)
        self.parameters = SpecFields(several=True, indent=16)
        self.label = HyperField(LABEL, indent=12)
        self.index = 0
        self._slot: int | None = None
        self._titled: tuple[str, str, str] | None = None

    def parts(self) -> Iterable[Widget]:
        """The rule, its numbers, how its rate changes, its name; and what stands there without a racer."""
        nobody = Static("No racer to set up: press a to add one.", classes="empty")
        return (nobody, self.optimizer, self.hypers, self.schedule, self.parameters, self.label)

    @property
    def spec(self) -> RacerSpec | None:
        """The racer of the fields."""
        racers = self.scenario.racers if self.scenario is not None else ()
        return racers[self.index] if self.index < len(racers) else None

    @property
    def _rules(self) -> tuple[Optimizer, ...]:
        return self.scenario.rules if self.scenario is not None else ()

    @property
    def wrong(self) -> tuple[str, ...]:
        """The names of the fields whose text is not valid."""
        label = (self.label.hyper.name,) if self.label.wrong else ()
        return (*self.hypers.wrong, *self.parameters.wrong, *label)

    def follow(self, frame: Frame) -> None:
        """Show the frame's selected racer."""
        selected = frame.view.selected
        slot = frame.view.slots[selected] if selected < len(frame.view.slots) else None
        news = self.news(frame)
        if not news and slot == self._slot:
            return
        if news:
            self.scenario = frame.scenario
        other, self._slot, self.index = slot != self._slot, slot, selected
        spec = self.spec
        self.set_class(spec is None, "-empty")
        if spec is not None:
            self.show_spec(spec, afresh=other)
        self._title(frame)
        self.mark_wrong()

    def show_spec(self, spec: RacerSpec, *, afresh: bool = False) -> None:
        """Put a racer into the fields; posts nothing."""
        afresh = afresh or spec.optimizer != self.optimizer.value
        schedule = spec.schedule
        self.optimizer.offer((*(rule.name for rule in self._rules), *OPTIMIZERS))
        self.optimizer.show(spec.optimizer)
        entry = spec.entry
        self.optimizer.explain(entry.purpose, entry.citation)
        self.hypers.show(spec, afresh=afresh)
        self.parameters.show(schedule, afresh=afresh or schedule.name != self.schedule.value)
        self.schedule.show(schedule.name)
        self.schedule.explain(SCHEDULES[schedule.name].purpose, SCHEDULES[schedule.name].citation)
        self.label.show(spec.label, afresh=afresh)

    def notify_style_update(self) -> None:
        """Give the marker the colour of the new theme."""
        super().notify_style_update()
        if self.frame is not None and self.is_mounted:
            self._title(self.frame)

    def _title(self, frame: Frame) -> None:
        if self._slot is None or self.index >= len(frame.scenario.names):
            self.border_title, self._titled = self.BORDER_TITLE, None
            return
        marker, style = marker_and_style(self, self._slot)
        color = style.color.get_truecolor().hex if style.color else ""
        title = (marker, color, frame.scenario.names[self.index])
        if title != self._titled:  # setting it repaints everything, even to what it was
            self._titled = title
            self.border_title = Content.assemble((marker, color), f" {title[-1]}")

    # What the user does

    @on(HyperField.Changed)
    def _changed(self, event: HyperField.Changed) -> None:
        event.stop()
        spec = self.spec
        if spec is None:
            return
        if event.field is self.optimizer:
            spec = other_optimizer(spec, str(event.value), self._rules)
        elif event.field is self.schedule:
            spec = replace(spec, schedule=ScheduleSpec(str(event.value)))
        else:
            spec = replace(spec, label=str(event.value))
        self.show_spec(spec)
        self._offer_racer(event.name)

    @on(SpecFields.Changed)
    def _hyper_changed(self, event: SpecFields.Changed) -> None:
        event.stop()
        self._offer_racer(event.name if event.fields is self.hypers else f"schedule.{event.name}")

    @on(SpecFields.Split)
    def _split(self, event: SpecFields.Split) -> None:
        event.stop()
        spec, scenario = self.spec, self.scenario
        if spec is None or scenario is None:
            return
        if event.fields is self.hypers:
            specs = tuple(self._dressed(cast("RacerSpec", s)) for s in event.specs)
        else:
            specs = tuple(replace(spec, schedule=cast("ScheduleSpec", s)) for s in event.specs)
        field = event.fields.fields[event.name]
        before, after = scenario.racers[: self.index], scenario.racers[self.index + 1 :]
        try:
            new = replace(scenario, racers=(*before, *specs, *after))
        except ValueError as error:
            field.refuse(str(error))
            self.mark_wrong()
            return
        field.show(event.specs[0].get(event.name), afresh=True)
        places = range(len(scenario.racers))
        origins = (*places[: self.index + 1], *[None] * (len(specs) - 1), *places[self.index + 1 :])
        self.offer(new, "", origins)

    def _offer_racer(self, edit: str) -> None:
        self.mark_wrong()
        if self.scenario is None or self.spec is None or self.wrong:
            return
        spec = self._dressed(cast("RacerSpec", self.hypers.spec))
        racers = (*self.scenario.racers[: self.index], spec, *self.scenario.racers[self.index + 1 :])
        self.offer(replace(self.scenario, racers=racers), f"racers[{self.index}].{edit}")

    def _dressed(self, spec: RacerSpec) -> RacerSpec:
        """The racer with the form's schedule and name."""
        schedule = cast("ScheduleSpec", self.parameters.spec)
        return replace(spec, schedule=schedule, label=str(self.label.value))
