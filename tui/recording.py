"""Record the app without a terminal: its screen at chosen steps, independent of the environment.

This module is next to `app` because it runs the whole app; `export` only writes files.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TextIO

from textual.filter import LineFilter, Monochrome
from textual.pilot import Pilot
from textual.strip import Strip
from textual.theme import BUILTIN_THEMES

from core.frozen import frozen
from core.scenario import Scenario
from tui.app import FallLine
from tui.export.asciicast import Asciicast
from tui.export.svg import picture
from tui.plotting.colors import Depth
from tui.screens.race import RaceScreen
from tui.state.planes import steps_to_fit
from tui.terminal.capture import screen_strips, truecolor_console
from tui.widgets.plots.plot_panel import PlotPanel

_NO_PAINTS = 1e-6  # paints a second: the timer never fires, as a recording sets the step itself
_TICKS = 20.0  # a second: the app's own pace, which a picture tells
_MAX_CHECKS = 200  # of a screen that still changes while its panels compute


@frozen
class Stage:
    """Size, theme and font of the screen, and whether the landscape is a surface."""

    width: int = 100
    height: int = 30
    theme: str = "textual-dark"
    surface: bool = False
    ascii: bool = False


class RecordedApp(FallLine):
    """The app in true colour, whatever terminal it is started from."""

    def __init__(self, scenario: Scenario, stage: Stage) -> None:
        super().__init__(scenario, at=0, fps=_NO_PAINTS, ascii_only=stage.ascii)
        self.no_color = False
        self.console = truecolor_console(highlight=False, emoji=False)
        self.animation_level = "none"
        self.theme = stage.theme
        self.session.set_view(replace(self.session.view, surface=stage.surface))

    @property
    def depth(self) -> Depth:
        """True colour."""
        return "truecolor"

    def get_line_filters(self) -> Sequence[LineFilter]:
        """The filters of the app, without the one that NO_COLOR adds."""
        return [own for own in super().get_line_filters() if not isinstance(own, Monochrome)]

    @property
    def race_screen(self) -> RaceScreen:
        """The race screen."""
        screen = self.screen_stack[0]
        assert isinstance(screen, RaceScreen)
        return screen


def themes() -> list[str]:
    """The names of all themes."""
    return sorted(BUILTIN_THEMES)


def film(
    scenario: Scenario,
    steps: Sequence[int],
    stage: Stage,
    fps: float,
    stay: float,
    file: TextIO,
    told: Callable[[int, int], None] | None = None,
) -> None:
    """Write the race at each of the steps as an asciicast; the last picture stays for `stay` seconds.

    After each picture, `told`, if it is given, is called with the number of those done and of all.
    """
    cast = Asciicast(file, stage.width, stage.height, f"Fall Line · {scenario.problem}")
    speed = max(round((steps[-1] - steps[0]) / max(len(steps) - 1, 1)), 1)
    numbers = iter(range(len(steps)))

    def take(app: RecordedApp) -> None:
        number = next(numbers)
        cast.show(number / fps, screen_strips(app.screen))
        if told is not None:
            told(number + 1, len(steps))

    asyncio.run(play(scenario, steps, speed, stage, take, fps))
    cast.end((len(steps) - 1) / fps + stay)


def still(scenario: Scenario, step: int, stage: Stage) -> str:
    """Draw the race at a step as SVG."""
    pictures: list[str] = []
    title = f"Fall Line · {scenario.problem} · step {step}"
    asyncio.run(play(scenario, [step], 0, stage, lambda app: pictures.append(picture(app.screen, title))))
    return pictures[0]


async def play(
    scenario: Scenario,
    steps: Iterable[int],
    speed: int,
    stage: Stage,
    take: Callable[[RecordedApp], None],
    ticks_a_second: float = _TICKS,
) -> None:
    """Show the race at each step as if played at `speed` (0: paused), and call `take` when the screen is stable."""
    app = RecordedApp(scenario, stage)
    async with app.run_test(size=(stage.width, stage.height)) as pilot:
        before = -1
        for step in steps:
            if step != before:
                app.session.race.advance(max(step, steps_to_fit(scenario)))
                app.session.clock = replace(
                    app.session.clock,
                    step=step,
                    playing=speed > 0 and step < scenario.steps,
                    speed=max(speed, 1),
                    ticks_a_second=ticks_a_second,
                )
                # Another view each time: panels that repaint less often than the clock ticks then draw at once.
                app.session.set_view(replace(app.session.view))
                app.race_screen.show_session()
                app.race_screen.main_plot.focus()
                await _wait_until_stable(pilot, app)
            take(app)
            before = step


async def _wait_until_stable(pilot: Pilot[Any], app: RecordedApp) -> None:
    """Wait until the screen stops changing."""
    before: Sequence[Strip] | None = None
    for _ in range(_MAX_CHECKS):
        await pilot.pause(0)
        panels = [panel for panel in app.screen.query(PlotPanel) if panel.display]
        if not all(panel.drawing and panel.complete for panel in panels):
            await pilot.pause(0.02)
            continue
        now = screen_strips(app.screen)
        if now == before:
            return
        before = now
