"""What a paint of the other screens and views costs a terminal, beside the floor of the same run.

    python benchmarks/screens.py [--seconds 10] [--size 120x40]

Two axes, the surface at rest and turned, a lesson with its three panels, the anatomy, the sweep screen while it plays:
four racers unless the lesson has its own, ten paints a second.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence

from seat import Seat
from table import Size
from terminal import COUNTER, FLOOR, FOUR, OURS, PLOTS, TICK, playing, rest, seat

F2, F3, F4, DOWN, RIGHT, HOME = "\x1bOQ", "\x1bOR", "\x1bOS", "\x1b[B", "\x1b[C", "\x1b[H"
TALL = 34
"""Rows, from which on the weights plot stands below that of the loss."""
CHAPTERS = 7
"""Lessons down to the chapter's, with its three panels."""
TURNS = 20
SWEPT = [*OURS, "--fps", "10", *FOUR, "--steps", "500", "--at", "10"]
RACE = [*OURS, "--fps", "10", *FOUR, "--steps", "100000"]
ON_A_PLANE = [*RACE, "--problem", "rosenbrock n=5"]


def press(taken: Seat, keys: Sequence[str]) -> None:
    """Press keys one after the other, each when the last one's effect is there; an empty one waits for quiet."""
    taken.wait(PLOTS)
    taken.look(1.5)
    for key in keys:
        if key:
            taken.type(key)
            taken.look(0.6)
        else:
            rest(taken)


def playing_views(size: Size, seconds: float) -> None:
    """Bytes and processor time of a paint, beside the floor's."""
    floor = playing(FLOOR, size, seconds, COUNTER)
    tall = size[1] >= TALL
    to_weights = ("\t", "\t") if tall else ("p", "\t")
    views = {
        "weights and loss on two axes": (*to_weights, "w"),
        "3-D, the camera at rest": ("v",),
        "3-D, with arrows": ("v", "<"),
        "the chapter's lesson": (F4, *[DOWN] * CHAPTERS, *(() if tall else ("p",)), "", "r"),
        "anatomy of adam": (F3, "]]"),
    }
    line("", "bytes", "largest", "processor")
    line("floor", f"{floor.median:.0f}", f"{floor.most}", f"{floor.cpu_ms:.1f} ms")
    races = [(what, RACE, keys) for what, keys in views.items()]
    for what, race, keys in (("a race", RACE, ()), ("a race on a plane of five parameters", ON_A_PLANE, ()), *races):
        with seat(race, size) as taken:
            press(taken, keys)
            cost = taken.measure(seconds)
        used = f"{cost.cpu_ms:.1f} ms = {cost.cpu_ms / floor.cpu_ms:.1f} ×"
        line(what, f"{cost.median:.0f}", f"{cost.most}", used)


def playing_sweeps(size: Size, seconds: float) -> None:
    """Bytes and processor time of a step of a sweep, computed before."""
    views = {
        "sweep: curves": (SWEPT, ()),
        "sweep: curves of eight seeds": ([*SWEPT, "--noise", "1"], ()),
        "sweep: map": (SWEPT, ("v",)),
        "sweep: basins": ([*SWEPT, "--problem", "himmelblau"], ("v", "v")),
    }
    for what, (command, keys) in views.items():
        with seat(command, size) as taken:
            press(taken, (F2, *keys, "", HOME, " "))
            cost = taken.measure(seconds, TICK)
        line(what, f"{cost.median:.0f}", f"{cost.most}", f"{cost.cpu_ms:.1f} ms")


def turning(size: Size) -> None:
    """Bytes and processor time of a turn of the camera, which moves all of the surface."""
    with seat([*RACE, "--at", "100"], size) as taken:
        press(taken, ("v", ""))
        turns = []
        for _ in range(TURNS):
            taken.type(RIGHT)
            turns.append(taken.measure(0.25))
    sent = [sum(turn.paints) for turn in turns]
    used = 1000 * statistics.mean(turn.cpu for turn in turns)
    line("3-D, a turn of the camera", f"{statistics.median(sent):.0f}", f"{max(sent)}", f"{used:.0f} ms")


def line(what: str, *figures: str) -> None:
    """Print one row."""
    print(f"{what:32}" + "".join(f"{figure:>18}" for figure in figures), flush=True)


PARTS = {"views": playing_views, "sweeps": playing_sweeps, "turning": lambda size, _: turning(size)}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long to measure each view")
    parser.add_argument("--only", choices=PARTS)
    found = parser.parse_args()
    columns, rows = map(int, found.size.split("x"))
    for part, measure in PARTS.items():
        if found.only in (None, part):
            measure((columns, rows), found.seconds)


if __name__ == "__main__":
    main()
