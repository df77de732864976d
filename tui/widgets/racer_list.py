"""The list of racers, one row each, in the order of the scenario."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.reactive import reactive

from tui.demo_safe import demo_safe
from tui.messages import AddRequested, RacerOpened, ScenarioChanged, ViewChanged
from tui.widgets.panel import Panel
from tui.widgets.racer_style import marker_and_style
from tui.widgets.shows_frame import ShowsFrame
from tui.widgets.text_rows import Piece, Row, fit, fit_words

if TYPE_CHECKING:
    from core.specs import RacerSpec
    from tui.state.frame import Frame

EMPTY = ("No racers.", "Press a to add one.")
_HIDDEN = " hidden"


class RacerList(ShowsFrame, Panel, can_focus=True):
    """Marker, name and settings of each racer; keys remove, rename, hide and move the selected one."""

    BORDER_TITLE = "Racers"
    BINDING_GROUP_TITLE = "Racers"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "select(-1)", "Select the one above", key_display="↑↓", show=False, id="racers.up"),
        Binding("down,j", "select(1)", "Select the one below", show=False, id="racers.down"),
        Binding("enter", "open", "Settings", tooltip="Settings of the racer", id="racers.open"),
        Binding(
            "delete,backspace", "remove", "Remove", key_display="del", tooltip="Remove the racer", id="racers.remove"
        ),
        Binding("slash", "app.search('Select racer')", "Search the racers", show=False, id="racers.search"),
        Binding("n", "rename", "Name", tooltip="Name the racer", id="racers.rename"),
        Binding("h", "hide", "Hide", tooltip="Hide or show the racer", id="racers.hide"),
        Binding("J", "move(1)", "Move the racer down", show=False, id="racers.move_down"),
        Binding("K", "move(-1)", "Move the racer up", show=False, id="racers.move_up"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "racers--name",
        "racers--spec",
        "racers--hidden",
        "racers--selected",
        "racers--empty",
    }
    DEFAULT_CSS = """
    RacerList {
        height: auto;
        min-height: 4;
        overflow-y: auto;
        & > .racers--name { color: $foreground; }
        & > .racers--spec { color: $text-muted; }
        & > .racers--hidden { color: $text-disabled; text-style: italic; }
        & > .racers--empty { color: $text-muted; }
        & > .racers--selected { background: $foreground 12%; }
        &:focus > .racers--selected { background: $primary 20%; text-style: bold; }
    }
    """

    HELP = """
    One row a racer, in the order of the scenario. `enter` goes to its settings, `delete` removes it (undo brings
    it back), `n` names it, `h` hides it from the plots, `J` and `K` move it down and up.
    """

    SHOWS_STEPS = False
    selected: reactive[int] = reactive(0, repaint=False, init=False)
    """The selected row; changes at once, before the next frame."""

    def on_mount(self) -> None:
        """Show the first frame."""
        self.frame_changed(None)

    def frame_changed(self, before: Frame | None) -> None:
        """Show other racers, or the selection of another view."""
        frame = self.frame
        if frame is None:
            return
        if before is None or frame.view is not before.view:
            self.selected = frame.view.selected
        self.redraw()

    def watch_selected(self, selected: int) -> None:
        """Scroll to the selected row."""
        self.redraw()
        width = self.scrollable_content_region.width
        self.scroll_to_region(Region(0, selected, width, 1), animate=False)

    # Drawing

    def rows(self, width: int) -> Sequence[Row]:
        """Return one row for each racer, or a hint when there is none."""
        if not self._racers:
            return [[(line, self.style_of("racers--empty"))] for line in EMPTY]
        return [self._row(index, width) for index in range(len(self._racers))]

    def _row(self, index: int, width: int) -> Row:
        assert self.frame is not None
        slot = self._slots[index]
        marker, color = marker_and_style(self, slot)
        name, spec = _name_and_settings(self.frame.scenario.names[index], self._racers[index])
        is_hidden, selected = slot in self.frame.view.hidden, index == self.selected
        tail = _HIDDEN if is_hidden else ""
        room = max(0, width - 4 - cell_len(tail))
        name = name if cell_len(name) <= room else fit(name, room)
        hidden = self.style_of("racers--hidden")
        pieces: list[Piece] = [
            ("▸" if selected else " ", self.style_of("racers--name")),
            (f"{marker} ", hidden if is_hidden else self.style_of("racers--name") + color),
            (name, hidden if is_hidden else self.style_of("racers--name")),
            (fit_words(spec, room - cell_len(name)), hidden if is_hidden else self.style_of("racers--spec")),
            (f"{tail} ", hidden),
        ]
        if not selected:
            return pieces
        lit = self.style_of("racers--selected")
        under = Style(bgcolor=lit.bgcolor, bold=lit.bold)
        return [(text, style + under) for text, style in pieces]

    # Read the racers from the scenario: a stale frame still has the histories of the scenario before.

    @property
    def _racers(self) -> tuple[RacerSpec, ...]:
        return self.frame.scenario.racers if self.frame is not None else ()

    @property
    def _slots(self) -> tuple[int, ...]:
        return self.frame.view.slots if self.frame is not None else ()

    # Keys and mouse

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the keys that act on a racer only if there is one."""
        return bool(self._racers) or action not in {"open", "remove", "rename", "hide", "move", "select"}

    @demo_safe
    def action_select(self, by: int) -> None:
        """Select the racer `by` rows further down."""
        self._select(min(max(self.selected + by, 0), len(self._racers) - 1))

    @demo_safe
    def action_open(self) -> None:
        """Go to the selected racer's form."""
        self.post_message(RacerOpened(self.selected))

    @demo_safe
    def action_remove(self) -> None:
        """Remove the selected racer."""
        kept = [index for index in range(len(self._racers)) if index != self.selected]
        self._arrange(kept)

    @demo_safe
    def action_move(self, by: int) -> None:
        """Move the selected racer `by` rows down."""
        order = list(range(len(self._racers)))
        target = self.selected + by
        if 0 <= target < len(order):
            order.insert(target, order.pop(self.selected))
            self._arrange(order)

    @demo_safe
    def action_hide(self) -> None:
        """Hide the selected racer from the plots, or show it again."""
        if self.frame is not None and self.selected < len(self._slots):
            hidden = self.frame.view.hidden ^ {self._slots[self.selected]}
            self.post_message(ViewChanged(replace(self.frame.view, hidden=hidden, selected=self.selected)))

    @demo_safe
    def action_rename(self) -> None:
        """Ask for the selected racer's name."""
        from tui.widgets.dialogs.rename_racer import RenameRacer  # noqa: PLC0415 - not needed at the start

        if self.selected >= len(self._racers):
            return
        slot = self._slots[self.selected]

        def renamed(name: str | None) -> None:
            # The racers may have moved while the dialog was open.
            if name is not None and slot in self._slots:
                place = self._slots.index(slot)
                self._post([replace(r, label=name) if i == place else r for i, r in enumerate(self._racers)])

        self.app.push_screen(RenameRacer(self._racers[self.selected]), renamed)

    def on_click(self, event: events.Click) -> None:
        """Select the row; a click on the marker hides or shows the racer, a double click opens its form."""
        offset = event.get_content_offset(self)
        if not self._racers:
            self.post_message(AddRequested())
        if offset is None or not self._racers:
            return
        row = offset.y + self.scroll_offset.y
        if row >= len(self._racers):
            return
        self._select(row)
        if offset.x in {1, 2}:
            self.action_hide()
        elif event.chain == 2:
            self.action_open()

    def _select(self, index: int) -> None:
        if self.frame is not None and index != self.selected:
            self.selected = index
            self.post_message(ViewChanged(replace(self.frame.view, selected=index)))

    def _arrange(self, order: list[int]) -> None:
        self._post([self._racers[index] for index in order], tuple(order))

    def _post(self, racers: Sequence[RacerSpec], origins: tuple[int | None, ...] | None = None) -> None:
        if self.frame is not None:
            scenario = replace(self.frame.scenario, racers=tuple(racers))
            self.post_message(ScenarioChanged(scenario, "", origins))


def _name_and_settings(name: str, spec: RacerSpec) -> tuple[str, str]:
    """A racer's name and all settings it was given, not only those in which it differs from the others."""
    if spec.label:
        return name, f"  {replace(spec, label='')}"
    return name if "#" in name else spec.optimizer, str(spec).removeprefix(spec.optimizer)
