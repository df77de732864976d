"""What drawing costs a processor: milliseconds (median) and changed cells (mean) a tick, beside a rebuild by plotext.

    python benchmarks/drawing.py [--ticks 100] [--racers 3] [--noise 0]

The three plots of a race screen of 120×40, at step 1,000 and at step 999,000. "tick" draws one step more with plots
that know the step before; "plotext" builds the same two figures of curves and the paths with plotext from all points,
and writes their ANSI text. Then for each plot what draws all of it again, and how much of that is due to the steps:

    resize       one column more or less
    limit        the steps' axis ends elsewhere (in the landscape: a pan)
    other        another metric that was seen before, on the other scale (in the weights: a logarithm of the steps)
    step back    one step
    first sight  plots that know nothing
    slices       the longest frame of that in the app, which draws it in slices
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from core.scenario import Scenario
from tui.plotting import plotext_figure
from tui.plotting.cells import Picture
from tui.plotting.changed_cells import ShownPicture
from tui.plotting.chart.charts import loss_chart, weights_chart
from tui.plotting.chart.curves import CurvePlot
from tui.plotting.landscape.picture import LandscapePlot
from tui.plotting.plot_theme import PlotTheme
from tui.state.frame import Frame
from tui.state.session import Session
from tui.widgets.plots.plot_panel import SLICE

RACERS = ("sgd lr=0.0005", "momentum lr=0.0001", "adam lr=0.002", "rmsprop lr=0.01", "adagrad lr=0.5", "adam lr=0.02")
LANDSCAPE, CURVES = (54, 28), (40, 13)
NAMES = ("landscape", "loss", "weights")
STEPS = 1_000, 999_000


@dataclass
class Plots:
    """The three plots of the race screen."""

    landscape: LandscapePlot = field(default_factory=lambda: LandscapePlot(*LANDSCAPE))
    loss: CurvePlot = field(default_factory=lambda: CurvePlot(*CURVES))
    weights: CurvePlot = field(default_factory=lambda: CurvePlot(*CURVES))

    def one(self, name: str, frame: Frame) -> Picture:
        """The picture of one of them."""
        theme = PlotTheme()
        if name == "landscape":
            return self.landscape.draw(frame, theme)
        if name == "loss":
            return self.loss.draw(loss_chart(frame, theme), theme)
        return self.weights.draw(weights_chart(frame, theme), theme)

    def draw(self, frame: Frame) -> list[Picture]:
        """All pictures."""
        return [self.one(name, frame) for name in NAMES]


def by_plotext(frame: Frame) -> str:
    """The same curves and paths, all points of them, built by plotext alone."""
    plotext = plotext_figure.library()
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


def milliseconds(works: Sequence[Callable[[], object]], times: int) -> float:
    """The median for one of some works, done in turn so many times: each of them finds what the one before left."""
    taken = []
    for _ in range(times):
        for work in works:
            before = time.process_time()
            work()
            taken.append(time.process_time() - before)
    return 1000 * statistics.median(taken)


def tick(session: Session, step: int, ticks: int) -> None:
    """Print what some ticks cost."""
    session.seek(step - ticks)
    plots, screens = Plots(), [ShownPicture() for _ in NAMES]
    for screen, picture in zip(screens, plots.draw(session.frame()), strict=True):
        screen.show(picture)
    taken, cells = [], []
    for _ in range(ticks):
        session.seek(session.clock.step + 1)
        frame = session.frame()
        before = time.process_time()
        spans = [s.show(p) or [] for s, p in zip(screens, plots.draw(frame), strict=True)]
        taken.append(1000 * (time.process_time() - before))
        cells.append(sum(last - first for some in spans for _, first, last in some))
    line = (
        f"step {step:>9,}   tick {statistics.median(taken):6.2f} ms (worst {max(taken):5.1f})"
        f"   {statistics.mean(cells):4.1f} cells (most {max(cells)})"
    )
    if step <= 10_000:
        rebuild = milliseconds([lambda: by_plotext(frame)], 3)
        line += f"   plotext {rebuild:7.1f} ms = {rebuild / statistics.median(taken):.0f} ticks"
    print(line)


def redraws(session: Session, step: int, name: str) -> dict[str, float]:
    """Milliseconds for each way to make a plot draw all of it."""
    session.seek(step - 1)
    before = session.frame()
    session.seek(step)
    frame, plots = session.frame(), Plots()
    view, box = frame.view, frame.problem.box
    plot: LandscapePlot | CurvePlot = getattr(plots, name)

    def widened(width: int) -> None:
        plot.width = width
        plots.one(name, frame)

    if name == "landscape":
        panned = replace(box, x_low=box.x_low + 0.1, x_high=box.x_high + 0.1)
        shorter = other = replace(frame, view=replace(view, zoom=panned))
    else:
        shorter = replace(frame, scenario=replace(frame.scenario, steps=step))
        seen = replace(view, log_x=True) if name == "weights" else replace(view, metric="distance", log_y=False)
        other = replace(frame, view=seen)
    pairs = {"limit": (shorter, frame), "other": (other, frame), "step back": (before, frame)}
    plots.one(name, other)
    widened(plot.width)
    found = {"resize": milliseconds([partial(widened, plot.width + 1), partial(widened, plot.width)], 10)}
    for what, two in pairs.items():
        found[what] = milliseconds([partial(plots.one, name, one) for one in two], 10)
    found["step back"] = milliseconds([partial(plots.one, name, one) for one in (frame, before)], 1)
    found["first sight"] = milliseconds([lambda: Plots().one(name, frame)], 3)
    return found


def longest_frame(session: Session, step: int, name: str) -> float:
    """Milliseconds of the longest frame in which a plot that knows nothing is drawn in slices, as in the app."""
    session.seek(step)
    frame, plots, taken = session.frame(), Plots(), list[float]()
    plot: LandscapePlot | CurvePlot = getattr(plots, name)
    plot.seconds = SLICE
    while not taken or not plot.complete:
        before = time.process_time()
        plots.one(name, frame)
        taken.append(time.process_time() - before)
    return 1000 * max(taken)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").partition("\n")[0], formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--ticks", type=int, default=100, help="how many are timed")
    parser.add_argument("--racers", type=int, default=3, help="how many race")
    parser.add_argument("--noise", type=float, default=0.0, help="of the gradients")
    given = parser.parse_args()
    session = Session(Scenario("rosenbrock", RACERS[: given.racers], steps=1_000_000, noise=given.noise))
    session.race.advance(max(STEPS))
    for step in STEPS:
        tick(session, step, given.ticks)
    for name in NAMES:
        early, late = (redraws(session, step, name) | {"slices": longest_frame(session, step, name)} for step in STEPS)
        for what, few in early.items():
            many = late[what]
            figures = f"{few:6.2f} ms at step {STEPS[0]:,}  {many:6.2f} at {STEPS[1]:,}  {many / few:5.1f} ×"
            print(f"{name:9} {what:11} {figures}")


if __name__ == "__main__":
    main()
