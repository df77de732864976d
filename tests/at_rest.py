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
    return not any(unrest(app).values())


def unrest(app: App[None]) -> dict[str, object]:
    """What is left to do, by kind; falsy where nothing is."""
    screens = app.screen_stack
    panels = [panel for screen in screens for panel in screen.query(PlotPanel)]
    palettes = [screen for screen in screens if isinstance(screen, CommandPalette)]
    return {
        "plots not drawn": [panel for panel in app.screen.query(PlotPanel) if not panel._drawing],
        "pictures not finished": [panel for panel in panels if panel._waiting],  # below a dialog, too
        "callbacks after a refresh": [screen._callbacks for screen in screens if screen._callbacks],
        "races": [screen for screen in screens if isinstance(screen, SessionScreen) and screen.session.behind],
        "lessons": [screen for screen in screens if isinstance(screen, LessonsScreen) and not screen._examination.done],
        "sweeps": list(filter(_sweeps, screens)),
        # An empty answer of a palette comes with a delay.
        "palettes": [palette for palette in palettes if not palette.query("CommandList.--visible")],
        "workers": [worker for worker in app.workers if worker.is_running],
        "animations": app.animator._animations,  # slow ones move less than a cell between two looks
    }


def _sweeps(screen: object) -> bool:
    """Whether a screen computes a sweep, or shows less of it than is known."""
    if not (isinstance(screen, SweepScreen) and screen.is_current):
        return False
    return not screen.sweeper.complete or screen._shown_version != screen.sweeper.version
