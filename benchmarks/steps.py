"""What one optimizer step costs: ours, gradient and history included, beside PyTorch's and optax's in the same run.

    python benchmarks/steps.py [--least RATIO]

PyTorch and optax live in an environment of their own, .venv-bench, which is made on first use; this script runs itself
there.
Times are medians over rounds in which both sides take turns, so that a busy machine slows both.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / ".venv-bench"
PEERS = ("torch==2.13.0", "jax", "optax", "numpy>=2,<3")
ROUNDS = 9
OURS, THEIRS, LISTED = 20_000, 1_000, 5_000
PROBLEM, START, LR = "rosenbrock", (-1.5, 2.0), 0.05


def enter_environment(script: str = __file__) -> None:
    """Go on with a script in .venv-bench, making it if need be; core needs numpy alone."""
    if Path(sys.prefix) == BENCH:
        return
    python = BENCH / "bin" / "python"
    if not python.exists():
        print(f"making {BENCH.name} with {', '.join(PEERS)} (once)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(BENCH)], check=True)
    if subprocess.run([python, "-c", "import torch, numpy, optax"], capture_output=True, check=False).returncode:
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
    os.execv(python, [str(python), str(Path(script).resolve()), *sys.argv[1:]])


def seconds(action: Callable[[], object]) -> float:
    """How long an action takes."""
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def our_steps(racer: str, steps: int) -> Callable[[], object]:
    """A race at its start, compiled; calling takes `steps` steps."""
    from core import Scenario  # noqa: PLC0415 - numpy comes with the environment

    race = Scenario(PROBLEM, (racer,), start=START, steps=steps).race().advance(1)
    return lambda: race.advance(steps)


def torch_steps(steps: int, history: list[tuple[float, float, float, float]]) -> Callable[[], object]:
    """PyTorch's Adam with the exact gradient in plain floats; a row of history a step, as ours writes it."""
    import torch  # noqa: PLC0415 - only in the environment of the peers

    torch.set_num_threads(1)
    theta = torch.tensor(START, dtype=torch.float64)
    theta.grad = torch.zeros(2, dtype=torch.float64)
    grad = theta.grad
    optimizer = torch.optim.Adam([theta], lr=LR, foreach=False)

    def gradient() -> None:
        x, y = theta.tolist()
        slope = y - x * x
        along, across = -2.0 * (1.0 - x) - 400.0 * x * slope, 200.0 * slope
        grad[0], grad[1] = along, across
        loss = (1.0 - x) ** 2 + 100.0 * slope * slope
        history.append((x, y, loss, (along * along + across * across) ** 0.5))

    def run() -> None:
        for _ in range(steps):
            gradient()
            optimizer.step()
        gradient()

    return run


def torch_step_alone(steps: int) -> Callable[[], object]:
    """The same with a gradient that never changes: `optimizer.step()` and nothing else."""
    import torch  # noqa: PLC0415 - only in the environment of the peers

    theta = torch.tensor(START, dtype=torch.float64)
    theta.grad = torch.ones(2, dtype=torch.float64)
    optimizer = torch.optim.Adam([theta], lr=LR, foreach=False)

    def run() -> None:
        for _ in range(steps):
            optimizer.step()

    return run


def optax_steps(steps: int) -> Callable[[], object]:
    """optax's Adam in float64, gradient and update in one jitted function, called once a step and compiled before."""
    import jax  # noqa: PLC0415 - only in the environment of the peers
    import optax  # noqa: PLC0415 - only in the environment of the peers

    jax.config.update("jax_enable_x64", True)
    optimizer = optax.adam(LR)

    def loss(theta: Any) -> Any:
        x, y = theta
        return (1.0 - x) ** 2 + 100.0 * (y - x * x) ** 2

    @jax.jit
    def step(theta: Any, state: Any) -> Any:
        value, slope = jax.value_and_grad(loss)(theta)
        move, state = optimizer.update(slope, state, theta)
        return optax.apply_updates(theta, move), state, value

    first = jax.numpy.array(START)
    jax.block_until_ready(step(first, optimizer.init(first)))

    def run() -> None:
        theta, state = first, optimizer.init(first)
        for _ in range(steps):
            theta, state, _ = step(theta, state)
        jax.block_until_ready(theta)

    return run


def compare() -> float:
    """Adam beside Adam: prints all and returns how many times faster ours is than PyTorch's."""
    ours, theirs, alone, jitted, history = [], [], [], [], []
    for _ in range(ROUNDS):
        ours.append(seconds(our_steps(f"adam lr={LR}", OURS)) / OURS)
        rows: list[tuple[float, float, float, float]] = []
        theirs.append(seconds(torch_steps(THEIRS, rows)) / THEIRS)
        alone.append(seconds(torch_step_alone(THEIRS)) / THEIRS)
        jitted.append(seconds(optax_steps(THEIRS)) / THEIRS)
        history = rows
    check(history)
    mine, torchs, step, jit = (statistics.median(times) * 1e6 for times in (ours, theirs, alone, jitted))
    print(f"{'Adam on Rosenbrock, gradient and history included':<56}{mine:8.2f} µs/step")
    print(f"{'torch.optim.Adam(foreach=False), the same':<56}{torchs:8.2f} µs/step  {torchs / mine:5.1f} ×")
    print(f"{'  its step() alone, with a constant gradient':<56}{step:8.2f} µs/step  {step / mine:5.1f} ×")
    print(f"{'optax.adam, gradient and update in one jitted step':<56}{jit:8.2f} µs/step  {jit / mine:5.1f} ×")
    return torchs / mine


def check(history: list[tuple[float, float, float, float]]) -> None:
    """Both sides must have done the same work."""
    from core import Scenario  # noqa: PLC0415 - numpy comes with the environment

    ours = Scenario(PROBLEM, (f"adam lr={LR}",), start=START).race().advance(THEIRS).racers[0]
    furthest = max(abs(row[i] - ours.path[k, i]) for k, row in enumerate(history) for i in (0, 1))
    if furthest > 1e-6:
        raise SystemExit(f"the two paths differ by {furthest}")


def list_all() -> None:
    """Every optimizer: making and compiling its loop, and the step itself."""
    from core import Scenario  # noqa: PLC0415 - numpy comes with the environment
    from core.optimizers import OPTIMIZERS  # noqa: PLC0415 - numpy comes with the environment

    print(f"\n{'optimizer':<24}{'compile ms':>12}{'µs/step':>10}")
    for name in OPTIMIZERS:
        scenario = Scenario(PROBLEM, (name,), start=START, steps=LISTED)
        compiling, stepping = [], []
        for _ in range(3):
            begin = time.perf_counter()
            race = scenario.race().advance(1)
            compiling.append(time.perf_counter() - begin)
            taken = seconds(partial(race.advance, LISTED))
            stepping.append(taken / max(race.racers[0].steps - 1, 1))
        print(f"{name:<24}{statistics.median(compiling) * 1e3:>12.2f}{statistics.median(stepping) * 1e6:>10.2f}")


def main() -> int:
    """Print the tables; 1 if ours is less than `--least` times faster."""
    parser = argparse.ArgumentParser(description="What one optimizer step costs, beside PyTorch's and optax's.")
    parser.add_argument("--least", type=float, default=30.0, help="ratio below which the exit code is 1 (30)")
    least = parser.parse_args().least
    enter_environment()
    sys.path.insert(0, str(ROOT))
    ratio = compare()
    list_all()
    return int(ratio < least)


if __name__ == "__main__":
    sys.exit(main())
