"""Two live plots as textual-plotext's own examples draw them: clear, plot everything, refresh."""

from __future__ import annotations

from race import Race
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual_plotext import PlotextPlot


class Peer(App[None]):
    """The paths and the losses, ten times a second."""

    def compose(self) -> ComposeResult:
        """Side by side."""
        with Horizontal():
            yield PlotextPlot()
            yield PlotextPlot()

    def on_mount(self) -> None:
        """Start the race."""
        self.race = Race()
        self.set_interval(0.1, self.advance)

    def advance(self) -> None:
        """A step, and both plots anew."""
        self.race.step()
        paths, losses = self.query(PlotextPlot)
        paths.plt.clear_data()
        losses.plt.clear_data()
        paths.plt.title("paths")
        for k in range(4):
            paths.plt.plot(self.race.xs[k], self.race.ys[k], marker="braille")
            losses.plt.plot(self.race.losses[k], marker="braille")
        paths.refresh()
        losses.refresh()


if __name__ == "__main__":
    Peer().run()
