"""The surface on the race screen: its keys and the mouse, and what it costs while its camera rests."""

from __future__ import annotations

import pytest
from textual import events
from textual.geometry import Region
from textual.widget import Widget

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.plotting.cells import Picture
from tui.plotting.landscape.marks import CROSS
from tui.plotting.plot_theme import PlotTheme
from tui.screens.race import RaceScreen
from tui.state.frame import Frame
from tui.widgets.plots.landscape_panel import LandscapePanel
from tui.widgets.plots.surface_panel import SurfacePanel

ROSENBROCK = Scenario("rosenbrock", ("sgd lr=0.001", "adam lr=0.1"), steps=400)


def panel(app: FallLine) -> SurfacePanel:
    return app.screen.query_one(SurfacePanel)


def text(shown: SurfacePanel) -> str:
    return "\n".join(shown.render_line(y).text for y in range(shown.content_size.height))


def drawn(app: FallLine) -> bool:
    return panel(app).display and "loss" in text(panel(app))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_key_swaps_the_landscapes_and_keeps_the_focus(until: Until, size: tuple[int, int]) -> None:
    app = FallLine(ROSENBROCK, at=50)
    async with app.run_test(size=size) as pilot:
        flat = app.screen.query_one("#plots LandscapePanel", LandscapePanel)
        await until(pilot, lambda: flat.has_focus)
        await pilot.press("t", "v")
        await until(pilot, lambda: panel(app).has_focus and "x" in text(panel(app)))
        assert not flat.display
        assert panel(app).style == flat.style
        assert "Rosenbrock" in str(panel(app).border_title)
        assert "x [−2, 2]" in str(panel(app).border_subtitle)
        await pilot.press("h", "v")
        await until(pilot, lambda: flat.has_focus)
        assert not panel(app).display
        assert flat.style == panel(app).style


async def test_undo_leaves_the_view_alone(until: Until) -> None:
    app = FallLine(ROSENBROCK, at=50)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("d", "v")
        await until(pilot, lambda: panel(app).display)
        await pilot.press("u")
        await until(pilot, lambda: len(app.session.scenario.racers) == 2)
        assert app.session.view.surface


async def test_keys_move_the_camera(until: Until) -> None:
    app = FallLine(ROSENBROCK, at=50)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: drawn(app))
        first, picture = panel(app).camera, text(panel(app))
        await pilot.press("right", "shift+right", "up", "shift+down")
        assert panel(app).camera == first.moved(20, -10)
        await until(pilot, lambda: text(panel(app)) != picture)
        await pilot.press("0")
        await until(pilot, lambda: text(panel(app)) == picture)
        assert panel(app).camera == first


async def test_zooming_is_that_of_the_flat_landscape(until: Until) -> None:
    app = FallLine(ROSENBROCK, at=50)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: drawn(app))
        box = app.session.race.problem.box
        await pilot.press("plus")
        zoom = app.session.view.zoom
        assert zoom is not None
        assert zoom.x_high - zoom.x_low == pytest.approx((box.x_high - box.x_low) / 1.5)
        await pilot.press("minus", "minus", "0")
        await until(pilot, lambda: app.session.view.zoom is None)


async def test_dragging_turns_and_the_wheel_zooms(until: Until) -> None:
    app = FallLine(ROSENBROCK, at=50)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: drawn(app))
        first = panel(app).camera
        await pilot.mouse_down(SurfacePanel, offset=(20, 10))
        await pilot.hover(SurfacePanel, offset=(23, 9))
        await pilot.mouse_up(SurfacePanel, offset=(23, 9))
        assert panel(app).camera == first.moved(-6, -4)
        await pilot.hover(SurfacePanel, offset=(30, 12))  # let go: it stays
        assert panel(app).camera == first.moved(-6, -4)
        region = panel(app).content_region
        x, y = region.width // 2, region.height // 2
        wheel = events.MouseScrollUp(
            panel(app),
            x,
            y,
            delta_x=0,
            delta_y=0,
            button=0,
            shift=False,
            meta=False,
            ctrl=False,
            screen_x=region.x + x,
            screen_y=region.y + y,
        )
        panel(app).post_message(wheel)
        await until(pilot, lambda: app.session.view.zoom is not None)


async def test_at_rest_a_tick_refreshes_only_what_changed(until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    app = FallLine(ROSENBROCK, at=100)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: drawn(app))
        asked: list[Region] = []
        whole: list[bool] = []

        def refresh(self: Widget, *regions: Region, **options: bool) -> Widget:
            asked.extend(regions)
            whole.append(not regions)
            return self

        monkeypatch.setattr(SurfacePanel, "refresh", refresh)
        screen = app.screen
        assert isinstance(screen, RaceScreen)
        for _ in range(10):
            screen.action_step(1)
        assert not any(whole)
        assert sum(region.area for region in asked) <= 100


async def test_while_it_is_hidden_it_draws_nothing(until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    original = SurfacePanel.picture

    def picture(self: SurfacePanel, frame: Frame, theme: PlotTheme, width: int, height: int) -> Picture:
        calls.append(frame.clock.step)
        return original(self, frame, theme, width, height)

    monkeypatch.setattr(SurfacePanel, "picture", picture)
    app = FallLine(ROSENBROCK, at=100)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("full_stop", "full_stop")
        await until(pilot, lambda: app.session.clock.step == 102)
        assert not calls
        await pilot.press("v")
        await until(pilot, lambda: bool(calls))


async def test_the_start_is_chosen_with_keys_as_one_sees_it(until: Until) -> None:
    app = FallLine(ROSENBROCK, at=50)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: drawn(app))
        camera = panel(app).camera
        await pilot.press("s", "right", "right", "up")
        await until(pilot, lambda: CROSS in text(panel(app)))
        assert panel(app).camera == camera  # the arrows are the cross's now
        assert "enter" in str(panel(app).border_subtitle)
        before = app.session.race.start
        await pilot.press("enter")
        await until(pilot, lambda: app.session.race.start != before)
        x, y = app.session.race.start
        away = (x - before[0]) * camera.toward[0] + (y - before[1]) * camera.toward[1]
        right = (y - before[1]) * camera.toward[0] - (x - before[0]) * camera.toward[1]
        assert right > 0 > away
        assert len(f"{x:g}{y:g}") < 14  # what one would type
        await until(pilot, lambda: CROSS not in text(panel(app)))
        await pilot.press("s", "left", "escape")
        assert app.session.scenario.start == (x, y)
        assert CROSS not in text(panel(app))
        await pilot.press("left")
        assert panel(app).camera != camera


async def test_a_double_click_chooses_the_start_and_a_drag_does_not(until: Until) -> None:
    app = FallLine(ROSENBROCK, at=50)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: drawn(app))
        size, before = panel(app).content_size, app.session.race.start
        middle = size.width // 2, size.height // 2
        await pilot.mouse_down(SurfacePanel, offset=middle)
        await pilot.hover(SurfacePanel, offset=(middle[0] + 2, middle[1]))
        await pilot.mouse_up(SurfacePanel, offset=(middle[0] + 2, middle[1]))
        # What a terminal makes of it: the button came up over the widget that it went down on.
        corner = panel(app).region
        at = middle[0] + 3, middle[1] + 1
        place = corner.x + at[0], corner.y + at[1]
        panel(app).post_message(events.Click(panel(app), *at, 0, 0, 1, False, False, False, *place))
        await pilot.pause()
        assert app.session.race.start == before
        await pilot.click(SurfacePanel, offset=middle)
        await until(pilot, lambda: " · f " in str(panel(app).border_subtitle))
        assert app.session.race.start == before
        await pilot.click(SurfacePanel, offset=middle, times=2)
        await until(pilot, lambda: app.session.race.start != before)
        box = app.session.race.problem.box
        x, y = app.session.race.start
        assert box.x_low < x < box.x_high
        assert box.y_low < y < box.y_high


async def test_dragging_the_start_over_the_surface_moves_it(until: Until) -> None:
    app = FallLine(ROSENBROCK, at=50)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("v")
        await until(pilot, lambda: drawn(app))
        before, camera, cell = app.session.race.start, panel(app).camera, panel(app).start_cell(app.session.frame())
        assert cell is not None
        at = cell[0] + 1, cell[1] + 1  # the border
        await pilot.mouse_down(SurfacePanel, offset=at)
        await pilot.hover(SurfacePanel, offset=(at[0] + 4, at[1] + 1))
        await pilot.mouse_up(SurfacePanel, offset=(at[0] + 4, at[1] + 1))
        await until(pilot, lambda: app.session.race.start != before)
        assert panel(app).camera == camera
        after = panel(app).start_cell(app.session.frame())
        assert after is not None
        assert abs(after[0] - cell[0] - 4) <= 2
        assert abs(after[1] - cell[1] - 1) <= 1
