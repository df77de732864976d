"""Run a sweep, in this process or in those of an executor, and give each part as it is finished."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TypeAlias

from core.problems import Reader, read_table
from core.program.outcomes import Outcomes
from core.sweep.parts import WIDTH, Part, plan, problem_of, run_part, start_part
from core.sweep.results import SweepResult
from core.sweep.sweep import Sweep

TASK = 0.2
"""Seconds of work that are sent to another process at a time: much more than sending takes."""
UPDATE = 1e-8
PART = 0.01
"""Seconds that an update of one cell takes, and a part besides: roughly."""
NARROW = 1_000
"""Columns of the narrowest parts that are made to give every process some."""
POLL = 0.1
"""Seconds between two calls of `watch` while other processes work."""

Watch: TypeAlias = Callable[[float], bool]
"""Is told, often, how many cells have been run; the sweep ends when it returns False."""
Tell: TypeAlias = Callable[[Exception], None]


def stream(
    sweep: Sweep,
    executor: Executor | None = None,
    read: Reader = read_table,
    *,
    parts: Sequence[Part] | None = None,
    watch: Watch = lambda done: True,
    tell: Tell = lambda error: None,
) -> Generator[tuple[Part, Outcomes], None, None]:
    """Each part of a sweep, or of `parts`, with its cells as it is finished.

    What another process can't do, as it was killed or has no such file, is done in this process; `tell` is given the
    reason. Raises DataError.
    """
    chosen = plan(sweep) if parts is None else parts
    if executor is None:
        yield from _here(sweep, chosen, read, watch)
    else:
        yield from _elsewhere(sweep, executor, read, chosen, watch, tell)


def run(sweep: Sweep, executor: Executor | None = None, read: Reader = read_table) -> SweepResult:
    """Run a whole sweep. Raises DataError."""
    result = SweepResult.empty(sweep)
    for part, columns in stream(sweep, executor, read):
        result.put(part, columns, problem_of(sweep, part, read))
    return result


def run_parts(sweep: Sweep, parts: Sequence[Part], read: Reader = read_table) -> list[Outcomes]:
    """Run some parts: the task of another process. Raises DataError."""
    return [run_part(sweep, part, read) for part in parts]


def width_for(sweep: Sweep, processes: int) -> int:
    """The columns of a part such that each process gets some parts."""
    cells = sweep.cells // max(1, 4 * processes)
    return min(WIDTH, max(NARROW, cells))


def batches(sweep: Sweep, parts: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    """The parts in groups that take about TASK each."""
    batch: list[Part] = []
    seconds = 0.0
    for part in parts:
        cost = PART + UPDATE * _size(part) * sweep.scenario.steps
        if batch and seconds + cost > TASK:
            yield tuple(batch)
            batch, seconds = [], 0.0
        batch.append(part)
        seconds += cost
    if batch:
        yield tuple(batch)


def _size(part: Part) -> int:
    return part.end - part.begin


def _here(sweep: Sweep, parts: Sequence[Part], read: Reader, watch: Watch) -> Iterator[tuple[Part, Outcomes]]:
    done = 0
    for part in parts:
        run = start_part(sweep, part, read)
        while run.advance():
            if not watch(done + _size(part) * run.step / sweep.scenario.steps):
                return
        done += _size(part)
        yield part, run.found


def _elsewhere(
    sweep: Sweep, executor: Executor, read: Reader, parts: Sequence[Part], watch: Watch, tell: Tell
) -> Iterator[tuple[Part, Outcomes]]:
    waiting: dict[Future[list[Outcomes]], tuple[Part, ...]] = {}
    finished: SimpleQueue[Future[list[Outcomes]]] = SimpleQueue()
    done = 0
    try:
        left: list[Part] = []
        for batch in batches(sweep, parts):
            try:
                future = executor.submit(run_parts, sweep, batch, read)
            except Exception as error:  # the executor is broken, and refuses
                tell(error)
                left += batch
                continue
            waiting[future] = batch
            future.add_done_callback(finished.put)
        while waiting and watch(done):
            with suppress(Empty):
                future = finished.get(timeout=POLL)
                batch = waiting.pop(future)
                if (failure := _failure(future)) is not None:
                    tell(failure)
                    left += batch
                else:
                    yield from zip(batch, future.result(), strict=True)
                    done += sum(map(_size, batch))
        if not waiting:
            yield from _here(sweep, left, read, lambda more: watch(done + more))
    finally:
        for future in waiting:
            future.cancel()


def _failure(future: Future[list[Outcomes]]) -> Exception | None:
    """Why another process could not run its parts, whatever the kind of executor calls it."""
    try:
        future.result()
    except Exception as error:
        return error
    return None
