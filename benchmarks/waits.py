"""How long a key can wait on the sweep screen: the longest turn of the event loop after each key, in processor time.

    python benchmarks/waits.py [--rounds 3] [--size 120x40]

Every round is a process of its own, in which nothing is imported before its key. Processor time, so that other
programs do not count.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

KEYS = {
    "f2, the first time": "f2",
    "v: the map": "v",
    "v: basins": "v",
    "v: the comparison": "v",
    "v: curves again": "v",
    "the cursor": "right",
    "esc: the race": "escape",
    "f2 again": "f2",
}
MOST = 50
"""Milliseconds that a key may wait."""


async def turns(size: tuple[int, int]) -> dict[str, float]:
    """The longest turn after each key, in milliseconds, until the screen has nothing left to compute."""
    from tui.cli.lazy_import import import_later  # noqa: PLC0415 - as the command line begins

    import_later("numpy")
    from tui.app import FallLine  # noqa: PLC0415

    app = FallLine(at=100)
    found: dict[str, float] = {}
    async with app.run_test(size=size) as pilot:
        await asyncio.sleep(1.5)
        for what, key in KEYS.items():
            longest, last, begin = 0.0, time.thread_time(), time.monotonic()
            press = asyncio.create_task(pilot.press(key))
            while time.monotonic() < begin + 0.5 or not press.done() or not _is_idle(app.screen):
                await asyncio.sleep(0)
                now = time.thread_time()
                longest, last = max(longest, now - last), now
            found[what] = 1000 * longest
    return found


def _is_idle(screen: object) -> bool:
    sweeper = getattr(screen, "sweeper", None)
    return sweeper is None or bool(sweeper.complete)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.once:
        columns, rows = map(int, given.size.split("x"))
        print(json.dumps(asyncio.run(turns((columns, rows)))))
        return
    command = [sys.executable, __file__, "--once", "--size", given.size]
    rounds = [
        json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout) for _ in range(given.rounds)
    ]
    for what in KEYS:
        longest = max(found[what] for found in rounds)
        print(f"{what:24}{longest:8.0f} ms   ≤ {MOST} ms {'✓' if longest <= MOST else '✗'}")


if __name__ == "__main__":
    main()
