"""A tape whose updates are machine code: the same rings and the same answers, several times as fast."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from core.arrays import Array, Indices
from core.program.assemble import F
from core.program.fast import Kernel
from core.program.llvm_text import WIDTH
from core.program.tape import SLOTS, Tape, TapeProgram
from core.settings import MAX_COORDINATE


class CompiledTape:
    """A program bound to arrays of `width` columns, at a start; the attributes and methods are those of `Tape`."""

    def __init__(
        self, program: TapeProgram, kernel: Kernel, state: Mapping[str, Array], columns: Mapping[str, Array]
    ) -> None:
        self._program = program
        self._kernel = kernel
        self.width = width = len(state[F])
        dims = program.dims
        padded = -(-width // WIDTH) * WIDTH
        self._rings = np.zeros((SLOTS + 1, len(program.ring_outputs), padded))
        self.theta, self.loss = self._rings[:, :dims, :width], self._rings[:, dims, :width]
        self.answer, self.answer_loss = self.theta, self.loss
        if program.answer_state:
            self.answer, self.answer_loss = self._rings[:, dims + 1 : -1, :width], self._rings[:, -1, :width]
        self._carried = np.zeros((len(program.carried), padded))
        self._columns = np.zeros((kernel.column_rows, padded))
        for row, name in enumerate(program.carried):
            self._carried[row] = _padded(state[name], padded)
        for row, name in enumerate(kernel.columns):
            self._columns[row] = _padded(columns[name], padded)
        self._rings[0, : dims + 1] = self._carried[: dims + 1]
        self._summary = np.zeros((3, padded))
        self._given = columns
        kernel.prepare(self._columns)

    def run(self, begin: int, table: Array, which: Indices, draws: Array | None = None) -> None:
        """Run a block of updates begin + 1, …, one for each row of `table`, as `Tape.run` does."""
        noise = np.empty(0)
        if draws is not None:
            noise = np.zeros((len(table), self._program.dims, self._carried.shape[1]))
            noise[:, :, : self.width] = draws[:, :, which]
        self._summary[0], self._summary[1:] = np.inf, 0.0
        self._kernel.update(self._columns, self._carried, table, noise, self._rings, self._summary)

    def lowest(self, count: int) -> Array:
        """The lowest measured loss of each column in a block of `count` updates."""
        return self._summary[0, : self.width]

    def is_finite(self, count: int) -> bool:
        """Whether theta and its loss stayed within what a run allows in a block of `count` updates."""
        return bool(not self._summary[1].any() and self._summary[2].max() < MAX_COORDINATE)  # NaN counts as true

    def wrap(self) -> None:
        """After a whole block: the last row of the rings becomes the first."""
        self._rings[0] = self._rings[SLOTS]

    def taken(self, columns: Indices) -> CompiledTape:
        """The tape of some of the columns, after `wrap`."""
        state = dict(zip(self._program.carried, self._carried[:, columns], strict=True))
        given = {name: array[columns] for name, array in self._given.items()}
        return CompiledTape(self._program, self._kernel, state, given)

    def overwrite(self, columns: Indices, source: int) -> None:
        """Let columns that have ended repeat another one from now on, after `wrap`."""
        for array in (self._carried, self._columns, self._rings[0]):
            array[:, columns] = array[:, source, None]


def _padded(values: Array, width: int) -> Array:
    """The values, and the last one again up to the width."""
    return np.concatenate([values, np.full(width - len(values), values[-1])])


def make_tape(program: TapeProgram, state: Mapping[str, Array], columns: Mapping[str, Array]) -> Tape | CompiledTape:
    """A tape of machine code where llvmlite is installed and the problem is a formula, else one of numpy calls."""
    kernel = program.kernel
    return Tape(program, state, columns) if kernel is None else CompiledTape(program, kernel, state, columns)
