"""What edits leave in memory: half an hour of playing with an edit every five seconds, as fast as it goes.

    python benchmarks/memory.py [--minutes 30] [--size 120x40] [--types 12]

Twenty paints a second make a hundred between two edits. Every edit is another one: of a racer, of the problem, of the
settings, or an undo. The table shows the memory of the process and the objects that Python's garbage collector tracks;
fails (exit 1) where the memory grows by more than 10 MB from minute 5 to the last one.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.random_edits import EDITS_A_MINUTE, Memory, play_with_edits  # noqa: E402 - the tests are no installed package

SETTLED = 5
"""Minutes after which memory may no longer grow."""
MAY_GROW = 10.0
"""Megabytes."""


def main() -> int:
    """Print a line a minute."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--paints", type=int, default=100, help="paints between two edits")
    found = parser.parse_args()
    used: list[Memory] = []

    def report(edits: int) -> None:
        if edits % EDITS_A_MINUTE == 0:
            used.append(now := Memory.now())
            line = f"minute {edits // EDITS_A_MINUTE:3} {now.megabytes:7.1f} MB {now.objects:9,} objects"
            print(line, file=sys.__stdout__, flush=True)

    with tempfile.TemporaryDirectory() as folder:
        os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", "XDG_STATE_HOME": folder})
        edits = found.minutes * EDITS_A_MINUTE
        asyncio.run(play_with_edits(random.Random(found.seed), edits, found.paints, report))
    growth = used[-1].megabytes - used[min(SETTLED, len(used)) - 1].megabytes
    print(f"from minute {SETTLED} on: {growth:+.1f} MB, at most {MAY_GROW:.0f}")
    return int(growth > MAY_GROW)


if __name__ == "__main__":
    sys.exit(main())
