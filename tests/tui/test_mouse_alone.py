"""With the mouse alone, no key pressed, everything that people come for can be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual import events
from textual.command import CommandList, CommandPalette
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import OptionList

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.screens.anatomy import AnatomyScreen
from tui.screens.catalog import Catalog
from tui.screens.help_screen import HelpScreen, HelpText
from tui.screens.lessons import LessonsScreen
from tui.screens.race import RaceScreen
from tui.screens.sweep import SweepScreen
from tui.widgets.dialogs.add_racer import AddRacer
from tui.widgets.dialogs.quit import Quit
from tui.widgets.dialogs.sweep_axes import SweepAxes
from tui.widgets.forms.racer_form import RacerForm
from tui.widgets.header_line import HeaderLine
from tui.widgets.key_line import KeyLine
from tui.widgets.lessons.claims_panel import ClaimsPanel
from tui.widgets.lessons.lesson_list import LessonList
from tui.widgets.racer_list import RacerList
from tui.widgets.sweep.curves_panel import SweepCurvesPanel
from tui.widgets.transport import Transport

pytestmark = pytest.mark.system

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
RACE = Scenario("rosenbrock", ("sgd lr=0.0005", "adam lr=0.1"), steps=100)


class Mouse:
    """Somebody with a mouse and no keyboard."""

    def __init__(self, pilot: Pilot[None], until: Until) -> None:
        self.pilot, self._until = pilot, until
        self.app: FallLine = pilot.app  # type: ignore[assignment]

    @property
    def scenario(self) -> Scenario:
        return self.app.session.scenario

    async def until(self, holds: Callable[[], bool]) -> None:
        """Look until something holds."""
        await self._until(self.pilot, lambda: not self.app.events_held and holds())
        await self.pilot.pause()

    async def see(self, kind: type[Screen[Any]]) -> None:
        """Look until a screen is there."""
        await self.until(lambda: isinstance(self.app.screen, kind) and self.app.screen.is_mounted)

    async def click(self, widget: Widget, text: str, times: int = 1) -> None:
        """Click where a text stands in a widget, its border included."""

        def place() -> Offset | None:
            lines = [widget.render_line(y).text for y in range(widget.size.height)]
            found = [Offset(line.index(text), y) for y, line in enumerate(lines) if text in line]
            return widget.content_region.offset + found[0] if found else None

        await self.until(lambda: place() is not None)
        at = place()
        assert at is not None
        await self.pilot.click(offset=(at.x, at.y), times=times)

    async def command(self, words: str) -> None:
        """Click a key in the line of keys; what has no room there is in the palette, behind the dots."""
        line = self.app.screen.query_one(KeyLine)
        await self.until(lambda: bool(line.render_line(0).text.strip()))
        if f" {words} " in line.render_line(0).text:
            await self.click(line, words)
            return
        await self.click(line, "…")
        await self.see(CommandPalette)
        await self.palette(words)

    async def palette(self, words: str) -> None:
        """Turn the wheel in the palette until a command is in sight, and click it."""
        found = self.app.screen.query_one(CommandList)
        await self.until(lambda: any(words in str(option.prompt) for option in found.options))

        def row() -> int | None:
            texts = [found.render_line(y).text for y in range(found.size.height)]
            return next((y for y, text in enumerate(texts) if text.strip().startswith(words)), None)

        for _ in range(100):
            await self.pilot.pause()
            if row() is not None:
                break
            self.wheel(found, events.MouseScrollDown)
        place = row()
        assert place is not None, words
        at = found.content_region.offset + Offset(2, place)
        await self.pilot.click(offset=(at.x, at.y))

    def wheel(self, widget: Widget, kind: type[events.MouseEvent], at: Offset | None = None) -> None:
        """Turn the wheel over a place of a widget, its middle at first."""
        region = widget.region
        place = at or Offset(region.x + region.width // 2, region.y + region.height // 2)
        self.app.post_message(kind(None, *place, 0, 0, 0, False, False, False, *place))

    async def drag(self, widget: Widget, across: int, down: int) -> None:
        """Drag from the middle of a widget."""
        region = widget.region
        start = region.x + region.width // 2, region.y + region.height // 2
        await self.pilot.mouse_down(offset=start)
        await self.pilot.hover(offset=(start[0] + across, start[1] + down))
        await self.pilot.mouse_up(offset=(start[0] + across, start[1] + down))


@SIZES
async def test_pan_zoom_play_and_step(until: Until, size: tuple[int, int]) -> None:
    async with FallLine(RACE, at=20).run_test(size=size) as pilot:
        mouse = Mouse(pilot, until)
        session, race = mouse.app.session, mouse.app.screen
        assert isinstance(race, RaceScreen)
        await mouse.until(lambda: race.landscape.render_line(3).text.strip() != "")
        await mouse.drag(race.landscape, 4, 2)
        await mouse.until(lambda: session.view.zoom is not None)
        zoom = session.view.zoom
        mouse.wheel(race.landscape, events.MouseScrollUp)
        await mouse.until(lambda: session.view.zoom != zoom)
        transport = race.query_one(Transport)
        await mouse.click(transport, "▸")
        await mouse.until(lambda: session.clock.step == 21)
        await mouse.click(transport, "▶")
        await mouse.until(lambda: session.clock.step > 22)
        await mouse.click(transport, "‖")
        await mouse.until(lambda: not session.clock.playing)


@SIZES
async def test_lessons_and_anatomy(until: Until, size: tuple[int, int]) -> None:
    async with FallLine(RACE, at=20).run_test(size=size) as pilot:
        mouse = Mouse(pilot, until)
        await mouse.command("Lessons")
        await mouse.see(LessonsScreen)
        lessons = mouse.app.screen
        assert isinstance(lessons, LessonsScreen)
        first = lessons.browser.name
        await mouse.command("Next")
        await mouse.until(lambda: lessons.browser.name != first)
        claims = lessons.query_one(ClaimsPanel)
        await mouse.click(claims, "hold")
        await mouse.until(lambda: not claims.folded)
        await pilot.click(offset=(claims.region.right - 5, claims.region.bottom - 1))
        await mouse.until(lambda: claims.folded)
        await pilot.click(LessonList)  # it is one row high on a small screen
        await mouse.click(lessons.query_one(LessonList), "Local minima")
        await mouse.until(lambda: "minima" in str(lessons.query_one("#text").border_title))
        await mouse.command("Back")
        await mouse.see(RaceScreen)
        assert mouse.scenario == RACE
        await mouse.command("Lessons")
        await mouse.see(LessonsScreen)
        await pilot.click(LessonList)
        await mouse.click(mouse.app.screen.query_one(LessonList), "Local minima", times=2)
        await mouse.until(lambda: isinstance(mouse.app.screen, RaceScreen) and mouse.scenario != RACE)
        await mouse.command("Anatomy")
        await mouse.see(AnatomyScreen)
        await mouse.command("Race")
        await mouse.see(RaceScreen)


@SIZES
async def test_catalog_palette_add_and_remove(until: Until, size: tuple[int, int]) -> None:
    async with FallLine(RACE, at=20).run_test(size=size) as pilot:
        mouse = Mouse(pilot, until)
        header = mouse.app.screen.query_one(HeaderLine)
        await mouse.click(header, "rosenbrock")
        await mouse.see(Catalog)
        await mouse.click(mouse.app.screen.query_one(OptionList), " momentum")
        await mouse.command("Take it")
        await mouse.until(lambda: len(mouse.scenario.racers) == 3)
        await mouse.command("Add")
        await mouse.see(AddRacer)
        await mouse.click(mouse.app.screen.query_one(OptionList), "nesterov")
        await mouse.click(mouse.app.screen.query_one(KeyLine), "Add")
        await mouse.until(lambda: [racer.optimizer for racer in mouse.scenario.racers][3:] == ["nesterov"])
        await mouse.click(header, "Fall Line")
        await mouse.see(CommandPalette)
        await mouse.palette("Undo")
        await mouse.until(lambda: len(mouse.scenario.racers) == 3)
        racers = mouse.app.screen.query_one(RacerList)
        if not racers.is_on_screen:
            await mouse.command("Forms")
        await mouse.click(racers, "momentum")
        await mouse.command("Remove")
        await mouse.until(lambda: len(mouse.scenario.racers) == 2)


@SIZES
async def test_a_number_is_changed_by_the_wheel(until: Until, size: tuple[int, int]) -> None:
    async with FallLine(RACE, at=20).run_test(size=size) as pilot:
        mouse = Mouse(pilot, until)
        form = mouse.app.screen.query_one(RacerForm)
        if not form.is_on_screen:
            await mouse.command("Forms")
            await mouse.until(lambda: form.is_on_screen)
        await mouse.click(form, "0.0005")
        await mouse.until(lambda: form.shown_editor is not None)
        row = form.index_of("lr")
        assert row is not None
        mouse.wheel(form, events.MouseScrollUp, form.content_region.offset + Offset(16, row))
        await mouse.until(lambda: (mouse.scenario.racers[0].get("lr") or 0) > 0.0005)  # type: ignore[operator]


@SIZES
async def test_a_sweep_is_opened_changed_and_taken(until: Until, size: tuple[int, int]) -> None:
    async with FallLine(RACE, at=20).run_test(size=size) as pilot:
        mouse = Mouse(pilot, until)
        await mouse.command("Sweep")
        await mouse.see(SweepScreen)
        sweep = mouse.app.screen
        assert isinstance(sweep, SweepScreen)
        await mouse.until(lambda: sweep.frame.sweep is not None and sweep.frame.sweep.complete)
        await mouse.command("Axes")
        await mouse.see(SweepAxes)
        await mouse.command("Compute")
        await mouse.see(SweepScreen)
        panel = sweep.query_one(SweepCurvesPanel)
        await pilot.click(offset=(panel.region.x + panel.region.width // 3, panel.region.y + 4))
        await mouse.until(lambda: sweep.sweeper.view.cursor is not None)
        await mouse.command("Race it")
        await mouse.until(lambda: isinstance(mouse.app.screen, RaceScreen) and mouse.scenario != RACE)


@SIZES
async def test_help_and_the_end(until: Until, size: tuple[int, int]) -> None:
    async with FallLine(RACE, at=20).run_test(size=size) as pilot:
        mouse = Mouse(pilot, until)
        await mouse.command("Help")
        await mouse.see(HelpScreen)
        text = mouse.app.screen.query_one(HelpText)
        await mouse.until(lambda: text.max_scroll_y > 0)
        mouse.wheel(text, events.MouseScrollDown)
        await mouse.until(lambda: text.scroll_y > 0)
        await pilot.click(offset=(text.region.right - 6, text.region.bottom - 1))
        await mouse.see(RaceScreen)
        await mouse.click(mouse.app.screen.query_one(HeaderLine), "Fall Line")
        await mouse.see(CommandPalette)
        await mouse.palette("Ask, then quit")
        await mouse.see(Quit)
        await mouse.command("Quit")
        await mouse.until(lambda: mouse.app.return_code == 0)
