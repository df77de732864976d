"""Whether random keys, mouse, pastes, resizes and themes break the app; and how much memory they leave behind.

    python benchmarks/monkey.py [--seeds 200] [--first 0] [--acts 150]

Each seed plays the app on an emulated terminal, in turns as it is, in ASCII and as the demo. Fails (exit 1) where the
app raises something, takes over 2 s of a processor for one act, or shows what a fresh paint does not.
Everything that it saves is in a temporary folder. The table shows the memory of the process after each seed.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.monkey_in_process import MODES, play  # noqa: E402 - the project's own tests are no installed package

MAX_REACTION = 2.0
"""Seconds of processor time from an act to its last effect."""


def megabytes() -> float:
    """Resident memory of this process, without what an app has left that has ended.

    An app keeps the garbage collector from all that is there when it starts: here, the app before it.
    """
    gc.unfreeze()
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def fault_of(seed: int, acts: int, mode: str) -> str:
    """What went wrong with a seed; empty if nothing did."""
    try:
        played = asyncio.run(play(seed, acts, mode))
    except Exception:
        return traceback.format_exc(limit=-8)
    if played.wrong:
        return f"{len(played.wrong)} cells differ: {played.wrong[:3]}"
    return f"{played.slowest:.1f} s for one act" if played.slowest > MAX_REACTION else ""


def main() -> int:
    """Print a line for each seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--acts", type=int, default=150, help="how many things each monkey does")
    found = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        deep = Path(folder) / "a" / "b" / "c" / "d"
        deep.mkdir(parents=True)
        os.chdir(deep)
        names = ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_DOWNLOAD_DIR", "XDG_CACHE_HOME")
        os.environ.update(dict.fromkeys(names, str(deep)))
        os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor"})
        for seed in range(found.first, found.first + found.seeds):
            mode = MODES[seed % len(MODES)]
            fault = fault_of(seed, found.acts, mode)
            faults += bool(fault)
            print(f"{seed:5} {mode:8} {megabytes():6.0f} MB  {fault or 'ok'}", file=sys.__stdout__, flush=True)
        os.chdir(ROOT)
    print(f"{faults} of {found.seeds} monkeys broke something", file=sys.__stdout__)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
