"""What drawing costs: milliseconds (median) and changed cells (mean) a tick, beside a rebuild in the same run.

    python benchmarks/drawing.py [--ticks 100]

Three plots of three racers, as large as on a 120×40 screen, at step 1,000 and at step 1,000,000. "tick" draws one
step more with plots that know the step before; "redraw" draws all of it with fresh plots (a resize); "plotext" builds
the same two figures of curves and the paths with plotext from all points, and writes their ANSI text.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from core.scenario import Scenario
from tui.frame import Frame
from tui.plotting import figure
from tui.plotting.cells import Picture
from tui.plotting.charts import loss_chart, weights_chart
from tui.plotting.curves import CurvePlot
from tui.plotting.landscape import LandscapePlot
from tui.plotting.look import Look
from tui.plotting.screenful import Screenful
from tui.session import Session

RACERS = ("sgd lr=0.0005", "momentum lr=0.0001", "adam lr=0.002")
LANDSCAPE, CURVES = (54, 28), (40, 13)


class Plots:
    """The three plots of the race screen."""

    def __init__(self) -> None:
        self.landscape = LandscapePlot(*LANDSCAPE)
        self.loss, self.weights = CurvePlot(*CURVES), CurvePlot(*CURVES)

    def draw(self, frame: Frame) -> list[Picture]:
        look = Look()
        return [
            self.landscape.draw(frame, look),
            self.loss.draw(loss_chart(frame, look), look),
            self.weights.draw(weights_chart(frame, look), look),
        ]


def by_plotext(frame: Frame) -> str:
    """The same curves and paths, all points of them, built by plotext alone."""
    plotext = figure.library()
    texts = []
    for (width, height), columns in ((LANDSCAPE, None), (CURVES, "loss"), (CURVES, "path")):
        whole = type(plotext.figure)(parent=plotext.terminal)
        whole.plot_size(width, height)
        for racer in frame.racers:
            steps = list(range(len(racer.loss)))
            if columns is None:
                pairs = [(racer.path[:, 0].tolist(), racer.path[:, 1].tolist())]
            elif columns == "loss":
                pairs = [(steps, racer.loss.tolist())]
            else:
                pairs = [(steps, racer.path[:, 0].tolist()), (steps, racer.path[:, 1].tolist())]
            for x, y in pairs:
                whole.draw(whole.signal(x, y, marker="braille").lines(True))
        texts.append(whole.build().string())
    return "\n".join(texts)


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median over so many runs."""
    taken = []
    for _ in range(times):
        before = time.perf_counter()
        work()
        taken.append(time.perf_counter() - before)
    return 1000 * statistics.median(taken)


def measure(session: Session, step: int, ticks: int) -> None:
    session.race.advance(step + ticks + 1)
    session.seek(step)
    plots, screens = Plots(), [Screenful() for _ in range(3)]
    for screen, picture in zip(screens, plots.draw(session.frame()), strict=True):
        screen.show(picture)
    taken, cells = [], []
    for _ in range(ticks):
        session.seek(session.clock.step + 1)
        frame = session.frame()
        before = time.perf_counter()
        spans = [s.show(p) or [] for s, p in zip(screens, plots.draw(frame), strict=True)]
        taken.append(1000 * (time.perf_counter() - before))
        cells.append(sum(last - first for some in spans for _, first, last in some))
    redraw = milliseconds(lambda: Plots().draw(frame), 5)
    line = (
        f"step {step:>9,}   tick {statistics.median(taken):6.2f} ms (worst {max(taken):6.1f})"
        f"   {statistics.mean(cells):4.1f} cells (most {max(cells)})   redraw {redraw:7.1f} ms"
    )
    if step <= 10_000:
        rebuild = milliseconds(lambda: by_plotext(frame), 3)
        line += f"   plotext {rebuild:7.1f} ms = {rebuild / statistics.median(taken):.0f} ticks"
    print(line)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--ticks", type=int, default=100)
    ticks = parser.parse_args().ticks
    session = Session(Scenario("rosenbrock", RACERS, steps=1_000_000))
    for step in (1_000, 1_000_000 - ticks - 1):
        measure(session, step, ticks)


if __name__ == "__main__":
    main()
