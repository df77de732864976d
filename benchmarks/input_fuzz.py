"""Fuzz the app with generated input through a pseudo-terminal: after each hundred sequences it must answer a key.

    python benchmarks/input_fuzz.py [--hundreds N] [--first SEED] [--demo]

Linux only: it reads the processor time of the app from /proc. It prints the seeds of the hundreds after which the app
was deaf, slow or gone, starts the app again, and goes on; the exit code is 1 if there were any.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
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


def check(app: Answering, seed: int) -> int:
    """Send the hundred sequences of a seed; returns how many keys it took until one was answered soon enough.

    AssertionError says how the app failed.
    """
    random = Random(seed)
    assert app.send(b"".join(sequence(random) for _ in range(100)) + RECOVERY), "it does not read"
    asked = [answer(app)]
    while asked[-1] > MAX_SECONDS and len(asked) < MAX_KEYS:
        asked.append(answer(app))
    assert asked[-1] <= MAX_SECONDS, f"it is slow: {asked}"
    return len(asked)


def main() -> int:
    """Fuzz, and print what failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hundreds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--demo", action="store_true")
    words = parser.parse_args()
    flags = ("--demo",) if words.demo else ()
    app, failures, keys, begun = Answering(*flags), 0, Counter[int](), time.monotonic()
    for seed in range(words.first, words.first + words.hundreds):
        try:
            keys[check(app, seed)] += 1
        except AssertionError as error:
            failures += 1
            print(f"hundred {seed}: {error}", flush=True)
            app.close()
            app = Answering(*flags)
    app.close()
    rate = words.hundreds * 100 / (time.monotonic() - begun)
    answers = ", ".join(f"{times} at key {key}" for key, times in sorted(keys.items()))
    print(f"{words.hundreds * 100:,} sequences, {rate:.0f} a second, {failures} failures; answered in time: {answers}")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
