"""Two live plots as textual-plot's own examples draw them: clear, plot everything."""

from __future__ import annotations

from race import Race
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual_plot import HiResMode, PlotWidget

COLORS = ("red", "green", "blue", "yellow")


class Peer(App[None]):
    """The paths and the losses, ten times a second."""

    def compose(self) -> ComposeResult:
        """Side by side."""
        with Horizontal():
            yield PlotWidget()
            yield PlotWidget()

    def on_mount(self) -> None:
        """Start the race."""
        self.race = Race()
        self.set_interval(0.1, self.advance)

    def advance(self) -> None:
        """A step, and both plots anew."""
        self.race.step()
        paths, losses = self.query(PlotWidget)
        paths.clear()
        losses.clear()
        for k, color in enumerate(COLORS):
            steps = list(range(len(self.race.losses[k])))
            paths.plot(self.race.xs[k], self.race.ys[k], line_style=color, hires_mode=HiResMode.BRAILLE)
            losses.plot(steps, self.race.losses[k], line_style=color, hires_mode=HiResMode.BRAILLE)


if __name__ == "__main__":
    Peer().run()
