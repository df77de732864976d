"""Screens whose panels have numbers: a digit moves the focus to one, `z` lets it fill the screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.demo_safe import demo_safe
from tui.terminal.stable_screen import StableScreen
from tui.widgets.key_groups import AROUND, PANELS
from tui.widgets.numbered import Numbered

Places = tuple[tuple[str, str], ...]
"""Names and selectors of panels, in the order of their numbers; a selector may find several that replace each other."""


def panel_keys(places: Places) -> Iterator[Binding]:
    """The bindings of the digits."""
    for number, (name, _) in enumerate(places, 1):
        yield Binding(f"{number}", f"panel_at({number})", name, show=False, group=PANELS, id=f"panel.{number}")


class PanelScreen(StableScreen):
    """Numbers its panels; a subclass names them, and binds `panel_keys`."""

    PLACES: ClassVar[Places] = ()
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "app.focus_next", "Next panel", show=False, group=AROUND, id="panel.next"),
        Binding("shift+tab", "app.focus_previous", "Panel before", show=False, group=AROUND, id="panel.previous"),
        Binding("z", "fill", "Fill the screen, and back", show=False, group=AROUND, id="panel.fill"),
    ]

    def on_mount(self) -> None:
        """Write the numbers into the titles."""
        for number, (_, selector) in enumerate(self.PLACES, 1):
            for panel in self.query(selector).results(Numbered):
                panel.number = f"{number}"

    def reveal(self, panel: Widget) -> bool:
        """Show a hidden panel; return whether it can be shown."""
        return is_shown(panel)

    @demo_safe
    def action_panel_at(self, number: int) -> None:
        """Move the focus to a panel; where one fills the screen, this one then does."""
        found = list(self.query(self.PLACES[number - 1][1]))
        panel = next(filter(is_shown, found), found[0])
        if is_shown(panel) or self.reveal(panel):
            self.set_focus(panel if panel.can_focus else next(part for part in panel.query("*") if part.can_focus))
            if self.maximized is not None:
                self.maximize(panel, container=False)

    @demo_safe
    def action_fill(self) -> None:
        """Let the focused panel fill the screen, or show all panels again."""
        if self.maximized is not None:
            self.minimize()
        elif self.focused is not None:
            nodes = [node for node in self.focused.ancestors_with_self if isinstance(node, Numbered)]
            if nodes:
                self.maximized = nodes[0]


def is_shown(panel: Widget) -> bool:
    """Whether a panel and all that it is in are displayed."""
    return all(node.display for node in panel.ancestors_with_self if isinstance(node, Widget))
