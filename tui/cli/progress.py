"""A progress bar on stderr for a long run; it is erased at the end."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    ProgressColumn,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar


class Progress:
    """Shows the steps done of all; a context manager.

    With a `unit` it shows the share done, and how many of these are done in a second, besides the `begin` of them.
    """

    def __init__(self, end: int, doing: str = "racing", unit: str = "", begin: float = 0.0) -> None:
        counted: list[ProgressColumn] = [TaskProgressColumn(), TextColumn("{task.fields[rate]}")]
        columns = [
            TextColumn(doing),
            BarColumn(),
            *(counted if unit else [MofNCompleteColumn()]),
            TimeRemainingColumn(),
        ]
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(doing, total=end, completed=int(begin), rate="")
        self._unit = unit
        self._begin, self._since = begin, time.monotonic()

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def show(self, done: float) -> None:
        """Show how many are done."""
        rate = (done - self._begin) / max(time.monotonic() - self._since, 1e-3)
        self._bar.update(self._task, completed=int(done), rate=f"{rate:,.0f} {self._unit}/s")
