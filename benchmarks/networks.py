"""What training a network costs: a step, the plane of its loss and its map of classes, beside PyTorch and jax.

    python benchmarks/networks.py

All train the same 2-8-8-1 network with tanh on the same 200 points by Adam, from the same first weights, in float64,
and keep the full loss of every step. PyTorch and jax live in .venv-bench, as for benchmarks/steps.py. Times are those
of the processor, of the quickest of many short rounds in which all take turns, as other programs slow them least.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from steps import ROOT, enter_environment

ROUNDS = 30
OURS, THEIRS = 400, 100
PROBLEM, LR, BATCH = "network data=moons n=400 split=0.5 hidden=[8,8]", 0.01, 10
PLANE, MAP = (60, 40), (60, 80)
AGREES = 1e-10


def seconds(action: Callable[[], object]) -> float:
    """How long an action keeps the processor busy."""
    begin = time.process_time()
    action()
    return time.process_time() - begin


def bound(batch: int) -> Any:
    """The problem."""
    from core.problems import bind  # noqa: PLC0415 - numpy comes with the environment
    from core.specs import ProblemSpec  # noqa: PLC0415 - numpy comes with the environment

    return bind(ProblemSpec.parse(f"{PROBLEM} batch={batch}" if batch else PROBLEM))


def rows_of(step: int, batch: int, count: int) -> Any:
    """The rows that the update after `step` reads, of ours and of the others."""
    from core.noise import batch_rows  # noqa: PLC0415 - numpy comes with the environment

    return batch_rows(0, step, count, batch)


@dataclass
class Ours:
    """A race of one racer."""

    batch: int

    def steps(self, count: int) -> Callable[[], object]:
        """A race at its start, compiled; calling takes `count` steps."""
        from core import Scenario  # noqa: PLC0415 - numpy comes with the environment

        spec = f"{PROBLEM} batch={self.batch}" if self.batch else PROBLEM
        race = Scenario(spec, (f"adam lr={LR}",), steps=count + 1).race().advance(1)

        def run() -> list[float]:
            loss: list[float] = race.advance(count + 1).racers[0].loss.tolist()
            return loss[:-1]

        return run


class Torch:
    """PyTorch, op by op: gradient and step, and the full loss of each step."""

    def __init__(self, batch: int) -> None:
        import torch  # noqa: PLC0415 - only in the environment of the peers

        torch.set_num_threads(1)
        torch.set_default_dtype(torch.float64)
        self.torch, self.batch, self.problem = torch, batch, bound(batch)
        self.inputs = torch.tensor(self.problem.points.train.inputs.T.copy())
        self.targets = torch.tensor(self.problem.points.train.targets.copy())
        self.loss = torch.nn.BCEWithLogitsLoss()

    def network(self) -> Any:
        """The network at its first weights."""
        nn = self.torch.nn
        found = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 8), nn.Tanh(), nn.Linear(8, 1))
        nn.utils.vector_to_parameters(self.torch.tensor(self.problem.start), found.parameters())
        return found

    def steps(self, count: int) -> Callable[[], list[float]]:
        """Calling takes `count` steps and returns the loss before each of them and after the last."""
        network = self.network()
        optimizer = self.torch.optim.Adam(network.parameters(), lr=LR)

        def full() -> Any:
            return self.loss(network(self.inputs)[:, 0], self.targets)

        def run() -> list[float]:
            kept = []
            for step in range(count):
                if self.batch:
                    with self.torch.no_grad():
                        kept.append(full().item())
                    rows = self.torch.from_numpy(rows_of(step, self.batch, len(self.targets)).copy())
                    value = self.loss(network(self.inputs[rows])[:, 0], self.targets[rows])
                else:
                    value = full()
                    kept.append(value.item())
                optimizer.zero_grad()
                value.backward()
                optimizer.step()
            with self.torch.no_grad():
                return [*kept, full().item()]

        return run

    def outputs(self, points: Any) -> Callable[[], object]:
        """Calling computes the outputs at points (n, 2)."""
        network, places = self.network(), self.torch.tensor(points)

        def run() -> object:
            with self.torch.no_grad():
                return network(places)

        return run


class Jax:
    """jax and optax: gradient, update and full loss in one jitted function, called once a step and compiled before."""

    def __init__(self, batch: int) -> None:
        import jax  # noqa: PLC0415 - only in the environment of the peers
        import optax  # noqa: PLC0415 - only in the environment of the peers

        jax.config.update("jax_enable_x64", True)
        self.jax, self.batch, problem = jax, batch, bound(batch)
        layers, np = problem.network.layers.all, jax.numpy
        inputs, targets = np.array(problem.points.train.inputs.T), np.array(problem.points.train.targets)
        self.count = len(targets)

        def outputs(theta: Any, points: Any) -> Any:
            values = points
            for layer in layers:
                values = values @ layer.weights_in(theta).T + layer.biases_in(theta)
                values = values if layer is layers[-1] else np.tanh(values)
            return values[:, 0]

        def loss(theta: Any, rows: Any) -> Any:
            signs = 1 - 2 * targets[rows]
            return np.logaddexp(0.0, signs * outputs(theta, inputs[rows])).mean()

        def step(theta: Any, state: Any, rows: Any) -> Any:
            value, slope = jax.value_and_grad(loss)(theta, rows)
            move, state = optimizer.update(slope, state, theta)
            return optax.apply_updates(theta, move), state, loss(theta, every) if batch else value

        every, optimizer = np.arange(self.count), optax.adam(LR)
        self.first, self.state = np.array(problem.start), optimizer.init(np.array(problem.start))
        self.step, self.loss = jax.jit(step), jax.jit(jax.vmap(partial(loss, rows=every)))
        self.full = jax.jit(partial(loss, rows=every))
        for rows in {min(BATCH, self.count), self.count % BATCH} - {0} if batch else {self.count}:
            jax.block_until_ready(self.step(self.first, self.state, np.arange(rows)))
        self.full(self.first)

    def steps(self, count: int) -> Callable[[], list[float]]:
        """Calling takes `count` steps and returns the loss before each of them and after the last."""
        every = self.jax.numpy.arange(self.count)

        def run() -> list[float]:
            theta, state, kept = self.first, self.state, []
            for step in range(count):
                rows = rows_of(step, self.batch, self.count) if self.batch else every
                theta, state, value = self.step(theta, state, rows)
                kept.append(value)
            return [*map(float, kept), float(self.full(theta))]

        return run

    def plane(self, thetas: Any) -> Callable[[], object]:
        """Calling computes the losses at θ's (m, P), compiled before."""
        where = self.jax.numpy.array(thetas)
        self.jax.block_until_ready(self.loss(where))
        return lambda: self.jax.block_until_ready(self.loss(where))


def told(what: str, ours: float, torch: float | None, jax: float | None, unit: str, target: str, reached: bool) -> bool:
    """Print a line; returns whether the target is reached."""
    beside = [f"{other:9.1f} {unit} {other / ours:5.1f} ×" if other is not None else " " * 20 for other in (torch, jax)]
    print(f"{what:30}{ours:9.1f} {unit}   torch {beside[0]}   jax {beside[1]}   {target:26}{'✓' if reached else '✗'}")
    return reached


def steps(batch: int) -> tuple[float, float, float]:
    """The microseconds of a step of ours, PyTorch and jax."""
    sides: tuple[Any, ...] = (Ours(batch), Torch(batch), Jax(batch))
    agree(*(side.steps(THEIRS)() for side in sides))
    times: list[list[float]] = [[], [], []]
    for _ in range(ROUNDS):
        for side, found, count in zip(sides, times, (OURS, THEIRS, THEIRS), strict=True):
            found.append(seconds(side.steps(count)) / count * 1e6)
    ours, torch, jax = map(min, times)
    return ours, torch, jax


def agree(ours: list[float], *others: list[float]) -> None:
    """All sides must have done the same work."""
    for other in others:
        furthest = max(abs(a - b) for a, b in zip(ours, other, strict=False))
        if furthest > AGREES:
            raise SystemExit(f"the losses differ by {furthest}")


def pictures() -> tuple[list[float], list[float]]:
    """The milliseconds of a plane of the loss, ours and jax, and of a map of outputs, ours and PyTorch."""
    import numpy as np  # noqa: PLC0415 - numpy comes with the environment

    problem = bound(0)
    rng = np.random.default_rng(0)
    across, up = (np.linspace(-1, 1, count) for count in PLANE)
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    thetas = np.array(problem.start) + grid @ rng.standard_normal((2, problem.dims))
    points = np.stack(np.meshgrid(*(np.linspace(-2, 2, count) for count in MAP)))
    jax, torch = Jax(0).plane(thetas), Torch(0).outputs(points.reshape(2, -1).T.copy())
    calls = [lambda: problem.values(thetas.T), jax, lambda: problem.outputs(problem.start, points), torch]
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(ROUNDS):
        for call, found in zip(calls, times, strict=True):
            found.append(seconds(call) * 1e3)
    plane, planes, outputs, others = map(min, times)
    return [plane, planes], [outputs, others]


def main() -> int:
    """Print the table; 1 where a target is missed."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    enter_environment(__file__)
    sys.path.insert(0, str(ROOT))
    ours, torch, jax = steps(0)
    met = [told("Adam step, all points", ours, torch, jax, "µs", "≤ 60 µs, ≥ 6 × torch", ours <= min(60, torch / 6))]
    ours, torch, jax = steps(BATCH)
    reached = ours <= min(75, torch / 9)
    met.append(told(f"Adam step, batch={BATCH}", ours, torch, jax, "µs", "≤ 75 µs, ≥ 9 × torch", reached))
    (plane, planes), (outputs, others) = pictures()
    met.append(told(f"losses of {PLANE[0]} × {PLANE[1]} θ", plane, None, planes, "ms", "≤ 50 ms", plane <= 50))
    met.append(told(f"outputs at {MAP[0]} × {MAP[1]} points", outputs, others, None, "ms", "≤ 1 ms", outputs <= 1))
    return int(not all(met))


if __name__ == "__main__":
    sys.exit(main())
