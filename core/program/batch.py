"""The array back end: many runs of one rule at once, as arrays of shape (dims, runs)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from core.arrays import Array
from core.formula.compile import build
from core.formula.emit import assignments, function_source
from core.formula.nodes import Name, Node
from core.formula.numeric import in_numpy
from core.formula.simplify import substitute
from core.program.assemble import NEXT_F, NEXT_G, NOISE, THETA, Assign, Block, Evaluate, F, G, Program, T
from core.program.objective import Objective
from core.settings import MAX_COORDINATE


@dataclass(frozen=True)
class Runs:
    """The histories of many runs: `path` (steps + 1, dims, runs), `loss` and `grad_norm` (steps + 1, runs).

    `steps` (runs,) is the last finite row of each; after it a run's rows repeat that row.
    """

    path: Array
    loss: Array
    grad_norm: Array
    steps: np.ndarray[Any, np.dtype[np.int64]]


def _rows(*parts: Any) -> Array:
    return np.stack(np.broadcast_arrays(*parts))


class ArrayProgram:
    """Generated array code of one racer on one problem; `arguments` names the hyperparameters that vary by run."""

    def __init__(self, program: Program, objective: Objective, arguments: Sequence[str] = ()) -> None:
        self.program = program
        self.objective = objective
        self.arguments = tuple(arguments)
        self._functions: Mapping[str, Any] = {
            "evaluate": objective.array,
            "sample": objective.array_sample,
            "rows": _rows,
        }

    def _pieces(self, block: Block) -> Iterator[tuple[str, Node | str]]:
        for line in block.lines:
            if isinstance(line, Assign):
                yield line.target, line.node
            else:
                yield from self._evaluation(line)

    def _evaluation(self, line: Evaluate) -> Iterator[tuple[str, Node | str]]:
        objective = self.objective
        formulas = objective.formulas(line.sampled)
        if formulas is None:
            call = f"sample({line.at}, {T})" if line.sampled else f"evaluate({line.at})"
            yield f"{line.f}, {line.g}", call
            return
        put_in: dict[str, Node | float] = {"t": Name(T)} if line.sampled else {}
        for i, variable in enumerate(objective.variables):
            put_in[variable] = Name(f"{line.at}_{i}")
            yield f"{line.at}_{i}", f"{line.at}[{i}]"
        loss, partials = formulas
        yield line.f, substitute(loss, put_in)
        parts = [f"{line.g}_{i}" for i in range(objective.dims)]
        for part, partial in zip(parts, partials, strict=True):
            yield part, substitute(partial, put_in)
        yield line.g, f"rows({', '.join([*parts, f'{line.at}_0'])})[:-1]"  # the last one lends its shape

    def _function(self, block: Block, inputs: Sequence[str], results: Sequence[str]) -> Callable[..., tuple[Any, ...]]:
        lines = assignments(list(self._pieces(block)), "array")
        source = function_source("once", [*inputs, *self.arguments], lines, results)
        return build(source, "once", in_numpy(), self._functions)

    @cached_property
    def _evaluate(self) -> Callable[..., tuple[Any, ...]]:
        return self._function(Block((Evaluate(THETA, NEXT_F, NEXT_G),), frozenset()), [THETA], [NEXT_F, NEXT_G])

    @cached_property
    def _first(self) -> Callable[..., tuple[Any, ...]]:
        return self._function(self.program.first, [THETA, F, G, NOISE, T], self.program.first_state)

    @cached_property
    def _update(self) -> Callable[..., tuple[Any, ...]]:
        state = self.program.state
        before = [THETA, F, G, NOISE, T, *(variable.before for variable in state)]
        after = [self.program.theta, NEXT_F, NEXT_G, *(variable.after for variable in state)]
        return self._function(self.program.update, before, after)

    def run(
        self,
        starts: Array,
        steps: int,
        noise: Callable[[int], Array] | None = None,
        values: Mapping[str, Array] | None = None,
    ) -> Runs:
        """Run `steps` updates from each column of `starts` (dims, runs).

        `noise(k)` returns the draws (dims,) of the update after step k; `values` holds the arguments, (runs,) each.
        """
        arguments = [np.asarray((values or {})[name], dtype=np.float64) for name in self.arguments]
        theta = np.array(starts, dtype=np.float64)
        runs = theta.shape[1]
        history = _History(theta.shape[0], runs, steps)
        draw = noise or (lambda k: np.zeros(theta.shape[0]))
        with np.errstate(all="ignore"):
            f, g = self._evaluate(theta, *arguments)
            first = self._first(theta, f, g, draw(0)[:, None], 1.0, *arguments)
            state = [
                np.array(np.broadcast_to(value, theta.shape if variable.vector else (runs,)))
                for variable, value in zip(self.program.state, first, strict=True)
            ]
            history.record(0, theta, f, g)
            alive = np.isfinite(f) & np.ones(runs, dtype=bool)
            for k in range(steps):
                new = self._update(theta, f, g, draw(k)[:, None], k + 1.0, *state, *arguments)
                alive &= np.isfinite(new[1]) & (np.abs(new[0]) < MAX_COORDINATE).all(axis=0)
                theta, f, g, *state = (
                    np.where(alive, after, before) for after, before in zip(new, (theta, f, g, *state), strict=True)
                )
                history.steps[alive] = k + 1
                history.record(k + 1, theta, f, g)
        return history.runs()


class _History:
    def __init__(self, dims: int, runs: int, steps: int) -> None:
        self.path = np.empty((steps + 1, dims, runs))
        self.loss = np.empty((steps + 1, runs))
        self.grad_norm = np.empty((steps + 1, runs))
        self.steps = np.zeros(runs, dtype=np.int64)

    def record(self, k: int, theta: Array, f: Array, g: Array) -> None:
        self.path[k], self.loss[k] = theta, f
        self.grad_norm[k] = np.sqrt(np.add.reduce(g * g, 0))

    def runs(self) -> Runs:
        return Runs(self.path, self.loss, self.grad_norm, self.steps)
