"""What the screens over a session do with time: the search for milestones, and frames that were skipped."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from textual import events
from textual._compositor import Compositor, ReflowResult
from textual.geometry import Region, Size
from textual.widget import Widget

from core.scenario import Scenario
from tests.emulator import Shown, settle, stale_cells
from tests.fixture_types import Until
from tui.app import FallLine
from tui.screens.listed import SCREENS, ListedScreen
from tui.screens.panel_keys import PanelScreen
from tui.screens.race import RaceScreen
from tui.screens.session_screen import SessionScreen
from tui.state.session import Session

LONG = Scenario("rosenbrock", ("sgd lr=0.0005",), steps=20_000, noise=5.0, target=0)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compute the least that can be computed in one go."""
    monkeypatch.setattr("tui.state.session.COMPUTE_SECONDS", 0.0)


def race_screen(app: FallLine) -> RaceScreen:
    screen = app.screen
    assert isinstance(screen, RaceScreen)
    return screen


async def test_the_best_loss_of_a_long_race_is_gone_to_when_it_is_known(slow: None, until: Until) -> None:
    best = int(np.argmin(LONG.race().advance(20_000).racers[0].loss))
    app = FallLine(LONG, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        session = race_screen(app).session
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: session.clock.step != 10)
        assert session.clock.step == best
        await pilot.press("right_square_bracket")
        assert session.clock.step == best


async def test_a_step_calls_the_search_for_a_milestone_off(slow: None, until: Until) -> None:
    app = FallLine(LONG, at=10)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = race_screen(app)
        screen.action_milestone(True)
        screen.action_step(-1)
        await until(pilot, lambda: not screen.searching)
        assert screen.session.clock.step == 9
        assert not screen.session.race.racers[0].done


async def test_a_frame_is_painted_at_once_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Shown(Session(Scenario("rosenbrock", ("sgd lr=0.0005",)), at=10))
    async with app.run_test(headless=False, size=(120, 40)) as pilot:
        await settle(pilot, app)
        paints: list[int] = []
        monkeypatch.setattr(app, "post_display_hook", lambda: paints.append(race_screen(app).session.clock.step))
        race_screen(app).action_step(1)
        assert paints == [11]
        assert "step  11/500" in app.emulator.screen.display[0]
        await settle(pilot, app)
        assert paints == [11]


async def test_frames_that_a_slow_terminal_skips_are_made_up_for(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FallLine(LONG, at=0)
    async with app.run_test(size=(120, 40)):
        screen = race_screen(app)
        screen.session.set_speed(5)
        screen.session.play(True)
        monkeypatch.setattr(FallLine, "output_behind", True, raising=False)
        screen._tick()
        screen._tick()
        assert screen.session.clock.step == 0
        monkeypatch.setattr(FallLine, "output_behind", False)
        screen._tick()
        assert screen.session.clock.step == 15


@pytest.mark.system
async def test_below_a_dialog_the_race_is_shown_as_paused(monkeypatch: pytest.MonkeyPatch, until: Until) -> None:
    """With all its numbers: while it plays, the standings are older than the plots."""
    monkeypatch.setattr("tui.widgets.standings.PAUSE", 1e9)
    app = Shown(Session(LONG, playing=True, speed=5))
    async with app.run_test(headless=False, size=(120, 40)) as pilot:
        race = app.screen
        await until(pilot, lambda: app.session.clock.step > 50)
        app.post_message(events.Key("a", "a"))
        await settle(pilot, app)
        assert app.screen is not race
        assert await stale_cells(pilot, app) == []
        app.post_message(events.Key("escape", None))
        step = app.session.clock.step
        await until(pilot, lambda: app.session.clock.step > step)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_the_first_layout_is_the_last(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    """Panels that are as high as their rows know their height before they are laid out for the first time."""
    regions: list[dict[str, Region]] = []
    reflow = Compositor.reflow

    def noted(self: Compositor, parent: Widget, size: Size) -> ReflowResult:
        result = reflow(self, parent, size)
        regions.append({type(widget).__name__: place.region for widget, place in self.full_map.items()})
        return result

    monkeypatch.setattr(Compositor, "reflow", noted)
    app = FallLine()
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.session.computed)
        assert regions[0].keys() >= {"Standings", "Transport", "KeyLine"}
        assert all(later == regions[0] for later in regions)


@pytest.mark.parametrize("listed", [None, *SCREENS], ids=lambda listed: listed.module if listed else "race")
async def test_a_mounted_screen_begins_once(listed: ListedScreen | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Textual calls `on_mount` of each base class, so that none may call that of its own base."""
    begun: list[str] = []

    def noted(base: type[PanelScreen]) -> Callable[[PanelScreen], None]:
        stock = base.on_mount

        def on_mount(self: PanelScreen) -> None:
            begun.append(base.__name__)
            stock(self)

        return on_mount

    for base in (PanelScreen, SessionScreen):
        monkeypatch.setattr(base, "on_mount", noted(base))
    app = FallLine(Scenario("network", ("sgd",), steps=9) if listed and listed.networks_only else None, at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        if listed is not None:
            begun.clear()
            await app.run_action(f"app.open_screen('{listed.module}')")
            await pilot.pause()
        assert sorted(begun) == ["PanelScreen", "SessionScreen"]
