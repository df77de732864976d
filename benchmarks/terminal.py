"""What the app costs a terminal, beside textual-plotext and textual-plot with the same two plots, and beside the floor.

    python benchmarks/terminal.py [--seconds 20] [--no-peers] [--size 120x40] [--only PART] [--hour]

Everything is run in a pseudo-terminal, one after the other, in the same run: compare ratios, machines differ. The peers
live in environments of their own, .venv-textual-plotext and .venv-textual-plot, made when they are first needed.
`--hour` adds the 36,000 paints of an hour, 60 a second instead of 10, which takes ten minutes.
"""

from __future__ import annotations

import argparse
import compileall
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from seat import Cost, Seat
from table import Size, Table

ROOT = Path(__file__).resolve().parent.parent
PEERS = ROOT / "benchmarks" / "peers"
OURS = [sys.executable, "-m", "tui"]
FLOOR = [sys.executable, str(PEERS / "floor.py")]
MAIN = "from tui.cli.main import main; sys.exit(main())"
STOCK = [sys.executable, "-c", f"import sys, tui.terminal.compositor as c; c.available = lambda: False; {MAIN}"]
HIDDEN = "HeaderLine, Transport, Standings { display: none; }"
ALONE = [sys.executable, "-c", f"import sys, tui.app; tui.app.FallLine.CSS = '{HIDDEN}'; {MAIN}"]
FOUR = [
    word for spec in ("sgd lr=0.0005", "momentum lr=0.0003", "adam lr=0.1", "rmsprop") for word in ("--racer", spec)
]
NETWORK = ["--problem", "network data=spirals hidden=[8,8]"] + [
    word for spec in ("sgd lr=0.5", "momentum lr=0.1", "adam lr=0.03", "rmsprop lr=0.01") for word in ("--racer", spec)
]
SIX = [*FOUR, "--racer", "nadam", "--racer", "adagrad"]
SLOW = 50_000
SHELL, PLOTS, COUNTER = "clip_value", "┤", "floor"
"""Texts that are there once the forms, the first plots' axes, or the floor's counter are."""
AXES = {"textual-plotext": "┤", "textual-plot": "┫"}
TURNS = 11
"""Starts of each program, taken in turns."""
STARTED = 3.0
"""Seconds after which every program has drawn its first plots."""
LIMIT, CROSSINGS = 1024, 24
"""A step at which the axis of the steps ends, and how often it is crossed."""
HOUR, LOOP = 36_000, 2_000
"""Paints of an hour at ten a second, and the steps of the race that is played again and again."""
MAY_GROW = 0.05

TICK = 0.08
"""Seconds, of the tenth between two steps of ours: standings that follow the plots belong to the same paint."""
RESTING = 4  # percent of a processor


@contextmanager
def seat(command: list[str], size: Size) -> Iterator[Seat]:
    """A program in a terminal, ended in the end."""
    taken = Seat(command, size, str(ROOT))
    try:
        yield taken
    finally:
        taken.leave()


def playing(command: list[str], size: Size, seconds: float, shown: str = PLOTS, keys: str = "") -> Cost:
    """The cost of a program some seconds after its first picture."""
    with seat(command, size) as taken:
        taken.wait(shown)
        taken.look(1.5)
        if keys:
            rest(taken)
            taken.type(keys)
            taken.look(0.5)
        return taken.measure(seconds, TICK if command[0] == sys.executable and shown != COUNTER else 0.0)


def rest(taken: Seat) -> None:
    """Wait until all is computed and drawn."""
    while taken.measure(1).cpu_percent > RESTING:
        pass


def peer_command(package: str) -> list[str]:
    """A peer's program in its environment, which is made when it is first needed."""
    folder = ROOT / f".venv-{package}"
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"making {folder.name} …", file=sys.stderr)
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "-qqq", package], check=True)
    return [str(python), str(PEERS / f"with_{package.replace('-', '_')}.py")]


def measure_others(table: Table) -> tuple[Cost, dict[str, Cost]]:
    """The floor's cost and the peers', measured once."""
    if table.floor is None:
        table.floor = playing(FLOOR, table.size, table.seconds, COUNTER)
        for name, words in table.peers.items():
            table.of_peers[name] = playing(words, table.size, table.seconds, AXES[name])
    return table.floor, table.of_peers


def costs(table: Table) -> None:
    """Bytes and processor time of a paint."""
    floor, peers = measure_others(table)
    paced = ["--fps", "10", *FOUR]
    alone, ours, stock = (playing([*words, *paced], table.size, table.seconds) for words in (ALONE, OURS, STOCK))

    def sent(name: str) -> str:
        return f"{peers[name].median:.0f} B"

    for what, cost, most in (
        ("plots alone", alone, 500),
        ("everything", ours, 1200),
        ("stock compositor", stock, 4000),
    ):
        figure = f"{cost.median:.0f} B"
        table.row(
            f"a paint, median: {what}", figure, f"≤ {most:,} B", cost.median <= most, f"{floor.median:.0f} B", sent
        )

    def used(name: str) -> str:
        return f"{peers[name].cpu_ms:.1f} ms = {peers[name].cpu_ms / floor.cpu_ms:.0f} ×"

    ratio = ours.cpu_ms / floor.cpu_ms
    figure = f"{ours.cpu_ms:.1f} ms = {ratio:.1f} ×"
    table.row("a paint: processor", figure, "≤ 5 × floor", ratio <= 5, f"{floor.cpu_ms:.1f} ms", used)


def network(table: Table) -> None:
    """A paint of four racers on a network, once the plane of its landscape is fitted, against one on Rosenbrock."""
    race, trained = (
        playing([*OURS, "--fps", "10", "--steps", "100000", "--at", "0", *words], table.size, table.seconds, keys=" ")
        for words in (FOUR, NETWORK)
    )
    sent, used = trained.median / race.median, trained.cpu_ms / race.cpu_ms
    table.row("a paint of a network: bytes", f"{trained.median:.0f} B = {sent:.1f} × race", "≤ 2 × race", sent <= 2)
    table.row("a paint of a network: processor", f"{trained.cpu_ms:.1f} ms = {used:.1f} ×", "≤ 2 × race", used <= 2)


def limits(table: Table) -> None:
    """A paint in which an axis limit moves; the peers draw everything each time."""
    _, peers = measure_others(table)
    with seat([*OURS, *FOUR, "--steps", "100000", "--at", str(LIMIT)], table.size) as taken:
        taken.wait(PLOTS)
        rest(taken)
        crossings = []
        for turn in range(CROSSINGS):
            taken.type(".,"[turn % 2])
            crossings.append(taken.measure(0.4))
    most = max(cost.most for cost in crossings)
    used = 1000 * statistics.fmean(cost.cpu for cost in crossings)

    def drawn(name: str) -> str:
        return f"{peers[name].most / 1000:.0f} kB"

    def needed(name: str) -> str:
        return f"{peers[name].cpu_ms:.0f} ms"

    table.row("a limit moves: bytes, the largest", f"{most / 1000:.1f} kB", "≤ 6 kB", most <= 6000, "", drawn)
    table.row("a limit moves: processor", f"{used:.0f} ms", "≤ 30 ms", used <= 30, "", needed)


def length(table: Table) -> None:
    """A paint late in a long race against an early one."""
    long = [*OURS, "--fps", "10", *FOUR, "--steps", "1000000", "--at"]
    early = playing([*long, "1000"], table.size, table.seconds, keys=" ")
    late = playing([*long, "999000"], table.size, table.seconds, "999000/1000000", keys=" ")
    ratio = late.cpu_ms / early.cpu_ms
    table.row("a paint at step 10⁶ against 10³", f"{ratio:.2f} ×", "≤ 1.2 ×", ratio <= 1.2)


def keys(table: Table) -> None:
    """From a key to its effect, where the line is slow."""
    with seat([*OURS, *FOUR, "--steps", "100000"], table.size) as taken:
        taken.wait(PLOTS)
        taken.look(1)
        taken.slow(SLOW)
        waits = []
        for _ in range(8):
            for key, text in (("<", "×1"), (">", "×2")):
                taken.look(0.7)
                waits.append(taken.latency(key, text))
    middle, worst = statistics.median(waits), max(waits)
    table.row("key → effect at 50 kB/s: median", f"{middle:.0f} ms", "≤ 100 ms", middle <= 100)
    table.row("key → effect at 50 kB/s: worst", f"{worst:.0f} ms", "≤ 300 ms", worst <= 300)


def start(table: Table) -> None:
    """From the start of the process to the forms and to the first plots; all programs in turns."""
    programs = {
        "floor": (FLOOR, (COUNTER,)),
        "": (OURS, (SHELL, PLOTS)),
        **{name: (words, (AXES[name],)) for name, words in table.peers.items()},
    }
    for package in ("core", "tui"):
        compileall.compile_dir(ROOT / package, quiet=1)  # as after any first start
    found: dict[tuple[str, str], list[float]] = {}
    for _ in range(TURNS):
        for name, (words, texts) in programs.items():
            with seat(words, table.size) as one:
                for text, moment in one.first_seen(texts, STARTED).items():
                    found.setdefault((name, text), []).append(moment)
    taken = {key: statistics.median(times) for key, times in found.items()}
    floor = taken["floor", COUNTER]
    for what, text, most in (("shell", SHELL, 1.6), ("first plots", PLOTS, 2.4)):
        ours = taken["", text]

        def other(name: str, text: str = text) -> str:
            seconds = taken[name, AXES[name]]
            return f"{seconds:.2f} s = {seconds / floor:.1f} ×" if text == PLOTS else ""

        figure = f"{ours:.2f} s = {ours / floor:.2f} ×"
        table.row(
            f"{what} from process start", figure, f"≤ {most} × floor", ours <= most * floor, f"{floor:.2f} s", other
        )


def paused(table: Table) -> None:
    """Nothing to do."""
    with seat([*OURS, *FOUR, "--at", "100"], table.size) as taken:
        taken.wait(PLOTS)
        taken.look(3)
        cost = taken.measure(15)
    table.row("paused: bytes", f"{sum(cost.paints)} B", "0 B", not cost.paints)
    table.row("paused: processor", f"{cost.cpu_percent:.2f} %", "≤ 0.5 %", cost.cpu_percent <= 0.5)


def memory(table: Table) -> None:
    """A million steps of six racers."""
    with seat([*OURS, *SIX, "--steps", "1000000", "--at", "1000000"], table.size) as taken:
        taken.wait("1000000/1000000", 60)
        rest(taken)
        used = taken.megabytes
    table.row("memory: 10⁶ steps of 6 racers", f"{used:.0f} MB", "≤ 500 MB", used <= 500)


def hour(table: Table) -> None:
    """The paints of an hour: a race over and over, so that its history is not what grows."""
    with seat([*OURS, "--fps", "60", *FOUR, "--steps", str(LOOP)], table.size) as taken:
        taken.wait(PLOTS)
        paints, used = 0, {0: taken.megabytes}
        begun = time.monotonic()
        while paints < HOUR and time.monotonic() - begun < HOUR / 20:
            if taken.shows(f"{LOOP}/{LOOP}"):
                taken.type("r")
            paints += len(taken.look(1))
            used[60 * paints // HOUR] = taken.megabytes
    early, middle, late = (used[max(minute for minute in used if minute <= wanted)] for wanted in (5, 30, 60))
    figure = f"{early:.0f}, {middle:.0f}, {late:.0f} MB"
    table.row("memory: minute 5, 30, 60 of playing", figure, "no growth", late < (1 + MAY_GROW) * early)


PARTS: dict[str, Callable[[Table], None]] = {
    "costs": costs,
    "network": network,
    "limits": limits,
    "length": length,
    "keys": keys,
    "start": start,
    "paused": paused,
    "memory": memory,
    "hour": hour,
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long to measure each program")
    parser.add_argument("--no-peers", action="store_true", help="leave textual-plotext and textual-plot out")
    parser.add_argument("--only", choices=PARTS, help="one part of it")
    parser.add_argument("--hour", action="store_true", help="with the paints of an hour")
    found = parser.parse_args()
    columns, rows = map(int, found.size.split("x"))
    peers = () if found.no_peers else tuple(AXES)
    table = Table((columns, rows), found.seconds, {name: peer_command(name) for name in peers})
    table.head()
    for name, part in PARTS.items():
        if found.only == name or (found.only is None and (name != "hour" or found.hour)):
            part(table)
    if found.only is None and not found.hour:
        table.line("memory: an hour of playing", "not measured", [""] * (len(peers) + 1), "no growth: --hour")


if __name__ == "__main__":
    main()
