"""The fields of one spec: a problem's, an optimizer's or a schedule's parameters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from core.hyper import Hyper
from core.specs import ProblemSpec, RacerSpec, ScheduleSpec
from tui.widgets.hyper_field import INDENT, HyperField

Spec = ProblemSpec | RacerSpec | ScheduleSpec


class SpecFields(Vertical):
    """One field for each parameter that the spec's catalog entry declares."""

    DEFAULT_CSS = """
    SpecFields { height: auto; }
    """

    class Changed(Message):
        """The user gave a parameter another valid value, or mended a wrong one."""

        def __init__(self, fields: SpecFields, spec: Spec, name: str) -> None:
            super().__init__()
            self.fields = fields
            self.spec = spec
            self.name = name

    class Split(Message):
        """The user entered several values for a parameter: one spec for each."""

        def __init__(self, fields: SpecFields, specs: tuple[Spec, ...], name: str) -> None:
            super().__init__()
            self.fields = fields
            self.specs = specs
            self.name = name

    def __init__(self, *, several: bool = False, indent: int = INDENT, id: str | None = None) -> None:
        """Make an empty group; `several` lets number fields take lists, `indent` is the room of the labels."""
        super().__init__(id=id)
        self._indent = indent
        self.several = several
        self.spec: Spec | None = None
        self.fields: dict[str, HyperField] = {}
        self._declared: tuple[Hyper, ...] = ()

    @property
    def wrong(self) -> tuple[str, ...]:
        """The names of the fields whose text is not valid."""
        return tuple(name for name, field in self.fields.items() if field.wrong)

    def show(self, spec: Spec, *, afresh: bool = False) -> None:
        """Show a spec from outside: posts nothing; new fields only where other parameters are declared."""
        self.spec = spec
        hypers = spec.hypers
        # A typed formula declares its parameters' present values as defaults: only their names count.
        if [_shape(hyper) for hyper in hypers] != [_shape(hyper) for hyper in self._declared]:
            self._rebuild(spec)
        for name, field in self.fields.items():
            field.show(spec.get(name), afresh=afresh)

    def _rebuild(self, spec: Spec) -> None:
        # Mounting a field takes milliseconds, so what the next entry declares too stays where it is.
        old, self._declared = self.fields, spec.hypers
        self.fields = {hyper.name: self._field(hyper, old.get(hyper.name), spec) for hyper in self._declared}
        kept = set(self.fields.values())
        for field in old.values():
            if field not in kept:
                field.display = False  # removing takes a moment; the new ones stand in their place at once
                field.remove()
        if self.is_attached:
            self.mount(*self._unmounted())
        places = {field: place for place, field in enumerate(self.fields.values())}
        self.sort_children(key=lambda child: places.get(cast("HyperField", child), -1))

    def _unmounted(self) -> Iterable[HyperField]:
        return [field for field in self.fields.values() if field.parent is None]

    def compose(self) -> ComposeResult:
        """What was shown before there was a place for it."""
        yield from self._unmounted()

    def _field(self, hyper: Hyper, old: HyperField | None, spec: Spec) -> HyperField:
        if old is None or _shape(old.hyper) != _shape(hyper):
            return HyperField(hyper, spec.get(hyper.name), several=self.several, indent=self._indent)
        old.declare(hyper)
        return old

    @on(HyperField.Changed)
    def _changed(self, event: HyperField.Changed) -> None:
        event.stop()
        if self.spec is not None and self.fields.get(event.name) is event.field:
            self.spec = self.spec.with_value(event.name, event.value)
            self.post_message(self.Changed(self, self.spec, event.name))

    @on(HyperField.Split)
    def _split(self, event: HyperField.Split) -> None:
        event.stop()
        if self.spec is not None and self.fields.get(event.name) is event.field:
            specs = tuple(self.spec.with_value(event.name, value) for value in event.values)
            self.post_message(self.Split(self, specs, event.name))


def _shape(hyper: Hyper) -> tuple[object, ...]:
    return hyper.name, hyper.kind, hyper.symbol, hyper.choices, hyper.low, hyper.high, hyper.word
