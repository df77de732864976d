"""Text laid out by rich: as wide as the terminal, or 80 columns without one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Column, Table

from tui.safe_cells import safe_segment
from tui.terminal.terminal_size import clamped

WIDTH = 80


class SafeConsole(Console):
    """A console that writes printable characters, line ends and its own colours alone."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """The segments of anything that rich can show."""
        return map(safe_segment, super().render(renderable, options))


class Page:
    """A console that writes to a file, in colour only on a terminal, and without blanks at line ends."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        width = None if file.isatty() else WIDTH
        self._console = SafeConsole(file=file, width=width, highlight=False, emoji=False)
        self._console.width, _ = clamped(self._console.width, 1)

    @property
    def width(self) -> int:
        return self._console.width

    @property
    def colored(self) -> bool:
        """Whether colours can be shown."""
        return self._console.color_system is not None and not self._console.no_color

    def fits(self, what: RenderableType) -> bool:
        """Whether something fits the width without a break."""
        return self._width_of(what) <= self.width

    def _width_of(self, what: RenderableType) -> int:
        """The width of something without a break."""
        unlimited = self._console.options.update(max_width=10 * self.width, width=10 * self.width)
        return self._console.measure(what, options=unlimited).maximum

    def show_table(self, table: Table, names: Column) -> None:
        """Show a table: its lines are longer than the page where else a word of the `names` would be broken."""
        names.min_width = max(
            (cell_len(word) for text in (names.header, *names.cells) for word in str(text).split()), default=0
        )
        names.max_width = names.min_width
        least, width = self._width_of(table), self.width
        names.max_width = None
        self._console.width = max(width, least)
        self.show(table)
        self._console.width = width

    def show(self, *what: RenderableType) -> None:
        for each in what:
            with self._console.capture() as captured:
                self._console.print(each)
            self._file.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


def plain_table() -> Table:
    """A table without rules, its columns one blank apart."""
    return Table(box=None, pad_edge=False, padding=(0, 1), collapse_padding=True)
