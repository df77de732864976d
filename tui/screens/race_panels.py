"""The panels of the race screen: setup and racers on the left, the landscape in the middle, curves on the right.

A network has its data in the middle, and its landscape above the curves.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import permutations

from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from tui import messages
from tui.demo import gates
from tui.demo_safe import demo_safe
from tui.screens.listed import shows
from tui.screens.race_keys import PLACES
from tui.screens.session_screen import SessionScreen
from tui.widgets.forms.form import Form
from tui.widgets.forms.racer_form import RacerForm
from tui.widgets.forms.rows import FormColumn
from tui.widgets.forms.scenario_form import ScenarioForm
from tui.widgets.forms.setup_form import SetupForm
from tui.widgets.header_line import HeaderLine
from tui.widgets.hint_line import HintLine
from tui.widgets.key_line import KeyLine
from tui.widgets.plots.data_panel import DataPanel
from tui.widgets.plots.landscape_panel import LandscapePanel
from tui.widgets.plots.loss_panel import LossPanel
from tui.widgets.plots.surface_panel import SurfacePanel
from tui.widgets.plots.weights_panel import WeightsPanel
from tui.widgets.racer_list import RacerList
from tui.widgets.standings import Standings
from tui.widgets.transport import Transport

TOO_SMALL = "Fall Line needs 60 × 18 characters.\nPlease enlarge the terminal, or press ctrl+q to quit."


class RacePanels(SessionScreen):
    """Lays the panels out, shows and hides them, and moves the focus among them."""

    PLACES = PLACES
    AUTO_FOCUS = "LandscapePanel"

    def compose(self) -> ComposeResult:
        """Lay the panels out in the order in which tab visits them."""
        self.take_size_classes()
        self._lay_out()
        check = partial(gates.check, self)
        yield Static(TOO_SMALL, id="too-small")
        yield self.showing(HeaderLine())
        with Horizontal(id="body"):
            with FormColumn(id="forms"):
                yield self.showing(SetupForm(check, gates.reader(self)))
                yield self.showing(RacerList())
                yield self.showing(RacerForm(check))
            with Vertical(id="stage"):
                with Horizontal(id="plots"):
                    yield self.showing(DataPanel())
                    yield self.showing(LandscapePanel())
                    yield self.showing(SurfacePanel())
                    with Container(id="curves"):
                        yield self.showing(LossPanel())
                        yield self.showing(WeightsPanel())
                yield self.showing(Standings())
        yield self.showing(Transport())
        yield HintLine()
        yield KeyLine()

    def on_mount(self) -> None:
        """Focus the data of a network, in place of the landscape."""
        if self._is_network:
            self.set_focus(self.main_plot)

    def focus_next(self, selector: str | type[Widget] = "*") -> Widget | None:
        """Focus the next widget; a form from its first row."""
        found = super().focus_next(selector)
        if isinstance(found, Form):
            found.go(0)
        return self.focused

    def focus_previous(self, selector: str | type[Widget] = "*") -> Widget | None:
        """Focus the widget before; a form from its last row."""
        found = super().focus_previous(selector)
        if isinstance(found, Form):
            found.go(len(found.rows) - 1)
        return self.focused

    @on(messages.RacerOpened)
    def _racer_opened(self) -> None:
        form = self.query_one(RacerForm)
        if not self.query_one("#forms").display:
            self._show_forms(True)
        form.go_to_rate()

    @demo_safe
    def action_setting(self, form: str, edit: str) -> None:
        """Move the focus to the row of a form that edits a setting."""
        found = self.query_one(form, ScenarioForm)
        if not self.query_one("#forms").display:
            self._show_forms(True)
        index = found.index_of(edit)
        if index is not None:
            found.go(index)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Where both plots fit, `panel` has no effect; a problem of one parameter has no surface."""
        if action == "open_screen":
            return shows(str(parameters[0]), self.session.scenario.problem.entry)
        if action == "panel":
            return not self.has_class("-tall")
        if action == "surface":
            return self.session.scenario.problem.entry.dims > 1
        return super().check_action(action, parameters)

    @demo_safe
    def action_forms(self) -> None:
        """Focus the forms; if they have the focus, hide them to enlarge the plots."""
        forms = self.query_one("#forms")
        if forms.display and not forms.has_focus_within:
            self.set_focus(self.query_one(RacerList))
        else:
            wanted = not forms.display
            self._show_forms(wanted)
            self.set_focus(self.query_one(RacerList) if wanted else self.main_plot)

    def _show_forms(self, wanted: bool) -> None:
        self.session.set_view(replace(self.session.view, forms="shown" if wanted else "hidden"))
        self.show_session()

    def _lay_out(self) -> None:
        """Show and hide panels as the view says; a problem of one parameter has no surface."""
        view = self.session.view
        self.set_class(view.surface and self.session.scenario.problem.entry.dims > 1, "-surface")
        self.set_class(self._is_network, "-network")
        self.set_class(view.forms == "shown", "-forms")
        self.set_class(view.forms == "hidden", "-no-forms")

    @demo_safe
    def action_panel(self) -> None:
        """Swap the loss plot and the weights plot, of a network the landscape, where only one of them fits."""
        self.toggle_class("-weights")
        other = self.landscape if self._is_network else self.query_one(WeightsPanel)
        for gone, shown in permutations((self.query_one(LossPanel), other)):
            if gone.has_focus:
                self.set_focus(shown)  # before the hidden panel loses it
                break

    def reveal(self, panel: Widget) -> bool:
        """Show the forms, the curves, or the other of two plots that replace each other."""
        if isinstance(panel, WeightsPanel if self._is_network else DataPanel):
            return False
        if self._is_network and isinstance(panel, LandscapePanel | SurfacePanel | LossPanel):
            self.action_panel()
            return True
        curves = self.query_one("#curves")
        if curves not in panel.ancestors:
            self._show_forms(True)
            return True
        if not curves.display:
            self._show_forms(False)
        if not panel.display:
            self.action_panel()
        return True

    @demo_safe
    def action_leave(self) -> None:
        """Move the focus to the landscape, or the data of a network."""
        self.set_focus(self.main_plot)

    @property
    def _is_network(self) -> bool:
        return self.session.scenario.problem.entry.is_network

    @property
    def main_plot(self) -> DataPanel | LandscapePanel | SurfacePanel:
        """The plot in the middle: the landscape, or the data of a network."""
        return self.query_one(DataPanel) if self._is_network else self.landscape

    @property
    def landscape(self) -> LandscapePanel | SurfacePanel:
        """The visible landscape panel: flat, or in three dimensions."""
        if self.has_class("-surface"):
            return self.query_one(SurfacePanel)
        return self.query_one(LandscapePanel)

    def show_session(self) -> None:
        """Show the session's snapshot, on the panels of its view."""
        self._lay_out()
        super().show_session()

    @demo_safe
    def action_surface(self) -> None:
        """Swap the flat landscape and the one in three dimensions."""
        before, view = self.landscape, self.session.view
        self.session.set_view(replace(view, surface=not view.surface))
        self.show_session()
        after = self.landscape
        if before.has_focus:
            self.set_focus(after)
