"""Notifications: a flood of them costs no more than the few that are shown."""

from __future__ import annotations

import pytest
from textual.widgets._toast import Toast, ToastHolder

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.terminal.terminal_app import TerminalApp
from tui.terminal.toasts import MAX_TOASTS
from tui.widgets.header_line import HeaderLine
from tui.widgets.key_line import KeyLine
from tui.widgets.standings import Standings
from tui.widgets.transport import Transport


class Host(TerminalApp[None]):
    """An app that notifies."""

    def shown(self) -> list[str]:
        return [toast._notification.message for toast in self.screen.query(Toast)]


async def test_of_many_notifications_the_newest_are_shown(until: Until) -> None:
    async with Host().run_test(notifications=True) as pilot:
        app = pilot.app
        assert isinstance(app, Host)
        for number in range(500):
            app.notify(f"number {number}", timeout=600)
        newest = [f"number {number}" for number in range(500 - MAX_TOASTS, 500)]
        await until(pilot, lambda: app.shown() == newest)
        assert len(app.screen.query(ToastHolder)) == MAX_TOASTS


async def test_of_equal_notifications_the_last_is_shown(until: Until) -> None:
    async with Host().run_test(notifications=True) as pilot:
        app = pilot.app
        assert isinstance(app, Host)
        for _ in range(50):
            app.notify("nothing to undo", timeout=600)
            app.notify("nothing to redo", timeout=600)
        await until(pilot, lambda: app.shown() == ["nothing to undo", "nothing to redo"])
        app.notify("nothing to undo", timeout=600)
        await until(pilot, lambda: app.shown() == ["nothing to redo", "nothing to undo"])


async def test_notifications_leave_nothing_behind(until: Until) -> None:
    async with Host().run_test(notifications=True) as pilot:
        app = pilot.app
        assert isinstance(app, Host)
        for number in range(20):
            app.notify(f"number {number}", timeout=0.5)
            await until(pilot, lambda: bool(app.shown()))
        await until(pilot, lambda: not app.screen.query(ToastHolder))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
async def test_notifications_cover_neither_standings_nor_transport(size: tuple[int, int], until: Until) -> None:
    app = FallLine(Scenario("rosenbrock", ("sgd", "adam", "momentum"), steps=50), at=20)
    async with app.run_test(size=size, notifications=True) as pilot:
        for number in range(MAX_TOASTS):
            app.notify(f"{number}: {'a sentence of some words ' * 3}", timeout=600)
        await until(pilot, lambda: len(app.screen.query(Toast)) == MAX_TOASTS)
        await until(pilot, lambda: all(toast.region.height for toast in app.screen.query(Toast)))
        for toast in app.screen.query(Toast):
            for kind in (Standings, Transport, KeyLine, HeaderLine):
                assert not toast.region.overlaps(app.screen.query_one(kind).region)
