"""Fuzz the app with generated input through a pseudo-terminal: after each hundred sequences it must answer a key.

    python benchmarks/input_fuzz.py [--hundreds N] [--demo]

Linux only: it reads the processor time of the app from /proc. It prints the seeds of the hundreds after which the app
was deaf, slow or gone, starts the app again, and goes on; the exit code is 1 if there were any.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.probe import Answering
from tests.terminal import SIZE
from tests.terminal_input import sequence

MAX_SECONDS = 0.5
"""Seconds of a processor that the app takes from a key to its answer, playing its race meanwhile."""

MAX_KEYS = 6
"""Keys until one is answered so soon: the first wait for what a hundred sequences ask for, such as a new screen."""

PATIENCE = 60.0
"""Seconds on the wall, however busy the machine is; a deaf app takes for ever."""

RECOVERY = b"\x1b[201~\x1b[48;%d;%d;0;0t" % SIZE
"""What ends a paste and whatever is unfinished, and gives the app its size back."""


def answer(app: Answering) -> float:
    """What it costs the app to answer a key."""
    before = app.cpu_seconds()
    assert app.answers(PATIENCE) is not None, "it is deaf" if app.alive() else "it has ended"
    return app.cpu_seconds() - before


def check(app: Answering, seed: int) -> None:
    """Send the hundred sequences of a seed; AssertionError says how the app failed."""
    random = Random(seed)
    assert app.send(b"".join(sequence(random) for _ in range(100)) + RECOVERY), "it does not read"
    asked = [answer(app)]
    while asked[-1] > MAX_SECONDS and len(asked) < MAX_KEYS:
        asked.append(answer(app))
    assert asked[-1] <= MAX_SECONDS, f"it is slow: {asked}"


def main() -> int:
    """Fuzz, and print what failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hundreds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--demo", action="store_true")
    words = parser.parse_args()
    flags = ("--demo",) if words.demo else ()
    app, failures = Answering(*flags), 0
    for seed in range(words.first, words.first + words.hundreds):
        try:
            check(app, seed)
        except AssertionError as error:
            failures += 1
            print(f"hundred {seed}: {error}", flush=True)
            app.close()
            app = Answering(*flags)
    app.close()
    print(f"{words.hundreds * 100:,} sequences, {failures} failures")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
