"""The convergence rate of a linear optimizer on a quadratic: predicted by theory, and measured in a run.

Gradient descent, momentum and Nesterov's method multiply (θ, state) by one matrix an update, so the error shrinks by
the matrix's spectral radius a step in the long run. The matrix is read off the rule itself, column by column: it holds
for any linear rule, and two probes detect a rule that is not linear.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from core.arrays import Array, ArrayLike
from core.formula.nodes import Call, Name, Node, Num
from core.problems import Problem
from core.program.assemble import assemble
from core.program.coordinates import components
from core.program.objective import formula_objective
from core.program.position import Position
from core.program.scalar import ScalarProgram, flat
from core.recipes import recipe_of
from core.specs import RacerSpec, ScheduleSpec

LATE = 1000
"""The number of the update whose matrix is computed: by then no term depends on t."""


@lru_cache(maxsize=256)  # reading the matrix off a rule takes longer than drawing a plot
def predicted_rate(spec: RacerSpec, problem: Problem) -> float | None:
    """The factor by which the distance to the minimum shrinks a step in the long run.

    None unless the rule is linear, its learning rate constant and the problem quadratic.
    """
    hessian = quadratic(problem)
    if hessian is None or spec.schedule != ScheduleSpec() or not spec.entry.rule.body or not spec.number("lr") > 0:
        return None
    matrix = update_matrix(spec, hessian)
    return None if matrix is None else float(np.abs(np.linalg.eigvals(matrix)).max())


def geometric(first: float, factor: float, rows: ArrayLike) -> Array:
    """first·factorᵏ at rows k, for a factor above 0."""
    with np.errstate(all="ignore"):
        # power takes twenty times as long as exp
        return np.asarray(first * np.exp(math.log(factor) * np.asarray(rows, np.float64)))


def quadratic(problem: Problem) -> Array | None:
    """The Hessian of a strictly convex quadratic, None for any other problem."""
    if not problem.has_hessian:
        return None
    low, high = np.array(problem.sides).T
    points = [low + share * (high - low) for share in (0.13, 0.48, 0.91)]
    hessians = [np.asarray(problem.hessian(tuple(map(float, point)))) for point in points]
    first = hessians[0]
    same = all(np.allclose(first, other, rtol=1e-9, atol=1e-12) for other in hessians)
    if not same or not np.isfinite(first).all() or np.linalg.eigvalsh(first)[0] <= 0:
        return None
    return first


def update_matrix(spec: RacerSpec, hessian: Array) -> Array | None:
    """The matrix that one late update multiplies (θ, state) by on ½θᵀHθ, or None if the update is not linear.

    None also where the rule has no lines, as the update is code, and where rates differ by group.
    """
    if not spec.entry.rule.body or spec.group_rates:
        return None
    program = assemble(recipe_of(spec, total=LATE))
    scalar = ScalarProgram(program, formula_objective(_quadratic_formula(hessian), components("x", len(hessian))))
    size = scalar.dims + sum(scalar.dims if variable.vector else 1 for variable in program.state)
    moved = [_late_update(scalar, hessian, unit) for unit in np.eye(size)]
    rest = _late_update(scalar, hessian, np.zeros(size))
    if rest is None or np.any(rest != 0):
        return None
    columns = [column for column in moved if column is not None]
    if len(columns) < size:
        return None
    matrix = np.stack(columns, axis=1)
    for probe in (np.linspace(0.3, -1.7, size), np.linspace(-40.0, 11.0, size)):
        answer = _late_update(scalar, hessian, probe)
        if answer is None or not np.allclose(answer, matrix @ probe, rtol=1e-9, atol=1e-9):
            return None
    return matrix


def _quadratic_formula(hessian: Array) -> Node:
    """½ θᵀHθ as a formula."""
    total: Node = Num(0.0)
    variables = components("x", len(hessian))
    for i, row in enumerate(hessian):
        for j, value in enumerate(row):
            product = Call("mul", (Name(variables[i]), Name(variables[j])))
            total = Call("add", (total, Call("mul", (Num(0.5 * float(value)), product))))
    return total


def _late_update(program: ScalarProgram, hessian: Array, vector: Array) -> Array | None:
    """(θ, state) after one late update; None where that is not finite."""
    dims = program.dims
    theta = vector[:dims]
    gradient = hessian @ theta
    loss = float(theta @ gradient) / 2
    position = Position(
        LATE, tuple(map(float, theta)), loss, tuple(map(float, gradient)), tuple(map(float, vector[dims:]))
    )
    rows = np.empty((LATE + 2) * program.width)
    after, diverged = program.advance(position, LATE + 1, flat(rows))
    result = np.array([*after.theta, *after.state])
    return None if diverged or not np.isfinite(result).all() else result


def measured_rate(distance: Array, over: int = 50) -> float | None:
    """The mean factor a step by which a distance shrank over its last steps, None where it has none."""
    count = min(over, len(distance) - 1)
    if count < 2 or not distance[-1] > 0 or not np.isfinite(distance[-count - 1 :]).all():
        return None
    return math.exp(math.log(distance[-1] / distance[-count - 1]) / count) if distance[-count - 1] > 0 else None
