"""Many runs of one rule at once: the last and the best loss of each, when it met the target, when it diverged."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.arrays import Array, Indices, Integers
from core.frozen import frozen
from core.noise import BLOCK, gradient_noise
from core.program.assemble import F
from core.program.compiled_tape import CompiledTape, make_tape
from core.program.outcomes import Outcomes, no_outcomes
from core.program.tape import SLOTS, NoiseKind, Tape, TapeProgram
from core.settings import MAX_COORDINATE

CROWD = 1 / 3
"""Columns that have ended leave the arrays when they are at least this share; binding new arrays takes time."""
TAIL = 10
"""The tail is the last tenth of the steps."""
LEAST = 2
"""Columns of the narrowest arrays: with one, numpy takes other ways, and rounds otherwise."""


class Seeds:
    """The seed of each column, and the gradient noise of standard deviation `sigma` that it draws."""

    def __init__(self, seeds: Integers, dims: int, sigma: float = 0.0) -> None:
        distinct, which = np.unique(seeds, return_inverse=True)
        self.distinct = [int(seed) for seed in distinct]
        self.which = np.asarray(which, dtype=np.intp)
        self.sigma = sigma
        self._dims = dims
        self._block = -1
        self._drawn: Array = np.empty((0, dims, 0))

    @property
    def noise(self) -> NoiseKind:
        """Whether there is noise, and whether all columns have the same."""
        return "none" if not self.sigma else "shared" if len(self.distinct) == 1 else "own"

    def draws(self, begin: int, count: int) -> Array:
        """The noise of the updates after steps begin, …, within one BLOCK: (count, dims, distinct seeds)."""
        block, offset = divmod(begin, BLOCK)
        if block != self._block:
            drawn = [gradient_noise(seed, self.sigma, self._dims, block) for seed in self.distinct]
            self._drawn = np.stack(drawn, axis=-1).reshape(BLOCK, self._dims, len(drawn))
            self._block = block
        return self._drawn[offset : offset + count]


@frozen
class Task:
    """What is run: `steps` updates, or for `until_target` up to the first loss at or below the target.

    The target is `level`, or, for a `share`, level + share·(f(start) − level), that is the share of the way that is
    left, where `level` is the lowest loss.

    `history` (steps + 1, columns) receives the losses, infinite after a run has ended; `path` (steps + 1, dims,
    columns) the points that they belong to.
    """

    steps: int
    level: float = -np.inf
    share: float = 0.0
    until_target: bool = False
    seeds: Seeds | None = None
    history: Array | None = None
    path: Array | None = None

    def level_at(self, losses: Array) -> Array:
        """The target of runs with these losses at the start."""
        return self.level + self.share * (losses - self.level) if self.share else np.full(losses.shape, self.level)


def run_columns(program: TapeProgram, starts: Array, task: Task, values: Mapping[str, Array]) -> Outcomes:
    """Run a task from each column of `starts` (dims, columns); `values` are those of the program's columns."""
    run = ColumnRun(program, starts, task, values)
    while run.advance():
        pass
    return run.found


class ColumnRun:
    """A task under way: `found` holds what is known after `step` updates."""

    def __init__(self, program: TapeProgram, starts: Array, task: Task, values: Mapping[str, Array]) -> None:
        self.found = found = no_outcomes(*starts.shape)
        self._task = task
        self._running: _Running | None = None
        with np.errstate(all="ignore"):
            state = _state_at_start(program, starts, values, task.seeds)
            point, loss = _measured(program, state, starts)
            self.level = np.broadcast_to(task.level_at(loss), loss.shape)
            found.loss[:], found.best[:], found.theta[:], found.answer[:] = loss, loss, starts, point
            found.hit[loss <= self.level] = 0
            found.diverged[:] = ~np.isfinite(state[F])
            if task.history is not None:
                task.history[:] = np.inf
                task.history[0] = loss
            if task.path is not None:
                task.path[0] = point
            running = ~found.diverged
            if task.until_target:
                running &= found.hit < 0
            if running.any() and task.steps:
                index = _at_least_two(np.flatnonzero(running))
                taken = {name: array[..., index] for name, array in state.items()}
                tape = make_tape(program, taken, {name: array[..., index] for name, array in values.items()})
                tape.answer[0], tape.answer_loss[0] = point[:, index], loss[index]
                self._running = _Running(program, tape, task, found, index, self.level)

    @property
    def step(self) -> int:
        """How many updates have been run; all of them where every run has ended."""
        return self._task.steps if self._running is None else self._running.step

    def advance(self) -> bool:
        """Run one block of updates; False if there was nothing left to run."""
        if self._running is None:
            return False
        with np.errstate(all="ignore"):
            if not self._running.advance():
                self._running = None
        return True


def _state_at_start(
    program: TapeProgram, starts: Array, values: Mapping[str, Array], seeds: Seeds | None
) -> dict[str, Array]:
    """What the first update reads, (columns,) each, or (dims, columns)."""
    draws = None if seeds is None or program.noise == "none" else seeds.draws(0, 1)[0]
    if seeds is not None and draws is not None:
        draws = draws[:, seeds.which] if program.draws_by_column else draws[:, 0]
    state = program.start(starts, values, draws, None if seeds is None else seeds.which)
    return {name: _columns(array, starts.shape, program.is_vector(name)) for name, array in state.items()}


def _columns(values: Array, shape: tuple[int, ...], vector: bool) -> Array:
    return np.broadcast_to(values, shape if vector else shape[1:])


def _measured(program: TapeProgram, state: Mapping[str, Array], starts: Array) -> tuple[Array, Array]:
    """The points (dims, columns) whose loss is measured, and that loss, at the start."""
    if not program.answer_state:
        return starts, state[F]
    points = np.concatenate([np.atleast_2d(state[name]) for name in program.answer_state])
    return points, program.loss(points)


def _at_least_two(index: Indices) -> Indices:
    return index if index.size >= LEAST else np.resize(index, LEAST)


class _Running:
    """The columns that still run: `_index` says which of all they are, `_ended` those that are to leave."""

    def __init__(
        self, program: TapeProgram, tape: Tape | CompiledTape, task: Task, found: Outcomes, index: Indices, level: Array
    ) -> None:
        self.step = 0
        self._level = level
        self._program = program
        self._task = task
        self._found = found
        self._set(tape, index, np.zeros(index.size))
        self._tail_length = max(1, task.steps // TAIL)

    def _set(self, tape: Tape | CompiledTape, index: Indices, tail: Array) -> None:
        seeds = self._task.seeds
        self._tape = tape
        self._index = index
        self._which = seeds.which[index] if seeds else np.zeros(index.size, dtype=np.intp)
        self._tail = tail
        self._ended = np.zeros(index.size, dtype=bool)

    def advance(self) -> bool:
        """Run one block; False after the last one."""
        steps, k = self._task.steps, self.step
        count = min(SLOTS, steps - k)
        self._block(k, count)
        self._account(k, count)
        self.step = k + count
        if self.step < steps and not self._ended.all():
            self._tape.wrap()
            self._leave()
            return True
        running = np.flatnonzero(~self._ended)
        self._settle(running, np.full(running.size, count), k)
        self._found.tail[self._index[running]] = self._tail[running] / self._tail_length
        return False

    def _block(self, k: int, count: int) -> None:
        seeds, table, kind = self._task.seeds, self._program.table, self._program.noise
        draws = None if seeds is None or kind == "none" else seeds.draws(k, count)
        by_column = self._program.draws_by_column
        by_step = np.empty((count, 0)) if draws is None or by_column else draws[:, :, 0]
        self._tape.run(k, table.rows(k, by_step), self._which, draws if by_column else None)

    def _account(self, k: int, count: int) -> None:
        """Note best losses, targets met and divergence in a block."""
        task, found, tape = self._task, self._found, self._tape
        live: Indices | slice = np.flatnonzero(~self._ended) if self._ended.any() else slice(None)
        index = self._index[live]
        losses, lowest = tape.answer_loss[1 : count + 1][:, live], tape.lowest(count)[live]
        leaving: list[tuple[Indices, Indices]] = []
        if not tape.is_finite(count):
            columns, rows = _diverged(tape.loss[1 : count + 1][:, live], tape.theta[1 : count + 1][:, :, live])
            found.diverged[index[columns]] = True
            leaving.append((columns, rows))
            lowest = _cut(losses, columns, rows)
        met = np.flatnonzero((lowest <= self._level[index]) & (found.hit[index] < 0))
        if met.size:
            rows = (losses[:, met] <= self._level[index[met]]).argmax(axis=0) + 1
            found.hit[index[met]] = k + rows
            if task.until_target:
                found.diverged[index[met]] = False  # it ended before that
                leaving.append((met, rows))
                lowest = _cut(losses, met, rows)
        found.best[index] = np.fmin(found.best[index], lowest)
        self._keep(k, count, losses, live)
        places = np.arange(self._index.size)[live]
        for columns, rows in leaving:
            self._settle(places[columns], rows, k)
            self._ended[places[columns]] = True

    def _keep(self, k: int, count: int, losses: Array, live: Indices | slice) -> None:
        """Add a block to the tail, and to the histories that are wanted."""
        task, index = self._task, self._index[live]
        begin = task.steps - self._tail_length - k
        if begin < count:
            self._tail[live] += losses[max(0, begin) :].sum(axis=0)
        if task.history is not None:
            task.history[k + 1 : k + count + 1, index] = losses
        if task.path is not None:
            task.path[k + 1 : k + count + 1, :, index] = self._tape.answer[1 : count + 1][:, :, live]

    def _settle(self, columns: Indices, rows: Indices, k: int) -> None:
        """Note where runs end: at these rows of the rings, of which row 0 is step k."""
        index, tape, found = self._index[columns], self._tape, self._found
        found.last[index] = k + rows
        found.loss[index] = tape.answer_loss[rows, columns]
        found.theta[:, index] = tape.theta[rows, :, columns].T
        found.answer[:, index] = tape.answer[rows, :, columns].T

    def _leave(self) -> None:
        """Take the columns that have ended out of the arrays, or let them repeat another until there are enough."""
        ended = np.flatnonzero(self._ended)
        if not ended.size:
            return
        kept = np.flatnonzero(~self._ended)
        if ended.size < CROWD * self._ended.size:
            self._tape.overwrite(ended, int(kept[0]))
            self._which = self._which.copy()  # another object, by which mini-batches see that it has changed
            self._which[ended] = self._which[kept[0]]
            return
        kept = _at_least_two(kept)
        before, tape = self._tape, self._tape.taken(kept)
        tape.answer[0], tape.answer_loss[0] = before.answer[0][:, kept], before.answer_loss[0][kept]
        self._set(tape, self._index[kept], self._tail[kept])


def _diverged(losses: Array, theta: Array) -> tuple[Indices, Indices]:
    """The columns that diverged in a block, and the rows of the rings with their last finite values."""
    good = np.isfinite(losses) & (np.abs(theta) < MAX_COORDINATE).all(axis=1)
    columns = np.flatnonzero(~good.all(axis=0))
    return columns, good[:, columns].argmin(axis=0)


def _cut(losses: Array, columns: Indices, rows: Indices) -> Array:
    """Make the losses of a block infinite that come after a row of the rings; returns each column's lowest."""
    losses[:, columns] = np.where(np.arange(1, len(losses) + 1)[:, None] > rows, np.inf, losses[:, columns])
    return np.asarray(losses.min(axis=0))
