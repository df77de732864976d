"""The user's own rules: editing them, and adding them to the race."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from textual.app import App

from core.external.entry import External
from core.external.registry import registered
from core.optimizers.entry import Optimizer
from core.scenario import Scenario
from core.specs import RacerSpec
from tui.state.rule_draft import EXAMPLE, Draft, draft_of, free_name
from tui.state.session import Session

if TYPE_CHECKING:
    from tui.screens.rule_editor import Edited


class Host(Protocol):
    """The part of the race screen that these actions use."""

    session: Session

    @property
    def app(self) -> App[object]: ...

    def edit(self, scenario: Scenario, edit: str = "", origins: tuple[int | None, ...] | None = None) -> None:
        """Race another scenario."""

    def show_session(self) -> None:
        """Show the session as it is now."""


class OwnRules:
    """Opens the rule editor, and keeps an unfinished draft."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._draft: Draft | None = None
        self._begun: Draft = EXAMPLE

    def edit(self, draft: Draft | None = None) -> None:
        """Edit the given rule, else the unfinished draft, else the selected racer's own rule, else an example."""
        scenario = self._host.session.scenario
        followers = Counter(racer.optimizer for racer in scenario.racers)
        rules = {rule.name: followers[rule.name] for rule in scenario.rules}
        self._begun = (
            draft or self._draft or self._selected() or _example((*rules, *(entry.name for entry in registered())))
        )
        from tui.screens.rule_editor import RuleEditor  # noqa: PLC0415 - not needed at the start

        self._host.app.push_screen(RuleEditor(self._begun, followers=rules), self._edited)

    def _selected(self) -> Draft | None:
        session = self._host.session
        racers = session.scenario.racers
        own = racers[session.view.selected].own if session.view.selected < len(racers) else None
        return draft_of(own) if own is not None and not isinstance(own, External) else None

    def _edited(self, edited: Edited | None) -> None:
        if edited is None:
            return
        self._draft = edited.draft if edited.entry is None and edited.draft != self._begun else None
        if edited.entry is not None:
            try:
                self._take(edited.entry)
            except ValueError as error:
                self._draft = edited.draft
                self._host.app.notify(str(error), severity="error", markup=False)
        elif self._draft is not None:
            self._host.app.notify("Draft kept. Press o to continue.", timeout=4)

    def _take(self, entry: Optimizer) -> None:
        """Put the rule into the scenario, and add a racer if none uses it."""
        session = self._host.session
        scenario = session.scenario.with_rule(entry)
        followers = sum(racer.optimizer == entry.name for racer in scenario.racers)
        if followers:
            self._host.edit(scenario)
            return
        # One edit, so that one undo removes both racer and rule.
        racers = (*scenario.racers, RacerSpec(entry.name, own=entry))
        self._host.edit(replace(scenario, racers=racers), "", (*range(len(scenario.racers)), None))
        if len(session.scenario.racers) == len(racers):  # the policy may have refused the edit
            session.set_view(replace(session.view, selected=len(racers) - 1))
            self._host.show_session()


def _example(names: tuple[str, ...]) -> Draft:
    return replace(EXAMPLE, name=free_name(EXAMPLE.name, names))
