"""What the app costs a terminal, beside textual-plotext and textual-plot with the same two plots, and beside the floor.

    python benchmarks/terminal.py [--seconds 5] [--no-peers] [--size 120x40]

Everything is run in a pseudo-terminal, one after the other, in the same run: compare ratios, machines differ. The peers
live in environments of their own, .venv-textual-plotext and .venv-textual-plot, made when they are first needed.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from seat import Cost, Seat

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "benchmarks" / "peers"
OURS = [sys.executable, "-m", "tui"]
STOCK = "import sys, tui.compositor as c; c.available = lambda: False; from tui.cli.main import main; sys.exit(main())"
FOUR = [
    word for spec in ("sgd lr=0.0005", "momentum lr=0.0003", "adam lr=0.1", "rmsprop") for word in ("--racer", spec)
]
SIX = [*FOUR, "--racer", "nadam", "--racer", "adagrad"]
SLOW = 50_000
ANATOMY = "\x1bOR]]"  # f3, and on to adam
SHELL, PLOTS, FLOOR = "clip_value", "┤", "floor"
"""Texts that are there once the forms, the first plots' axes, or the floor's counter are."""
LESSONS, DOWN, RIGHT = "\x1bOS", "\x1b[B", "\x1b[C"
MEASURED = [""] * 12
"""No keys, until the claims of a lesson are measured."""
TALL = 34
"""Rows, from which on the weights plot stands below that of the loss."""


class Table:
    """Rows of what, figure, target and whether it is reached."""

    def row(self, what: str, figure: str, target: str, reached: bool | None) -> None:
        """Print one."""
        sign = {True: "✓", False: "✗", None: " "}[reached]
        print(f"{what:44} {figure:>26}   {target:22} {sign}", flush=True)


@contextmanager
def seat(command: list[str], size: tuple[int, int]) -> Iterator[Seat]:
    """A program in a terminal, ended in the end."""
    taken = Seat(command, size, str(ROOT))
    try:
        yield taken
    finally:
        taken.leave()


def playing(command: list[str], size: tuple[int, int], seconds: float, shown: str = PLOTS, keys: str = "") -> Cost:
    """The cost of a program some seconds after its first picture."""
    with seat(command, size) as taken:
        taken.wait(shown)
        taken.look(1.5)
        taken.look(60, lambda: not taken.shows("computing"))
        if keys:
            taken.type(keys)
            taken.look(0.5)
        return taken.measure(seconds)


def python_of(package: str) -> str:
    """The interpreter of a peer's environment, made when it is first needed."""
    folder = ROOT / f".venv-{package}"
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"making {folder.name} …", file=sys.stderr)
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-qqq", package], check=True)
    return str(python)


def first_paint(command: list[str], size: tuple[int, int], text: str, times: int = 5) -> float:
    """Seconds from the start of a process until a text is there: the median of some starts."""
    taken = []
    for _ in range(times):
        with seat(command, size) as one:
            taken.append(one.wait(text))
    return statistics.median(taken)


def costs(table: Table, size: tuple[int, int], seconds: float, peers: bool) -> None:
    """Bytes and processor time of a paint."""
    floor = playing([sys.executable, str(PEERS / "floor.py")], size, seconds, FLOOR)
    ours = playing([*OURS, "--fps", "10", *FOUR], size, seconds)
    stock = playing([sys.executable, "-c", STOCK, "--fps", "10", *FOUR], size, seconds)
    table.row("floor: bytes, CPU a paint", f"{floor.median:.0f} B, {floor.cpu_ms:.1f} ms", "", None)
    table.row("bytes a paint, median", f"{ours.median:.0f}", "≤ 1,200", ours.median <= 1200)
    table.row("bytes of the largest paint", f"{ours.most}", "≤ 6,000", ours.most <= 6000)
    table.row("bytes a paint, stock compositor", f"{stock.median:.0f}", "≤ 4,000", stock.median <= 4000)
    ratio = ours.cpu_ms / floor.cpu_ms
    table.row("CPU a paint", f"{ours.cpu_ms:.1f} ms = {ratio:.1f} × floor", "≤ 5 × floor", ratio <= 5)
    for package in ("textual-plotext", "textual-plot") if peers else ():
        script = PEERS / f"with_{package.replace('-', '_')}.py"
        peer = playing([python_of(package), str(script)], size, seconds)
        text = f"{peer.median:.0f} B, {peer.cpu_ms:.0f} ms = {peer.cpu_ms / floor.cpu_ms:.0f} ×"
        table.row(f"{package}: bytes, CPU a paint", text, "", None)


def views(table: Table, size: tuple[int, int], seconds: float) -> None:
    """Bytes and processor time of a paint of other pictures than those that one begins with, beside the floor."""
    floor = playing([sys.executable, str(PEERS / "floor.py")], size, seconds, FLOOR)
    race, tall = [*OURS, "--fps", "10", *FOUR], size[1] >= TALL
    pictures = {
        "weights and loss on two axes": (*("" if tall else "p"), "\t", *("\t" if tall else ""), "w"),
        "3-D, the camera at rest": ("v",),
        "3-D, with arrows": ("v", "<"),
        "the chapter's lesson": (LESSONS, *[DOWN] * 7, *("" if tall else "p"), *MEASURED, "r"),
    }
    for what, typed in pictures.items():
        with seat(race, size) as taken:
            press(taken, typed)
            cost = taken.measure(seconds)
        ratio, figure = cost.cpu_ms / floor.cpu_ms, f"{cost.median:.0f} B, {cost.cpu_ms:.1f} ms"
        reached = cost.median <= 1200 and ratio <= 10
        table.row(what, f"{figure} = {ratio:.1f} ×", "≤ 1,200 B, ≤ 10 ×", reached)
    with seat([*race, "--at", "100"], size) as taken:
        press(taken, ("v",))
        costs = []
        for _ in range(20):
            taken.type(RIGHT)
            costs.append(taken.measure(0.25))
    size_of, took = statistics.median(sum(cost.paints) for cost in costs), statistics.mean(cost.cpu for cost in costs)
    table.row(
        "3-D, the camera turned by a key", f"{size_of:.0f} B, {1000 * took:.0f} ms", "≤ 20,000 B", size_of <= 20_000
    )


def press(taken: Seat, keys: Sequence[str]) -> None:
    """Press keys one after the other, each when the last one's effect is there."""
    taken.wait(PLOTS)
    taken.look(1.5)
    for key in keys:
        taken.type(key)
        taken.look(0.6)


def length(table: Table, size: tuple[int, int], seconds: float) -> None:
    """A paint late in a long race against an early one."""
    long = [*OURS, "--fps", "10", *FOUR, "--steps", "1000000", "--at"]
    early = playing([*long, "1000"], size, seconds, keys=" ")
    late = playing([*long, "999000"], size, seconds, "999000/1000000", keys=" ")
    ratio = late.cpu_ms / early.cpu_ms
    table.row("a paint at step 10⁶ against one at 10³", f"{ratio:.2f} ×", "≤ 1.2 ×", ratio <= 1.2)


def keys(table: Table, size: tuple[int, int], _seconds: float) -> None:
    """From a key to its effect, where the line is slow."""
    with seat([*OURS, *FOUR, "--steps", "100000"], size) as taken:
        taken.wait(PLOTS)
        taken.look(1)
        taken.slow(SLOW)
        waits = []
        for _ in range(8):
            for key, text in (("<", "×1"), (">", "×2")):
                taken.look(0.7)
                waits.append(taken.latency(key, text))
    middle, worst = statistics.median(waits), max(waits)
    table.row("key → effect at 50 kB/s", f"{middle:.0f} ms, worst {worst:.0f}", "≤ 100, worst ≤ 300 ms", worst <= 300)


def start(table: Table, size: tuple[int, int], _seconds: float) -> None:
    """From the start of the process to the forms and to the first plots."""
    floor = first_paint([sys.executable, str(PEERS / "floor.py")], size, FLOOR)
    for what, text, most in (("shell", SHELL, 1.5), ("first plots", PLOTS, 2.5)):
        ours = first_paint(OURS, size, text)
        figure = f"{ours:.2f} s = {ours / floor:.1f} × {floor:.2f}"
        table.row(f"{what} from process start", figure, f"≤ {most} × floor", ours <= most * floor)


def paused(table: Table, size: tuple[int, int], _seconds: float) -> None:
    """Nothing to do."""
    with seat([*OURS, *FOUR, "--at", "100"], size) as taken:
        taken.wait(PLOTS)
        taken.look(3)
        cost = taken.measure(15)
    text = f"{sum(cost.paints)} B, {cost.cpu_percent:.2f} % CPU"
    table.row("paused", text, "0 B, ≤ 0.5 %", not cost.paints and cost.cpu_percent <= 0.5)


def memory(table: Table, size: tuple[int, int], _seconds: float) -> None:
    """A million steps of six racers."""
    with seat([*OURS, *SIX, "--steps", "1000000", "--at", "1000000"], size) as taken:
        taken.wait("1000000/1000000", 60)
        taken.look(60, lambda: not taken.shows("computing") and not taken.shows("catching"))
        taken.look(3)
        used = taken.megabytes
    table.row("memory: 10⁶ steps of 6 racers", f"{used:.0f} MB", "≤ 500 MB", used <= 500)


def anatomy(table: Table, size: tuple[int, int], seconds: float) -> None:
    """A paint of the screen that looks into every update: equations, close-up, development, figures."""
    floor = playing([sys.executable, str(PEERS / "floor.py")], size, seconds, FLOOR)
    ours = playing([*OURS, "--fps", "10", *FOUR, "--steps", "100000"], size, seconds, keys=ANATOMY)
    table.row("anatomy: bytes a paint, median", f"{ours.median:.0f}", "≤ 4,000", ours.median <= 4000)
    ratio = ours.cpu_ms / floor.cpu_ms
    table.row("anatomy: CPU a paint", f"{ours.cpu_ms:.1f} ms = {ratio:.1f} × floor", "≤ 20 × floor", ratio <= 20)


PARTS: dict[str, Callable[[Table, tuple[int, int], float], None]] = {
    "anatomy": anatomy,
    "views": views,
    "length": length,
    "keys": keys,
    "start": start,
    "paused": paused,
    "memory": memory,
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long to measure each program")
    parser.add_argument("--no-peers", action="store_true", help="leave textual-plotext and textual-plot out")
    parser.add_argument("--only", choices=("costs", *PARTS), help="one part of it")
    found = parser.parse_args()
    columns, rows = map(int, found.size.split("x"))
    table = Table()
    if found.only in (None, "costs"):
        costs(table, (columns, rows), found.seconds, not found.no_peers)
    for name, part in PARTS.items():
        if found.only in (None, name):
            part(table, (columns, rows), found.seconds)


if __name__ == "__main__":
    main()
