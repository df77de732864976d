"""The compiled back end: an update as machine code for many columns at once, by llvmlite where that is installed.

The code is written from a lowered update alone, never from a user's text. It computes as generated scalar code does:
the same operations in the same order, without contraction or reassociation, and the functions of the C library that
Python's own math calls. So a column equals its run in every bit.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from core.arrays import Array
from core.formula.nodes import COMPARISONS
from core.program.assemble import THETA
from core.program.coordinates import components
from core.program.llvm_text import LIBRARY, WIDTH, Writer, declarations
from core.program.lower import Apply, Depends, Evaluation, Input, Lowered

TILE = 256
"""Columns that run through all updates of a block before the next ones do: what they carry stays in the cache."""


def available() -> bool:
    """Whether llvmlite is installed."""
    return find_spec("llvmlite") is not None


def can_compile(lowered: Lowered) -> bool:
    """Whether an update is made of operations alone: a problem with its own function is not."""
    return not any(isinstance(lowered.values[number], Evaluation) for number in lowered.order)


class Kernel:
    """The compiled functions of a lowered update.

    `prepare` computes the rows of values that depend on the columns alone, `evaluate` the loss and gradient of starts;
    `update` runs the updates of a block.
    """

    def __init__(
        self,
        lowered: Lowered,
        table: Sequence[int],
        carried: Sequence[str],
        rings: Sequence[int],
        noise: Sequence[str],
        evaluation: Lowered,
    ) -> None:
        dims = len(evaluation.outputs) - 1
        values = lowered.values
        inputs = {value.name: n for n in lowered.order if isinstance(value := values[n], Input)}
        named = {name: n for name, n in inputs.items() if values[n].depends == Depends.COLUMN}
        self.columns, given = tuple(named), list(named.values())
        """The names of the first rows of the columns' array, which are given; `prepare` fills the others."""
        once = {n: v for n in lowered.order if isinstance(v := values[n], Apply) and v.depends == Depends.COLUMN}
        computed, kept = list(once), [n for n, value in once.items() if value.op not in COMPARISONS]
        self.column_rows = len(given) + len(kept)

        prepare = Writer(lowered)
        prepare.load(given, "columns")
        prepare.compute(computed)
        prepare.store(kept, "columns", len(given))

        update = Writer(lowered)
        update.table(table)
        update.load([*given, *kept], "columns")
        update.load([inputs.get(name) for name in carried], "carried")
        update.load([inputs.get(name) for name in noise], "noise", "%noise_row")
        update.compute([n for n in lowered.order if isinstance(values[n], Apply) and n not in update.known])
        update.store(lowered.outputs[: len(carried)], "carried")
        update.store([lowered.outputs[output] for output in rings], "rings", "%ring_row")
        update.summarize([lowered.outputs[i] for i in range(dims + 1)], lowered.outputs[rings[-1]])
        self._engine, addresses = _compiled(
            declarations()
            + _ONCE.format(name="prepare", width=WIDTH, body=prepare.text)
            + _ONCE.format(name="evaluate", width=WIDTH, body=_evaluation(evaluation))
            + _UPDATE.format(
                table=update.head,
                body=update.text,
                width=WIDTH,
                columns=len(table),
                noise=len(noise),
                rings=len(rings),
            )
        )
        long, pointer = ctypes.c_int64, ctypes.c_void_p
        self._prepare, self._evaluate = (
            ctypes.CFUNCTYPE(None, long, pointer)(addresses[name]) for name in ("prepare", "evaluate")
        )
        self._update = ctypes.CFUNCTYPE(None, long, long, long, long, *[pointer] * 6)(addresses["update"])

    def prepare(self, columns: Array) -> None:
        """Fill the rows of `columns` (rows, width) behind those that are given."""
        self._prepare(columns.shape[1], columns.ctypes.data)

    def evaluate(self, points: Array) -> Array:
        """The loss and the gradient (1 + dims, columns) at points (dims, columns)."""
        dims, count = points.shape
        rows = np.zeros((2 * dims + 1, -(-count // WIDTH) * WIDTH))
        rows[:dims, :count] = points
        self._evaluate(rows.shape[1], rows.ctypes.data)
        return rows[dims:, :count]

    def update(self, columns: Array, carried: Array, table: Array, noise: Array, rings: Array, summary: Array) -> None:
        """Run an update for each row of `table` (updates, values); the width of all arrays is a multiple of WIDTH.

        `columns` (rows, width) and `carried` (values, width) are read, and `carried` changed; `noise` (updates, dims,
        width) is empty where all columns have the same; `rings` (updates + 1, values, width) receives row j + 1 after
        update j. `summary` (3, width) receives the lowest measured loss, 0 where theta and its loss stayed finite and
        NaN elsewhere, and the largest |θ|.
        """
        width = carried.shape[1]
        pointers = [array.ctypes.data for array in (columns, carried, table, noise, rings, summary)]
        for begin in range(0, width, TILE):
            self._update(begin, min(begin + TILE, width), width, len(table), *pointers)


_ONCE = """
define void @{name}(i64 %width, ptr noalias %columns) {{
entry:
  br label %loop
loop:
  %i = phi i64 [ 0, %entry ], [ %next, %loop ]
{body}  %next = add i64 %i, {width}
  %more = icmp slt i64 %next, %width
  br i1 %more, label %loop, label %done
done:
  ret void
}}
"""
_UPDATE = """
define void @update(i64 %begin, i64 %end, i64 %width, i64 %updates, ptr noalias %columns, ptr noalias %carried,
                    ptr noalias %table, ptr noalias %noise, ptr noalias %rings,
                    ptr noalias %summary) {{
entry:
  br label %outer
outer:
  %j = phi i64 [ 0, %entry ], [ %later, %after ]
  %later = add i64 %j, 1
  %table_row = mul i64 %j, {columns}
  %noise_row = mul i64 %j, {noise}
  %ring_row = mul i64 %later, {rings}
{table}  br label %loop
loop:
  %i = phi i64 [ %begin, %outer ], [ %next, %loop ]
{body}  %next = add i64 %i, {width}
  %more = icmp slt i64 %next, %end
  br i1 %more, label %loop, label %after
after:
  %again = icmp slt i64 %later, %updates
  br i1 %again, label %outer, label %done
done:
  ret void
}}
"""


def _evaluation(lowered: Lowered) -> str:
    """The lines that read a point from the first rows, and write its loss and gradient to the rows behind."""
    writer = Writer(lowered)
    dims = len(lowered.outputs) - 1
    inputs = {value.name: n for n in lowered.order if isinstance(value := lowered.values[n], Input)}
    writer.load([inputs.get(name) for name in components(THETA, dims)], "columns")
    writer.compute([n for n in lowered.order if isinstance(lowered.values[n], Apply) and n not in writer.known])
    writer.store(lowered.outputs, "columns", dims)
    return writer.text


@cache
def load_compiler() -> None:
    """Load llvmlite, if there is one that fits this machine: that takes longer than to compile."""
    if available():
        with suppress(ImportError, OSError):
            _machine()


@cache
def _machine() -> Any:
    """llvmlite's binding and this processor as its target."""
    import llvmlite.binding as llvm  # noqa: PLC0415 - optional

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    library = ctypes.CDLL(None)  # Python's own process, which has the C library's functions loaded
    for name in LIBRARY:
        llvm.add_symbol(f"fall_{name}", ctypes.cast(getattr(library, name), ctypes.c_void_p).value)
    features = llvm.get_host_cpu_features().flatten()
    target = llvm.Target.from_default_triple()
    return llvm, lambda: target.create_target_machine(cpu=llvm.get_host_cpu_name(), features=features, opt=1)


def _compiled(text: str) -> tuple[Any, dict[str, int]]:
    """The engine that owns the machine code, and the addresses of the functions."""
    llvm, machine = _machine()
    module = llvm.parse_assembly(text)
    module.verify()
    engine = llvm.create_mcjit_compiler(module, machine())  # passes over the module cost as much and gain nothing here
    engine.finalize_object()
    return engine, {name: engine.get_function_address(name) for name in ("prepare", "evaluate", "update")}
