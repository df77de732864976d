"""The first rows of a table as text, with the columns that a problem reads."""

from __future__ import annotations

from collections.abc import Mapping

from textual.content import Content

from core.problems.tables import Table
from core.safe_text import safe_text
from tui.widgets.text_rows import fit

ROWS, WIDEST, GAP = 5, 14, 2


def preview(table: Table, columns: Mapping[str, str], width: int) -> Content:
    """The header and the first rows in `width` cells; `columns` maps a column to the setting that reads it."""
    count = max(len(fields) for _, fields in table.rows)
    names = [table.header[i] if i < len(table.header) and table.header[i] else f"{i + 1}" for i in range(count)]
    heads = [f"{columns[name]}: {name}" if name in columns else name for name in names]
    rows = [[safe_text(field.strip()) for field in fields] for _, fields in table.rows[:ROWS]]
    cells = [[row[i] if i < len(row) else "" for row in rows] for i in range(count)]
    sizes = [min(WIDEST, max(map(len, (head, *column)))) for head, column in zip(heads, cells, strict=True)]
    shown = [i for i in range(count) if sum(sizes[: i + 1]) + GAP * i <= width]
    gap = " " * GAP
    head = Content(gap).join(
        Content.styled(fit(heads[i], sizes[i]), "bold $text-accent" if names[i] in columns else "bold") for i in shown
    )
    lines = [Content(gap.join(fit(cells[i][row], sizes[i]) for i in shown)) for row in range(len(rows))]
    more = count - len(shown)
    about = f"{len(table.rows)} rows, {count} columns" + (f", {more} of them not shown" if more else "")
    return Content("\n").join([head, *lines, Content.styled(about, "$text-muted")])
