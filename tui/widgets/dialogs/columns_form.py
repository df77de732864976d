"""The form that chooses the columns of a data file, and whether they are standardised."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from textual.message import Message

from core.hyper import Value, choice
from core.problems.data_hypers import SCALE, predicts_numbers
from core.problems.tables import DataError, Table
from core.specs import ProblemSpec
from tui.widgets.forms.form import Form
from tui.widgets.forms.row import Row

NUMBERS, LABEL = ("x", "y"), "label"
"""The settings of a problem that choose a column of numbers, and the one that chooses a column of classes."""


def fitted(spec: ProblemSpec, table: Table) -> ProblemSpec:
    """The problem with columns that suit: its own if all of them do, else the first ones that no other setting has."""
    fitting = _fitting(spec, table)
    chosen = {name: _own(spec, name, table) for name in fitting}
    if not all(chosen[name] in columns for name, columns in fitting.items()):
        chosen = {}
        for name, columns in fitting.items():
            chosen[name] = next((column for column in columns if column not in chosen.values()), columns[0])
    for name, column in chosen.items():
        spec = spec.with_value(name, column)
    return spec


def _own(spec: ProblemSpec, name: str, table: Table) -> str:
    """The column that a setting names; empty where the file has no such column."""
    try:
        return table.column(str(spec.get(name)))[0]
    except DataError:
        return ""


def _fitting(spec: ProblemSpec, table: Table) -> dict[str, list[str]]:
    """The columns that would do, by the name of the setting."""
    names = [hyper.name for hyper in spec.hypers]
    classes = spec.values.integer("classes") if "classes" in spec.values else 2
    answers = table.number_columns if predicts_numbers(spec.values) else table.class_columns(classes)
    columns = {**dict.fromkeys(NUMBERS, table.number_columns), LABEL: answers}
    return {name: columns[name] for name in names if columns.get(name)}


class ColumnsForm(Form):
    """Rows for x, y or label, and for the scale."""

    class Changed(Message):
        """The user chose another column or scale."""

    def __init__(self, spec: ProblemSpec) -> None:
        super().__init__()
        self.spec = spec
        """The problem with what has been chosen."""
        self._table: Table | None = None

    @property
    def columns(self) -> Mapping[str, str]:
        """The settings that choose columns, by column; of several, all of them: `x, y`."""
        found: dict[str, str] = {}
        for name in {} if self._table is None else _fitting(self.spec, self._table):
            column = str(self.spec.get(name))
            found[column] = f"{found[column]}, {name}" if column in found else name
        return found

    def show_spec(self, spec: ProblemSpec, table: Table) -> None:
        """Offer the columns of a table."""
        self.spec, self._table = spec, table
        self.show_rows(tuple(self._rows(table)))

    def _rows(self, table: Table) -> Iterator[Row]:
        declared = {hyper.name: hyper for hyper in self.spec.hypers}
        for name, columns in _fitting(self.spec, table).items():
            hyper = choice(name, name, columns[0], declared[name].sentence, tuple(columns))
            value = str(self.spec.get(name))
            if value in columns:
                yield Row(name, hyper, value)
        if SCALE.name in declared:
            yield Row(SCALE.name, SCALE, self.spec.get(SCALE.name))

    def change(self, row: Row, values: tuple[Value, ...]) -> None:
        """Take another column or scale."""
        if self._table is not None:
            self.show_spec(self.spec.with_value(row.edit, values[0]), self._table)
            self.post_message(self.Changed())
