"""The standings: the racers in order of their loss, with numbers and status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.reactive import reactive

from core.standings import ranking, status_text
from tui.demo_safe import demo_safe
from tui.messages import ViewChanged
from tui.widgets.panel import Panel
from tui.widgets.racer_style import ascii_only, display_text, marker_and_style
from tui.widgets.shows_frame import ShowsFrame
from tui.widgets.standings_columns import Layout, lay_out, offered
from tui.widgets.text_rows import Piece, Row, fit, fit_words

if TYPE_CHECKING:
    from tui.state.frame import Frame, RacerFrame

PAUSE = 0.25
"""Least time between two repaints while the race plays, in seconds: people read numbers no faster."""

MORE = " · ⏎ all"
_NEUTRAL = "· "  # the sign of a status that is neither good nor bad
_CORNERS = 4  # columns of the content's width that a border title cannot use

_STYLES = {
    "target": "standings--reached",
    "converged": "standings--reached",
    "growing": "standings--diverged",
    "diverged": "standings--diverged",
    "failed": "standings--diverged",
}


class Standings(ShowsFrame, Panel, can_focus=True):
    """One row for each racer, best first; a narrow panel drops columns to keep the status."""

    BORDER_TITLE = "Standings"
    BINDING_GROUP_TITLE = "Standings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "select(-1)", "Select the one above", key_display="↑↓", show=False, id="standings.up"),
        Binding("down,j", "select(1)", "Select the one below", show=False, id="standings.down"),
        Binding("slash", "app.search('Select racer')", "Search the racers", show=False, id="standings.search"),
        Binding("enter", "show_status", "Full status", id="standings.status"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "standings--heading",
        "standings--text",
        "standings--muted",
        "standings--diverged",
        "standings--reached",
        "standings--selected",
    }
    DEFAULT_CSS = """
    Standings {
        height: auto;
        min-height: 4;
        overflow-y: auto;
        border-subtitle-align: left;
        & > .standings--heading { color: $text-muted; text-style: bold; }
        & > .standings--text { color: $foreground; }
        & > .standings--muted { color: $text-disabled; text-style: italic; }
        & > .standings--diverged { color: $text-error; }
        & > .standings--reached { color: $text-success; }
        & > .standings--selected { background: $foreground 12%; }
        &:focus > .standings--selected { background: $primary 20%; }
    }
    """
    HEADINGS = 1
    HELP = """
    The racers by their loss at this step, those that diverged last; *best* is the smallest loss so far,
    *reached at* the first step within the target, *evals* how many gradients the rule has asked for. `enter` shows
    all of the selected racer's status.
    """

    selected: reactive[int] = reactive(0, repaint=False, init=False)
    """The slot of the selected racer; changes at once, before the next frame."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._order: tuple[RacerFrame, ...] = ()
        self._shown_subtitle = ""
        self._drawn: Frame | None = None
        self._drawn_at = 0.0

    def on_mount(self) -> None:
        """Show the first frame."""
        self.frame_changed(None)

    def frame_changed(self, before: Frame | None) -> None:
        """Repaint at once after an action of the user, while the race plays at most once in PAUSE seconds.

        Together with the plots: a timer of its own would make it another paint of the screen.
        """
        frame = self.frame
        if frame is None:
            return
        if before is None or frame.view is not before.view:
            slots = frame.view.slots
            self.selected = slots[frame.view.selected] if frame.view.selected < len(slots) else -1
        drawn = self._drawn
        same = drawn is not None and frame.view is drawn.view and frame.epoch == drawn.epoch
        if not (same and frame.clock.playing) or monotonic() >= self._drawn_at + PAUSE:
            self._drawn, self._drawn_at = frame, monotonic()
            self.redraw()

    def watch_selected(self) -> None:
        """Move the highlight."""
        self.redraw()

    # Drawing

    def rows(self, width: int) -> Sequence[Row]:
        """Return the headings and one row for each racer."""
        frame = self.frame
        if frame is not None and not frame.computed and frame.scenario.racers:
            return self._placeholders(frame, width)
        if frame is None or not frame.racers:
            self._order = ()
            self._subtitle("")
            return [[("No racers, no ranks: press a to add one.", self.style_of("standings--text"))]]
        self._order = ranking(frame.racers)
        layout = lay_out(width, max(cell_len(racer.name) for racer in frame.racers), offered(frame))
        chosen = self._chosen
        cut = chosen is not None and cell_len(self._sentence(chosen)) > layout.status
        self._subtitle(self._full(chosen, width) if chosen is not None and cut else "")
        return [self._heading(layout), *(self._row(rank, racer, layout) for rank, racer in enumerate(self._order, 1))]

    @property
    def _chosen(self) -> RacerFrame | None:
        return next((racer for racer in self._order if racer.slot == self.selected), None)

    def _full(self, racer: RacerFrame, width: int) -> str:
        """A racer's sentence for the border; where it has no room there either, with the key that shows all of it."""
        sentence = display_text(self, status_text(racer.status).removeprefix(_NEUTRAL))
        text, more = f"{racer.name}: {sentence}", display_text(self, MORE)
        room = width - _CORNERS
        return text if cell_len(text) <= room else fit_words(text, room - len(more)).rstrip() + more

    def _placeholders(self, frame: Frame, width: int) -> Sequence[Row]:
        """Rows without numbers before the race exists, so that the panel has its final height from the start."""
        names, text = frame.scenario.names, self.style_of("standings--text")
        heading = self._heading(lay_out(width, max(map(cell_len, names)), offered(frame)))
        markers = [marker_and_style(self, slot) for slot in frame.view.slots]
        lines = zip(names, markers, strict=True)
        return [heading, *([("    ", text), (f"{sign} ", text + color), (name, text)] for name, (sign, color) in lines)]

    def _heading(self, layout: Layout) -> Row:
        return [(layout.heading(ascii_only(self)), self.style_of("standings--heading"))]

    def _row(self, rank: int, racer: RacerFrame, layout: Layout) -> Row:
        marker, color = marker_and_style(self, racer.slot)
        text = self.style_of("standings--muted" if racer.hidden else "standings--text")
        style = self.style_of(_STYLES.get(racer.status.kind, "standings--text"))
        selected = racer.slot == self.selected
        pieces: list[Piece] = [
            (f"{'▸' if selected else ' '}{rank:>2} ", text),
            (f"{marker} ", text if racer.hidden else text + color),
            (fit(racer.name, layout.name), text),
            (layout.cells(racer), text),
        ]
        if layout.status:
            style = text if racer.hidden else style
            pieces.append((fit_words(self._sentence(racer), layout.status), style))
        if not selected:
            return pieces
        under = Style(bgcolor=self.style_of("standings--selected").bgcolor)
        return [(piece, style + under) for piece, style in pieces]

    def _subtitle(self, sentence: str) -> None:
        if sentence != self._shown_subtitle:  # assigning an equal text would repaint the whole panel
            self._shown_subtitle = sentence
            self.border_subtitle = Content(sentence)

    # Keys and mouse

    @demo_safe
    def action_select(self, by: int) -> None:
        """Select the racer `by` ranks further down."""
        places = [racer.slot for racer in self._order]
        if self.selected in places:
            rank = min(max(places.index(self.selected) + by, 0), len(places) - 1)
            self._select(rank)

    @demo_safe
    def action_show_status(self) -> None:
        """Show all of the selected racer's status."""
        from tui.widgets.dialogs.status_dialog import StatusDialog  # noqa: PLC0415 - not needed at the start

        if self._chosen is not None:
            self.app.push_screen(StatusDialog(self._chosen.name, self._sentence(self._chosen)))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show the full status of the racer under the pointer as a tooltip."""
        offset = event.get_content_offset(self)
        rank = -1 if offset is None else offset.y + self.scroll_offset.y - self.HEADINGS
        racer = self._order[rank] if 0 <= rank < len(self._order) else None
        tooltip = Content(f"{racer.name}: {self._sentence(racer)}") if racer else None  # a name may look like markup
        if tooltip != self.tooltip:
            self.tooltip = tooltip

    def on_click(self, event: events.Click) -> None:
        """Select the racer in the clicked row."""
        offset = event.get_content_offset(self)
        if offset is not None and offset.y >= self.HEADINGS:
            self._select(offset.y + self.scroll_offset.y - self.HEADINGS)

    def _select(self, rank: int) -> None:
        if self.frame is None or not 0 <= rank < len(self._order):
            return
        slot, view = self._order[rank].slot, self.frame.view
        if slot != self.selected and slot in view.slots:
            self.selected = slot
            self.post_message(ViewChanged(replace(view, selected=view.slots.index(slot))))
        # The headings cover the first visible row, so scroll one row further.
        self.scroll_to_region(Region(0, rank, 1, 1 + self.HEADINGS), animate=False)

    def _sentence(self, racer: RacerFrame) -> str:
        return display_text(self, status_text(racer.status))
