"""What sweeps cost, beside torch and jax doing the same, interleaved in one run on one processor.

    python benchmarks/sweeps.py [--rounds 5] [--no-peers] [--only PART]

torch and jax live in an environment of their own, .venv-sweep-peers, made when it is first needed. Compare ratios:
machines differ.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.optimizers import OPTIMIZERS  # noqa: E402 - the path to it is set above
from core.program import tape  # noqa: E402 - the path to it is set above
from core.scenario import Scenario  # noqa: E402 - the path to it is set above
from core.sweep import Sweep, run  # noqa: E402 - the path to it is set above
from core.sweep.parts import plan, prepare, start_part  # noqa: E402 - the path to it is set above

PACKAGES = ("torch", "jax")
TEN = ("sgd", "momentum", "adam", "rmsprop", "nadam", "adagrad", "lion", "adamw", "yogi", "radam")
OPTIM = {
    "sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "adamax": "Adamax", "nadam": "NAdam", "radam": "RAdam",
    "rmsprop": "RMSprop", "adagrad": "Adagrad", "adadelta": "Adadelta", "rprop": "Rprop", "asgd": "ASGD",
}  # fmt: skip


class Peer:
    """A peer in a process of its own, asked line by line."""

    def __init__(self, python: Path, kind: str) -> None:
        command = [str(python), str(ROOT / "benchmarks" / "peers" / "sweep.py"), kind]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def seconds(self, **task: object) -> float:
        """The seconds that a task took."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


def peers() -> dict[str, Peer]:
    """The peers, in their environment."""
    folder = ROOT / ".venv-sweep-peers"
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"making {folder.name} …", file=sys.stderr)
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-qqq", *PACKAGES], check=True)
    return {kind: Peer(python, kind) for kind in ("torch", "optim", "jax")}


@contextmanager
def back_end(compiled: bool) -> Iterator[None]:
    """Sweeps by machine code, or by numpy calls."""
    known, tape.available = tape.available, (lambda: compiled and known())
    prepare.cache_clear()
    try:
        yield
    finally:
        tape.available = known
        prepare.cache_clear()


def seconds(sweep: Sweep, *, compiled: bool, warm: bool = True) -> float:
    """The seconds of a sweep."""
    with back_end(compiled):
        if warm:
            run(sweep)
        begin = time.perf_counter()
        run(sweep)
        return time.perf_counter() - begin


def medians(rounds: int, tasks: dict[str, Callable[[], float]]) -> dict[str, float]:
    """The median of each task, in turns."""
    found: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            found[name].append(task())
    return {name: statistics.median(times) for name, times in found.items()}


def line(what: str, figure: str, target: str, reached: bool) -> None:
    """Print one row."""
    print(f"{what:52}{figure:>34}   {target:26} {'✓' if reached else '✗'}", flush=True)


def adam_sweep(problem: str, runs: int, steps: int) -> Sweep:
    """Adam at many rates."""
    return Sweep(Scenario(problem, ("adam",), steps=steps), [f"lr=1e-4..0.1/{runs}"])


def rates(rounds: int, beside: dict[str, Peer]) -> None:
    """10,000 Adams × 1,000 steps on rosenbrock, and on 100 points."""
    for what, problem in (("rosenbrock", "rosenbrock"), ("regression", "regression loss=mse n=100")):
        sweep = adam_sweep(problem, 10_000, 1_000)
        task = {"what": what, "runs": 10_000, "steps": 1_000}
        tasks: dict[str, Callable[[], float]] = {
            "numpy": lambda sweep=sweep: seconds(sweep, compiled=False),  # type: ignore[misc]
            "compiled": lambda sweep=sweep: seconds(sweep, compiled=True),  # type: ignore[misc]
        }
        first = 0.0
        if beside:
            first = beside["jax"].seconds(**task)
            tasks["jax"] = lambda task=task: beside["jax"].seconds(**task)  # type: ignore[misc]
            if what == "rosenbrock":
                tasks["torch"] = lambda task=task: beside["torch"].seconds(**task)  # type: ignore[misc]
        took = medians(rounds, tasks)
        for kind, of_jax in (("numpy", 4.0 if what == "rosenbrock" else 0.2), ("compiled", 0.8)):
            own = took[kind]
            title = f"10,000 Adams × 1,000, {what}, {kind}"
            if not beside:
                line(title, f"{1000 * own:.0f} ms", "", True)
                continue
            line(
                title,
                f"{1000 * own:.0f} ms = {own / took['jax']:.2f} × jax",
                f"≤ {of_jax} × jax, warm",
                own <= of_jax * took["jax"],
            )
            line("", f"{own / first:.2f} × jax with its compile", "≤ 0.4 ×", own <= 0.4 * first)
            if "torch" in took:
                line("", f"{own / took['torch']:.2f} × torch in place", "≤ 1.0 ×", own <= took["torch"])


def rules(rounds: int, beside: dict[str, Peer]) -> None:
    """Every rule of the catalog, 10,000 × 200, beside torch.optim's."""
    for name in OPTIMIZERS:
        sweep = Sweep(Scenario("rosenbrock", (f"{name} lr=0.001",), steps=200), ["x=-1.5..1.5/10000"])
        tasks: dict[str, Callable[[], float]] = {
            "numpy": lambda sweep=sweep: seconds(sweep, compiled=False),  # type: ignore[misc]
            "compiled": lambda sweep=sweep: seconds(sweep, compiled=True),  # type: ignore[misc]
        }
        if beside and name in OPTIM:
            task = {"what": "rosenbrock", "runs": 10_000, "steps": 200, "rule": OPTIM[name]}
            tasks["torch"] = lambda task=task: beside["optim"].seconds(**task)  # type: ignore[misc]
        took = medians(rounds, tasks)
        figure = f"{1000 * took['numpy']:.0f} · {1000 * took['compiled']:.0f} ms"
        if "torch" in took:
            figure += f" = {took['numpy'] / took['torch']:.2f} · {took['compiled'] / took['torch']:.2f} × torch"
        line(f"{name}: numpy · compiled", figure, "≤ 1.1 × torch", took["numpy"] <= 1.1 * took.get("torch", np.inf))


def pictures(rounds: int, beside: dict[str, Peer]) -> None:
    """What the sweep screen computes."""
    cells = Sweep(Scenario("rosenbrock", ("adam",), steps=500), ["x=-2..2/120", "y=-1..3/80"])
    ten = Sweep(Scenario("rosenbrock", TEN, steps=1000), ["lr=1e-4..1/120"])
    for title, sweep, most in (
        ("120 × 80 starts × 500 Adam steps", cells, 0.1),
        ("10 rules × 120 rates × 1,000", ten, 0.25),
    ):
        for kind in ("numpy", "compiled"):
            took = medians(rounds, {"": lambda s=sweep, k=kind: seconds(s, compiled=k == "compiled")})[""]  # type: ignore[misc]
            line(f"{title}, {kind}", f"{1000 * took:.0f} ms", f"≤ {1000 * most:.0f} ms", took <= most)

    def first() -> float:
        prepare.cache_clear()
        begin = time.perf_counter()
        part = plan(cells, 400)[0]
        start_part(cells, part).advance()
        return time.perf_counter() - begin

    took = medians(rounds, {"": first})[""]
    line("first picture of it, nothing compiled yet", f"{1000 * took:.0f} ms", "≤ 50 ms", took <= 0.05)


def memory(rounds: int, beside: dict[str, Peer]) -> None:
    """A million runs × 1,000 steps."""
    code = (
        "import resource, sys; sys.path[:0] = ['.', 'benchmarks']; from sweeps import Scenario, Sweep, run;"
        "run(Sweep(Scenario('rosenbrock', ('adam',), steps=1000), ['lr=1e-4..0.1/1000', 'x=-2..2/1000']));"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    begin = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    megabytes = int(done.stdout) / 1024
    figure = f"{megabytes:.0f} MB, {time.perf_counter() - begin:.1f} s"
    line("10⁶ runs × 1,000 steps: memory", figure, "≤ 300 MB", megabytes <= 300)


PARTS = {"rates": rates, "pictures": pictures, "memory": memory, "rules": rules}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--only", choices=PARTS)
    given = parser.parse_args()
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[0]})
    beside = {} if given.no_peers else peers()
    for name, part in PARTS.items():
        if given.only in (None, name):
            part(given.rounds, beside)


if __name__ == "__main__":
    main()
