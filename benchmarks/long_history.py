"""The memory of a long race on a network: six racers, 105 parameters, 100,000 steps.

    python -m benchmarks.long_history [STEPS]

The points of all steps would take 500 MB. Also how long a step back takes, whose points are replayed. Times are those
of the processor.
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from core.scenario import Scenario

RACERS = ("adam", "sgd lr=0.1", "sgd lr=0.1 momentum=0.9", "rmsprop", "lamb", "adagrad")
NETWORK = "network hidden=[8,8]"


def memory() -> float:
    """The most memory of this process so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(steps: int) -> None:
    """Race, step back, and print the figures."""
    race = Scenario(NETWORK, RACERS, steps=steps).race()
    before = memory()
    began = time.process_time()
    race.advance(steps)
    took = time.process_time() - began
    dims = race.problem.dims
    print(f"{dims} parameters, {len(RACERS)} racers, {steps} steps: {memory() - before:.0f} MB")
    print(f"  every point of them would take {8 * dims * len(RACERS) * steps / 1e6:.0f} MB")
    print(f"  {took / steps / len(RACERS) * 1e6:.1f} µs a step and racer")
    racer = race.racers[0]
    back = np.random.default_rng(0).integers(0, steps, 50).tolist()
    times = []
    for step in back:
        began = time.process_time()
        racer.points([step])
        times.append(time.process_time() - began)
    print(f"  a point anywhere: {np.median(times) * 1e3:.1f} ms, at most {max(times) * 1e3:.1f} ms")
    print(f"  with {len(back)} points found: {memory() - before:.0f} MB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
