"""Notifications: a flood of them costs no more than the few that are shown."""

from __future__ import annotations

from textual.widgets._toast import Toast, ToastHolder

from tests.fixture_types import Until
from tui.terminal.terminal_app import TerminalApp
from tui.terminal.toasts import MAX_TOASTS


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
