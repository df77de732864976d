"""Transport and header: where the race stands, and how a user moves it."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.message import Message

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.messages import PlayToggled, SpeedRequested, StepRequested
from tui.state.choices import SPEEDS
from tui.state.frame import neighbour_speed
from tui.state.session import Session
from tui.widgets.header_line import HeaderLine
from tui.widgets.transport import Transport


class Alone(App[None]):
    """Both bars, and what they said."""

    def __init__(self, step: int = 142, steps: int = 500) -> None:
        super().__init__()
        self.session = Session(Scenario("rosenbrock b=10", ["adam"], steps=steps), at=step)
        self.heard: list[Message] = []

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield Transport()

    def on_mount(self) -> None:
        self.show()

    def show(self) -> None:
        self.header.frame = self.bar.frame = self.session.frame()

    def on_step_requested(self, event: StepRequested) -> None:
        self.heard.append(event)
        self.session.seek(event.step)
        self.show()

    def on_play_toggled(self, event: PlayToggled) -> None:
        self.heard.append(event)
        self.session.play()
        self.show()

    def on_speed_requested(self, event: SpeedRequested) -> None:
        self.heard.append(event)
        self.session.set_speed(event.speed)
        self.show()

    @property
    def bar(self) -> Transport:
        return self.query_one(Transport)

    @property
    def header(self) -> HeaderLine:
        return self.query_one(HeaderLine)

    @property
    def line(self) -> str:
        return self.bar.render_line(0).text


def find(app: Alone, part: str) -> int:
    """The first column of a part, from the widget's edge."""
    padding = app.bar.gutter.left
    return padding + next(x for x in range(app.bar.content_size.width) if app.bar.part_at(x) == part)


async def test_the_bars_say_where_the_race_stands() -> None:
    app = Alone()
    async with app.run_test(size=(90, 4)) as pilot:
        await pilot.pause()
        assert "142/500" in app.line
        assert "×1" in app.line
        words = "Fall Line rosenbrock b=10 · step 142/500 · ‖ ×1"
        assert app.header.render_line(0).text.split() == words.split()
        assert app.line.count("●") == 1


@pytest.mark.parametrize("width", [24, 40, 60, 80, 120, 200])
async def test_the_bar_fills_its_line(width: int) -> None:
    app = Alone()
    async with app.run_test(size=(width, 4)) as pilot:
        await pilot.pause()
        for step in (0, 1, 250, 499, 500):
            app.session.seek(step)
            app.show()
            assert sum(len(text) for text, _ in app.bar.rows(200)[0]) == 200
            assert app.line.count("●") == 1


async def test_buttons(until: Until) -> None:
    app = Alone()
    async with app.run_test(size=(90, 4)) as pilot:
        await pilot.pause()
        for part, step in (("back", 141), ("forward", 142), ("start", 0), ("back", 0), ("end", 500), ("forward", 500)):
            heard = len(app.heard)
            await pilot.click(Transport, offset=(find(app, part) + 1, 0))
            await until(pilot, lambda heard=heard: len(app.heard) > heard)  # type: ignore[misc]
            assert app.session.clock.step == step
        await pilot.click(Transport, offset=(find(app, "play") + 1, 0))
        await until(pilot, lambda: app.session.clock.playing)
        assert "▶ ×1" in app.header.render_line(0).text
        assert "‖" in app.line
        for part, speed in (("faster", 2), ("faster", 5), ("slower", 2), ("slower", 1), ("slower", 0.5)):
            await pilot.click(Transport, offset=(find(app, part) + 1, 0))
            await until(pilot, lambda speed=speed: app.session.clock.speed == speed)  # type: ignore[misc]


async def test_clicking_and_dragging_scrub(until: Until) -> None:
    app = Alone()
    async with app.run_test(size=(90, 4)) as pilot:
        await pilot.pause()
        left = find(app, "bar")
        width = sum(app.bar.part_at(x) == "bar" for x in range(90))
        await pilot.mouse_down(Transport, offset=(left, 0))
        await until(pilot, lambda: app.session.clock.step == 0)
        await pilot.hover(Transport, offset=(left + width - 1, 0))
        await until(pilot, lambda: app.session.clock.step == 500)
        await pilot.hover(Transport, offset=(left + (width - 1) // 2, 1))
        await until(pilot, lambda: 240 < app.session.clock.step < 260)
        await pilot.mouse_up(Transport, offset=(left, 0))
        step = app.session.clock.step
        await pilot.hover(Transport, offset=(left + 3, 0))
        await pilot.pause()
        assert app.session.clock.step == step


async def test_arrows_scrub_when_focused(until: Until) -> None:
    app = Alone()
    async with app.run_test(size=(90, 4)) as pilot:
        app.bar.focus()
        for key, step in (("right", 147), ("left", 142), ("shift+right", 192), ("shift+left", 142)):
            await pilot.press(key)
            await until(pilot, lambda step=step: app.session.clock.step == step)  # type: ignore[misc]


async def test_a_step_repaints_a_few_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Alone()
    async with app.run_test(size=(90, 4)) as pilot:
        await pilot.pause()
        regions: list[Region] = []
        for widget in (app.header, app.bar):
            monkeypatch.setattr(
                widget, "refresh", lambda *changed, **_: regions.extend(changed or [Region(0, 0, 90, 1)])
            )
        app.session.seek(143)
        app.show()
        assert 0 < sum(region.width for region in regions) <= 4
        regions.clear()
        app.show()
        assert regions == []


def test_speeds_have_neighbours() -> None:
    assert [neighbour_speed(speed, up=True) for speed in SPEEDS] == [*SPEEDS[1:], SPEEDS[-1]]
    assert [neighbour_speed(speed, up=False) for speed in SPEEDS] == [SPEEDS[0], *SPEEDS[:-1]]
    assert (neighbour_speed(3, up=True), neighbour_speed(3, up=False)) == (5, 2)
