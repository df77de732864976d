"""Generated input through a real pseudo-terminal: after each hundred sequences, the app answers a key."""

from __future__ import annotations

import sys
from random import Random
from statistics import median

import pytest

from tests.probe import Answering
from tests.terminal import SIZE
from tests.terminal_input import sequence

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc to tell the app's time from others'"),
]

HUNDREDS = {(): range(120), ("--demo",): range(120, 200)}
"""The seeds of the hundreds, by the flags of the app."""

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


@pytest.mark.parametrize("flags", HUNDREDS, ids=["app", "demo"])
def test_generated_input(flags: tuple[str, ...]) -> None:
    app, keys, costs = Answering(*flags), [], []
    try:
        for seed in HUNDREDS[flags]:
            random = Random(seed)
            assert app.send(b"".join(sequence(random) for _ in range(100)) + RECOVERY), f"hundred {seed} is not read"
            asked = [answer(app)]
            while asked[-1] > MAX_SECONDS and len(asked) < MAX_KEYS:
                asked.append(answer(app))
            assert asked[-1] <= MAX_SECONDS, f"slow after hundred {seed}: {asked}"
            keys.append(len(asked))
            costs.append(asked[-1])
    finally:
        app.close()
    print(f"\n{len(keys) * 100} sequences, at most {max(keys)} keys, answers of {median(costs):.2f} s (median)")
