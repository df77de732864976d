"""The dialog that chooses a data file: its path, its columns, and a preview of its rows."""

from __future__ import annotations

import os
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from core.problems import DataError, Reader, bind
from core.problems.data_hypers import DATA, data_file
from core.problems.tables import Table
from core.safe_text import safe_text
from core.specs import ProblemSpec
from tui.state.files import DATA_SUFFIXES, typed_path
from tui.widgets.dialogs.columns_form import ColumnsForm, fitted
from tui.widgets.dialogs.list_dialog import ListDialog
from tui.widgets.dialogs.path_completion import choices, common_prefix
from tui.widgets.dialogs.table_preview import preview
from tui.widgets.entry import Entry
from tui.widgets.key_line import KeyLine
from tui.widgets.racer_style import display_text
from tui.widgets.title_buttons import click_style

HINT = "tab completes the path · ↑↓ choose"
READ = "⏎ races on it · tab goes to the columns, ^s races from there"


class DataDialog(ListDialog[ProblemSpec]):
    """Asks for a file and its columns; returns the problem on these data."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "take", "Race on it", priority=True, id="data.take")]
    HELP = """
    ### Data from a file

    Type the path of a CSV file of at most 10,000 rows: `tab` completes it, `up` and `down` or a click choose one.
    Then the first rows are shown, and `tab` goes to the columns: which are x, y or the label, and whether they are
    standardised. `enter` in the path, or `ctrl+s`, races on the data.
    """
    DEFAULT_CSS = """
    DataDialog OptionList { max-height: 6; }
    DataDialog #preview { height: auto; margin: 1 0; }
    DataDialog #take { width: auto; height: 1; background: $primary 30%; text-style: bold; pointer: pointer; }
    """

    def __init__(self, problem: ProblemSpec, read: Reader) -> None:
        """Choose the data of a problem; `read` reads a table from a file."""
        super().__init__()
        self._problem = problem
        self._read = read
        self.table: Table | None = None
        """The table in the file, if it can be read."""

    def compose(self) -> ComposeResult:
        """Lay out path, message, paths, preview and columns."""
        with Vertical() as box:
            box.border_title = "Data from a file"
            yield Entry(data_file(self._problem.values) or "", placeholder="data.csv")
            yield Static(display_text(self, HINT), classes="message", markup=False)
            yield self.option_list()
            yield Static("", id="preview")
            yield ColumnsForm(self._problem)
            yield Static(Content.styled(" Race on it ", click_style("screen.take")), id="take")
        yield KeyLine()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to race only on a table that was read."""
        return action != "take" or self.table is not None

    def on_mount(self) -> None:
        """Show the present file, or the folder that the app was started in."""
        self._show(self.query_one(Entry).value)

    @property
    def form(self) -> ColumnsForm:
        """The form of the columns."""
        return self.query_one(ColumnsForm)

    # The file

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, text: str) -> None:
        """Read the file of that name, or list the paths that begin so."""
        path, self.table = typed_path(text.strip()), None
        self.say(HINT)
        if os.path.isfile(path):
            try:
                self.table = self._read(str(path))
            except DataError as error:
                self.say(str(error), wrong=True)
            else:
                self.say(READ)
        options = [] if self.table else [Option(Content(safe_text(one)), one) for one in choices(text, DATA_SUFFIXES)]
        self.offer(options, highlight_first=False)
        self.query_one(OptionList).display = bool(options)
        if self.table is not None:
            self.form.show_spec(fitted(self._problem.with_value(DATA.name, str(path)), self.table), self.table)
        self._preview()
        self.refresh_bindings()

    @on(ColumnsForm.Changed)
    def _preview(self) -> None:
        table = self.table
        for widget in (self.query_one("#preview", Static), self.form, self.query_one("#take", Static)):
            widget.display = table is not None
        if table is not None:
            self.query_one("#preview", Static).update(preview(table, self.form.columns, max(self.form.size.width, 60)))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.write(str(event.option.id))

    def action_complete(self) -> None:
        """Complete the path; from a file that was read, go to the next row of the columns."""
        entry = self.query_one(Entry)
        if not entry.has_focus:
            self.form.action_move(1)
        elif self.table is not None:
            self.form.go(0)
        else:
            found = choices(entry.value, DATA_SUFFIXES)
            common = self.highlighted or common_prefix(found)
            if len(common) > len(entry.value) or common in found:
                self.write(common)

    @on(Input.Submitted)
    def _entered(self) -> None:
        if self.table is None and self.highlighted:
            self.write(self.highlighted)
        else:
            self.action_take()

    def action_take(self) -> None:
        """Race on the data, unless they do not suit the problem."""
        if self.table is None:
            return
        try:
            bind(self.form.spec, self._read)
        except DataError as error:
            self.say(str(error), wrong=True)
        else:
            self.dismiss(self.form.spec)
