"""Whether the app has drawn everything that it is going to draw; in this process, or in that of a pseudo-terminal."""

from __future__ import annotations

from textual.app import App
from textual.command import CommandPalette

from tui.screens.lessons import LessonsScreen
from tui.screens.session_screen import SessionScreen
from tui.screens.sweep import SweepScreen
from tui.widgets.plots.plot_panel import PlotPanel


def at_rest(app: App[None]) -> bool:
    """Whether nothing is left to compute, to draw, to animate, or to call after a refresh."""
    screens = app.screen_stack
    panels = [panel for screen in screens for panel in screen.query(PlotPanel)]
    drawn = all(panel._drawing for panel in app.screen.query(PlotPanel))
    return (
        drawn
        and not any(panel._waiting for panel in panels)  # below a dialog, too
        and not any(screen._callbacks for screen in screens)
        and not any(screen.session.behind for screen in screens if isinstance(screen, SessionScreen))
        and all(screen._examination.done for screen in screens if isinstance(screen, LessonsScreen))
        and not any(map(_sweeps, screens))
        # An empty answer of a palette comes with a delay.
        and all(screen.query("CommandList.--visible") for screen in screens if isinstance(screen, CommandPalette))
        and not any(worker.is_running for worker in app.workers)
        and not app.animator._animations  # slow ones move less than a cell between two looks
    )


def _sweeps(screen: object) -> bool:
    """Whether a screen computes a sweep, or shows less of it than is known."""
    if not (isinstance(screen, SweepScreen) and screen.is_current):
        return False
    return not screen.sweeper.complete or screen._shown_version != screen.sweeper.version
