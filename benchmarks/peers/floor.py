"""The floor: a Textual app that refreshes four cells every 50 ms."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Cells(Widget):
    """A counter in one place."""

    tick = 0

    def on_mount(self) -> None:
        """Count."""
        self.set_interval(0.05, self.advance)

    def advance(self) -> None:
        """Repaint the four digits."""
        self.tick += 1
        self.refresh(Region(10, 5, 4, 1))

    def render_line(self, y: int) -> Strip:
        """The digits, or nothing."""
        text = f"{'floor':10}{self.tick % 10000:04d}" if y == 5 else ""
        return Strip([Segment(text.ljust(self.size.width), Style())])


class Floor(App[None]):
    """Nothing but the counter."""

    def compose(self) -> ComposeResult:
        """The one widget."""
        yield Cells()


if __name__ == "__main__":
    Floor().run()
