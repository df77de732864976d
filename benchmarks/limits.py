"""What a paint costs in which an axis limit moves, at step 1,024 and late in a race of a million steps.

    python benchmarks/limits.py [--racers 4] [--noise 0] [--size 120x40]

The axis of the steps ends at a power of two: where the clock goes over it, and back again, both plots over steps draw
all of their curves. Beside it a step that moves no limit, and keys that draw all of a plot: the scale of the losses,
the next metrics, a pan. Processor time a key (drawing in slices included) and the bytes of the largest paint, of the
app in a pseudo-terminal.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from seat import Seat

ROOT = Path(__file__).resolve().parent.parent
RACERS = ("sgd lr=0.0005", "momentum lr=0.0003", "adam lr=0.02", "rmsprop lr=0.01", "nadam lr=0.01", "adagrad lr=0.5")
STEPS = 1_024, 524_288
KEYS = {
    "a step over a limit and back": (".", ","),
    "a step and back": (",", "."),
    "logarithmic or linear": ("l", "l"),
    "six metrics, each once": ("m",) * 6,
    "pan the landscape": ("\x1b[C", "\x1b[D"),
}
TIMES = 24
APART = 0.4  # seconds


def costs(step: int, racers: int, noise: float, size: tuple[int, int]) -> dict[str, tuple[float, int]]:
    """Milliseconds a key, of each kind, and the bytes of the largest paint."""
    words = [word for spec in RACERS[:racers] for word in ("--racer", spec)]
    race = ["--steps", "1000000", "--noise", str(noise), "--at", str(step)]
    taken = Seat([sys.executable, "-m", "tui", *words, *race], size, str(ROOT))
    try:
        taken.wait(f"{step}/1000000", 60)
        taken.wait("\N{BOX DRAWINGS LIGHT VERTICAL AND LEFT}", 60)
        taken.settle()
        found = {}
        for what, keys in KEYS.items():
            if what == "a step and back":
                taken.pressing([","] * 2, APART)
            if what == "pan the landscape":
                taken.pressing(["\x1b"], APART)
            cost = taken.pressing(keys * (TIMES // len(keys)), APART)
            found[what] = 1000 * cost.cpu / TIMES, cost.most
        return found
    finally:
        taken.leave()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--racers", type=int, default=4)
    parser.add_argument("--noise", type=float, default=0.0)
    parser.add_argument("--size", default="120x40")
    given = parser.parse_args()
    width, height = map(int, given.size.split("x"))
    early, late = (costs(step, given.racers, given.noise, (width, height)) for step in STEPS)
    for what, (few, sent) in early.items():
        many, sent_late = late[what]
        print(
            f"{what:30} {few:6.1f} ms, {sent:6} bytes at step {STEPS[0]:,}"
            f"   {many:6.1f} ms = {many / few:4.2f} ×, {sent_late:6} bytes at {STEPS[1]:,}"
        )


if __name__ == "__main__":
    main()
