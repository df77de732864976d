"""Run a sweep for the command line: in processes or on a cluster, with a progress bar, until a signal ends it."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext

from core.sweep import Sweep, SweepResult, stream
from core.sweep.cluster import cluster
from core.sweep.parts import cells_of, plan, problem_of
from core.sweep.processes import processes
from core.sweep.stream import batches, width_for
from tui.cli.progress import Progress
from tui.cli.signals import Signals
from tui.cli.streams import OutputError
from tui.state.unfinished_sweep import UnfinishedSweep

QUICK = 0.5  # seconds; a shorter sweep shows no progress bar
SHOWN = 0.1  # seconds between two updates of the bar
WORKERS = 16  # of a cluster, as far as the width of its parts goes

Say = Callable[[str], None]


def complete(
    sweep: Sweep, signals: Signals, kept: UnfinishedSweep | None, scheduler: str | None, jobs: int, say: Say
) -> SweepResult:
    """Run the sweep to its end, or until a signal arrives. Raises DataError and ClusterError."""
    result = SweepResult.empty(sweep)
    if kept is not None:
        kept.restore(result)
    done = result.done.reshape(-1)
    width = width_for(sweep, WORKERS if scheduler is not None else jobs)
    parts = [part for part in plan(sweep, width) if not done[cells_of(sweep, part)].all()]
    with ExitStack() as stack:
        executor = stack.enter_context(_executor(scheduler, min(jobs, len(list(batches(sweep, parts))))))
        watch = stack.enter_context(_Watch(sweep.cells, int(done.sum()), signals))
        found = stack.enter_context(
            closing(stream(sweep, executor, parts=parts, watch=watch, tell=_Complaints(say).tell))
        )
        for part, columns in found:
            result.put(part, columns, problem_of(sweep, part))
            if kept is not None:
                try:
                    kept.keep(part, columns)
                except OSError as error:
                    raise OutputError(error) from None
            if signals.received:
                break
    return result


def _executor(scheduler: str | None, jobs: int) -> AbstractContextManager[Executor | None]:
    if scheduler is not None:
        return cluster(scheduler)
    return processes(jobs) if jobs > 1 else nullcontext()


class _Complaints:
    """Says once for each reason that another process has failed to run a part."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._said: set[str] = set()

    def tell(self, error: Exception) -> None:
        """Say what has failed, if it has not been said yet."""
        reason = type(error).__name__
        if reason not in self._said:
            self._said.add(reason)
            told = " ".join(f"{reason} {error}".split())
            self._say(f"another process has failed, so this one does its part: {told}")


class _Watch:
    """Shows progress on a terminal, and ends a sweep after a signal; a context manager."""

    def __init__(self, cells: int, begin: int, signals: Signals) -> None:
        self._cells = cells
        self._begin = begin
        self._signals = signals
        self._stack = ExitStack()
        self._progress: Progress | None = None
        self._since = self._last = time.monotonic()

    def __enter__(self) -> _Watch:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def __call__(self, done: float) -> bool:
        now = time.monotonic()
        if now - self._last >= SHOWN:
            self._last = now
            self._show(self._begin + done, now)
        return not self._signals.received

    def _show(self, done: float, now: float) -> None:
        if self._progress is None and now - self._since >= QUICK and sys.stderr.isatty():
            self._progress = self._stack.enter_context(Progress(self._cells, "sweeping", "runs", done))
        if self._progress is not None:
            self._progress.show(done)
