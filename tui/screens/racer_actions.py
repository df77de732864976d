"""The actions that add racers: from a spec, as a copy, from the catalog, or by a rule of the user's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.scenario import Scenario
from core.specs import ProblemSpec, RacerSpec, ScheduleSpec
from tui.demo import gates
from tui.screens.catalog import Catalog
from tui.screens.own_rules import Host, OwnRules
from tui.state.catalog_items import items
from tui.state.default_scenario import on_chosen_problem
from tui.state.edit_text import racers_text
from tui.state.rule_draft import Draft
from tui.widgets.dialogs.add_racer import AddRacer, RacerSpecs

if TYPE_CHECKING:
    from tui.state.catalog_items import Chosen


class RacerActions:
    """Opens the dialogs that add racers, and adds what they return."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self.rules = OwnRules(host)

    def add(self) -> None:
        """Ask for racers and add them."""

        def add(racers: RacerSpecs | None) -> None:
            if racers:
                self._insert(racers, len(self._scenario.racers), "Added")

        self._host.app.push_screen(AddRacer(self._scenario.rules), add)

    def catalog(self) -> None:
        """Open the catalog, and use in the race what is chosen there."""
        scenario, selected = self._scenario, self._host.session.view.selected
        racer = scenario.racers[selected] if selected < len(scenario.racers) else None
        self._host.app.push_screen(Catalog(scenario, racer), self._chosen)

    def use(self, key: str) -> None:
        """Use an entry of the catalog in the race, by its kind and name: `problems:beale`."""
        (spec,) = (item.spec for item in items(self._scenario) if item.key == key)
        self._chosen(spec)

    def duplicate(self) -> None:
        """Add a copy of the selected racer."""
        index = self._host.session.view.selected
        self._insert((replace(self._scenario.racers[index], label=""),), index + 1, "Duplicated")

    @property
    def _scenario(self) -> Scenario:
        return self._host.session.scenario

    def _chosen(self, chosen: Chosen | None) -> None:
        scenario, selected = self._scenario, self._host.session.view.selected
        match chosen:
            case Draft():
                self.rules.edit(chosen)
            case RacerSpec():
                self._insert((chosen,), len(scenario.racers), "Added")
            case ProblemSpec():
                self._host.edit(on_chosen_problem(scenario, chosen))
            case ScheduleSpec():
                racers = list(scenario.racers)
                racers[selected] = replace(racers[selected], schedule=chosen)
                self._host.edit(replace(scenario, racers=tuple(racers)))

    def _insert(self, racers: tuple[RacerSpec, ...], index: int, done: str) -> None:
        scenario, session = self._scenario, self._host.session
        before, after = scenario.racers[:index], scenario.racers[index:]
        places = range(len(scenario.racers))
        origins = (*places[:index], *(None for _ in racers), *places[index:])
        try:
            changed = replace(scenario, racers=(*before, *racers, *after))
            gates.check(self._host.app, changed)
        except ValueError as error:
            self._host.app.notify(str(error), severity="error", markup=False)
            return
        session.edit(changed, "", origins)
        session.set_view(replace(session.view, selected=index))
        self._host.show_session()
        self._host.app.notify(f"{done} {racers_text(racers)}.", timeout=2, markup=False)
