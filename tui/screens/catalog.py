"""The catalog screen: search optimizers, problems and schedules, read their equations, and use one in the race."""

from __future__ import annotations

from contextlib import suppress
from itertools import groupby
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option, OptionDoesNotExist

from core.scenario import Scenario
from core.specs import ProblemSpec, RacerSpec
from tui.demo_safe import demo_safe
from tui.state.catalog_items import Chosen, Item, items, search
from tui.widgets.catalog_page import page
from tui.widgets.entry import Entry
from tui.widgets.key_groups import HELP_KEYS
from tui.widgets.key_line import KeyLine
from tui.widgets.plots.thumbnail import Thumbnail
from tui.widgets.racer_style import ascii_only
from tui.widgets.reading_list import ReadingList
from tui.widgets.text_rows import fit

NAME_WIDTH = 22
_ON_THE_LIST = ("choose", "copy", "derivatives", "move", "next_kind", "page")


class Page(VerticalScroll):
    """Scrolls the page of an entry."""

    class Resized(Message):
        """The page has another width, or the screen another size."""

    _sizes: tuple[int, Size] | None = None

    def on_resize(self, event: events.Resize) -> None:
        """Post `Resized`, unless only the height has changed: that may depend on the content."""
        sizes = (event.size.width, self.screen.size)
        if sizes != self._sizes:
            self._sizes = sizes
            self.post_message(self.Resized())


@demo_safe
class Catalog(ModalScreen[Chosen | None]):
    """A search and its list on the left, the page of the highlighted entry on the right; the search keeps the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Take it", priority=True, id="catalog.choose"),
        Binding("up", "move(-1)", "Choose", key_display="↑↓", priority=True, id="catalog.up"),
        Binding("down", "move(1)", "Next", show=False, priority=True, id="catalog.down"),
        Binding("tab", "next_kind(1)", "Next kind", priority=True, id="catalog.next_kind"),
        Binding("shift+tab", "next_kind(-1)", "Kind before", show=False, priority=True, id="catalog.previous_kind"),
        Binding("pagedown", "page(1)", "Page", key_display="PgDn", priority=True, id="catalog.page_down"),
        Binding("pageup", "page(-1)", "Page up", show=False, priority=True, id="catalog.page_up"),
        Binding("ctrl+e", "copy", "Edit a copy", priority=True, id="catalog.copy"),
        Binding("ctrl+g", "derivatives", "Derivatives", priority=True, id="catalog.derivatives"),
        Binding("escape", "dismiss", "Leave", id="catalog.leave"),
        *HELP_KEYS,
    ]
    AUTO_FOCUS = "Entry"
    BINDING_GROUP_TITLE = "Catalog"
    DEFAULT_CSS = """
    Catalog {
        background: $background;
        & > Horizontal { height: 1fr; }
        & #catalog-list { width: 34; border: round $border; border-title-color: $foreground;
            border-title-style: bold; border-subtitle-color: $text-muted; }
        & OptionList {
            height: 1fr; border: none; padding: 0; background: transparent; scrollbar-size-vertical: 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        & OptionList > .option-list--option-disabled { color: $text-accent; text-style: bold; }
        & #catalog-entry { width: 1fr; }
        & #catalog-page { width: 1fr; height: 1fr; border: round $border-blurred; border-title-color: $foreground;
            padding: 0 1; scrollbar-size-vertical: 1; }
        & #catalog-page > Static { width: 1fr; height: auto; }
    }
    Catalog.-drawn #catalog-page { height: auto; max-height: 60%; }
    Catalog.-narrow #catalog-list { width: 27; }
    Catalog.-wide #catalog-list { width: 52; }
    """
    HELP = """
    Type to search in names, titles, purposes, citations and settings (`beta2`). `enter` adds the optimizer to the
    race, races on the problem, or gives the selected racer the schedule. `ctrl+e` begins an optimizer or a landscape
    of your own with a copy. `tab` goes to the next kind, `page up` and `page down` scroll the page.
    """

    def __init__(self, scenario: Scenario, racer: RacerSpec | None = None) -> None:
        """List the catalogs and what the scenario adds to them; `racer` is the selected one."""
        super().__init__()
        self.scenario = scenario
        self.racer = racer
        self.items = {item.key: item for item in items(scenario)}
        self.derivatives = False

    def compose(self) -> ComposeResult:
        """Lay out search and list, and the page beside them."""
        with Horizontal():
            with Vertical(id="catalog-list") as left:
                left.border_title = "Catalog"
                yield Entry(placeholder="search")
                names = ReadingList(compact=True)
                names.can_focus = False  # the search keeps the focus
                yield names
            with Vertical(id="catalog-entry"):
                with Page(id="catalog-page", can_focus=False):
                    yield Static("", markup=False)
                yield Thumbnail()
        yield KeyLine()

    def on_mount(self) -> None:
        """Highlight the selected racer's optimizer."""
        self._fill("")
        first = f"optimizers:{self.racer.optimizer}" if self.racer is not None else ""
        if first in self.items:
            self._names.highlighted = self._names.get_option_index(first)

    @property
    def _names(self) -> OptionList:
        return self.query_one(OptionList)

    @property
    def item(self) -> Item | None:
        """The highlighted item."""
        index = self._names.highlighted
        return None if index is None else self.items.get(str(self._names.get_option_at_index(index).id))

    def _fill(self, text: str) -> None:
        hits = search(tuple(self.items.values()), text)
        options: list[Option] = []
        for kind, group in groupby(hits, key=lambda item: item.kind):
            members = list(group)
            options.append(Option(Content(f"{len(members)} {kind if len(members) > 1 else kind[:-1]}"), disabled=True))
            options += [Option(self._line(item), item.key) for item in members]
        self._names.clear_options()
        self._names.add_options(options)
        self._names.highlighted = 1 if options else None
        self.query_one("#catalog-list").border_subtitle = "" if options else "nothing found"
        self._show()

    def _line(self, item: Item) -> Content:
        """The name of an item and, where the list has room, its title."""
        if not self.has_class("-wide"):
            return Content(f" {item.label}")
        return Content.assemble((f" {fit(item.label, NAME_WIDTH)} ", "bold"), item.title)

    def _show(self) -> None:
        item, sheet = self.item, self.query_one(Page)
        if not sheet.children:  # the screen is closing
            return
        self.refresh_bindings()
        if item is None:
            sheet.query_one(Static).update("")
            sheet.border_title = ""
            self._draw(None)
            return
        width = max(sheet.scrollable_content_region.width, 20)
        plain = ascii_only(self)
        height = sheet.scrollable_content_region.height
        content = page(item, width, height, steps=self.scenario.steps, derivatives_too=self.derivatives, ascii=plain)
        sheet.query_one(Static).update(content)
        label = fit(item.label, max(width - 4, 8)).rstrip() if cell_len(item.label) > width - 4 else item.label
        sheet.border_title = Content(label)
        self._draw(item.spec if isinstance(item.spec, ProblemSpec) else None)

    def _draw(self, spec: ProblemSpec | None) -> None:
        """Draw a problem in the room under its page."""
        self.set_class(spec is not None, "-drawn")
        self.query_one(Thumbnail).show(spec)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._show()
        self.query_one(Page).scroll_home(animate=False)

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_choose()

    @on(Page.Resized)
    def _lay_out(self) -> None:
        """Wrap the page to its width, and show titles where there is room."""
        for item in self.items.values():
            with suppress(OptionDoesNotExist):  # not found by the search
                self._names.replace_option_prompt(item.key, self._line(item))
        self._show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the actions that the highlighted entry allows; while the screen closes, none on its list."""
        if not self.query(OptionList):
            return action not in _ON_THE_LIST
        item = self.item
        if action == "copy":
            return item is not None and item.copied(self.racer, ()) is not None
        if action == "derivatives":
            return item is not None and item.kind == "problems"
        if action == "choose":
            return item is not None and (item.kind != "schedules" or self.racer is not None)
        return True

    @demo_safe
    def action_choose(self) -> None:
        """Use the highlighted entry in the race."""
        if self.item is not None:
            self.dismiss(self.item.spec)

    @demo_safe
    def action_copy(self) -> None:
        """Edit a copy of the highlighted entry."""
        taken = tuple(rule.name for rule in self.scenario.rules)
        copy = self.item.copied(self.racer, taken) if self.item is not None else None
        if copy is not None:
            self.dismiss(copy)

    @demo_safe
    def action_derivatives(self) -> None:
        """Show or hide gradient and Hessian."""
        self.derivatives = not self.derivatives
        self._show()

    @demo_safe
    def action_move(self, by: int) -> None:
        """Highlight the next entry, or the one before."""
        if by > 0:
            self._names.action_cursor_down()
        else:
            self._names.action_cursor_up()

    @demo_safe
    def action_next_kind(self, by: int) -> None:
        """Highlight the first entry of the next kind."""
        heads = [index for index, option in enumerate(self._names.options) if option.disabled]
        now = self._names.highlighted
        if heads and now is not None:
            place = sum(head < now for head in heads) - 1
            head = heads[(place + by) % len(heads)]
            self._names.highlighted = head + 1
            self.call_after_refresh(self._names.scroll_to, y=head, animate=False)

    @demo_safe
    def action_page(self, by: int) -> None:
        """Scroll the page."""
        sheet = self.query_one(Page)
        if by > 0:
            sheet.scroll_page_down(animate=False)
        else:
            sheet.scroll_page_up(animate=False)
