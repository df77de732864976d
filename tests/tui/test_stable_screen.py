"""The screen of the terminal package: what it adds to Textual's."""

from __future__ import annotations

import asyncio
from functools import partial

from textual.app import App
from textual.containers import Vertical
from textual.events import Resize
from textual.geometry import Size
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from tests.fixture_types import Until
from tui.terminal import removed_widgets
from tui.terminal.stable_screen import StableScreen

removed_widgets.install()


class Named(Static):
    """A widget that notes its callbacks."""

    called: list[str]

    def note(self, name: str) -> None:
        self.called.append(name)


class Host(App[None]):
    """An app over a stable screen."""

    def get_default_screen(self) -> StableScreen:
        return StableScreen()


async def test_a_removed_widget_is_not_called_back(until: Until) -> None:
    async with Host().run_test() as pilot:
        screen = pilot.app.screen
        called: list[str] = []
        gone, there = Named(), Named()
        gone.called = there.called = called
        await screen.mount(gone, there)
        await gone.remove()
        assert not gone.is_attached
        for widget, name in ((gone, "gone"), (there, "there")):  # as Textual does for `call_after_refresh`
            screen._invoke_later(partial(widget.note, name), screen)
            screen._invoke_later(partial(partial(widget.note), name), screen)
        await until(pilot, lambda: called.count("there") == 2)
        assert "gone" not in called


async def test_a_press_on_a_widget_that_has_just_been_removed_selects_nothing() -> None:
    async with Host().run_test() as pilot:
        screen = pilot.app.screen
        text = Static("some words")
        await screen.mount(text)
        await pilot.pause()
        assert screen.get_widget_and_offset_at(2, 0)[0] is text
        text._detach()  # as at its removal, before the screen is laid out again
        assert screen.get_widget_and_offset_at(2, 0) == (None, None)
        text._attach(screen)


async def test_the_app_goes_on_though_a_screen_never_closes(until: Until) -> None:
    async with Host().run_test() as pilot:
        app = pilot.app
        await app.push_screen(StableScreen())
        stuck, freed = Static(), asyncio.Event()
        await app.screen.mount(stuck)
        stuck.call_next(freed.wait)
        app.pop_screen()
        called: list[str] = []
        app.call_later(called.append, "after the pop")
        await until(pilot, lambda: bool(called))
        assert stuck.is_running
        freed.set()


async def test_who_stops_waiting_for_a_removal_cancels_no_widget(until: Until) -> None:
    async with Host().run_test() as pilot:
        screen = pilot.app.screen
        outer = Vertical(Named())
        await screen.mount(outer)
        waiting = asyncio.ensure_future(_awaited(outer))
        await asyncio.sleep(0)
        waiting.cancel()
        await until(pilot, lambda: not outer.is_running)
        assert not screen.query(Named)


async def _awaited(widget: Widget) -> None:
    await widget.remove()


class Quiet(Static):
    """A widget that notes when it asks for a paint."""

    asked = 0

    def check_idle(self) -> None:
        self.asked += 1


async def test_only_what_needs_more_than_a_paint_asks_for_it() -> None:
    async with Host().run_test() as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, StableScreen)
        widget = Quiet("some words")
        await screen.mount(widget)
        await pilot.pause()
        for layout in (False, True):
            widget.update("other words", layout=layout)
            widget.asked = 0
            screen.paint_now([widget])
            assert widget.asked == layout


async def test_a_resize_that_a_screen_below_has_handled_reaches_the_dialog_above() -> None:
    """Textual sends both the same event, and the one below may be first."""
    async with Host().run_test(size=(80, 24)) as pilot:
        below, dialog = pilot.app.screen, ModalScreen[None]()
        await pilot.app.push_screen(dialog)
        await pilot.pause()
        narrow = Size(40, 12)
        event = Resize(narrow, narrow)
        await below._dispatch_message(event)
        assert below.outer_size == narrow
        await dialog._dispatch_message(event)
        assert dialog.outer_size == narrow
