"""Screens above one another: what changes below is seen through all of them, and each is drawn over the next one."""

from __future__ import annotations

from functools import partial

import pytest
from textual.command import CommandPalette
from textual.events import Idle
from textual.geometry import Region
from textual.screen import ModalScreen
from textual.widgets import Label

from core.scenario import Scenario
from tests.emulator import Shown, settle, stale_cells
from tests.fixture_types import Until
from tui.screens.session_screen import SessionScreen
from tui.state.session import Session


def _are_open(app: Shown, count: int) -> bool:
    return len(app.screen_stack) == count


@pytest.mark.system
@pytest.mark.parametrize("dialogs", [("ctrl+p",), ("ctrl+o", "ctrl+p")], ids=" ".join)
async def test_a_change_below_dialogs_is_painted(dialogs: tuple[str, ...], until: Until) -> None:
    app = Shown(Session(Scenario(racers=("sgd", "adam"), steps=300), at=5))
    async with app.run_test(headless=False, size=(120, 40)) as pilot:
        await settle(pilot, app)
        for count, key in enumerate(dialogs, 2):
            await pilot.press(key)
            await until(pilot, partial(_are_open, app, count))
        await settle(pilot, app)
        race = app.screen_stack[0]
        assert isinstance(race, SessionScreen)
        app.session.seek(200)
        race.show_session()
        await settle(pilot, app)
        assert "200/300" in "".join(cell.data for row in app.cells for cell in row)
        assert not await stale_cells(pilot, app)


@pytest.mark.system
async def test_a_palette_opens_while_another_closes(until: Until) -> None:
    app = Shown(Session(Scenario(racers=("sgd",), steps=9)))
    async with app.run_test(headless=False, size=(120, 40)) as pilot:
        await until(pilot, partial(_are_open, app, 1))
        app.action_command_palette()
        first = app.screen
        await settle(pilot, app)
        app.pop_screen()
        app.action_command_palette()
        await until(pilot, partial(_are_open, app, 2))
        assert isinstance(app.screen, CommandPalette)
        assert app.screen is not first
        await settle(pilot, app)


@pytest.mark.system
async def test_screens_are_not_drawn_inside_each_other(until: Until) -> None:
    """Of those between the race and the top, each is drawn anew while the others keep their pictures."""
    app = Shown(Session(Scenario(racers=("sgd",), steps=9)))
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        for count in (2, 3, 4):
            await app.push_screen(ModalScreen())
            await until(pilot, partial(_are_open, app, count))
            await settle(pilot, app)
        for screen in app.screen_stack[1:]:
            screen.refresh()
            app.screen.refresh(Region(0, 0, 80, 1))
            app.screen.get_style_at(5, 0)  # as the mouse does
            await settle(pilot, app)
        assert not await stale_cells(pilot, app)


@pytest.mark.system
async def test_a_change_below_does_not_hide_one_on_top(until: Until) -> None:
    app = Shown(Session(Scenario(racers=("sgd",), steps=9)))
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        text = Label("before")
        top = ModalScreen[None]()
        await app.push_screen(top)
        await top.mount(text)
        await until(pilot, partial(_are_open, app, 2))
        await settle(pilot, app)
        text.update("after!", layout=False)
        text._repaint_required = False  # since the screen has been told already
        top._dirty_widgets.add(text)
        top.refresh(Region(0, 5, 80, 1))  # as Textual repaints what has changed below
        await settle(pilot, app)
        assert "after!" in "".join(cell.data for row in app.cells for cell in row)


@pytest.mark.system
async def test_an_update_that_a_batch_drops_is_painted_with_the_next(until: Until) -> None:
    app = Shown(Session(Scenario(racers=("sgd",), steps=9)))
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await settle(pilot, app)
        app.emulator.blank()  # as a shell does between ctrl+z and fg
        race = app.screen
        assert isinstance(race, SessionScreen)
        race.terminal_changed(layout_follows=True)
        with app.batch_update():
            race._set_dirty()
            race._compositor.update_widgets({race})
            race._compositor_refresh()
        race._repaint_required = False
        app.session.seek(3)
        race.show_session()
        await settle(pilot, app)
        assert "?" not in {cell.data for row in app.cells[1:-4] for cell in row}


class Busy(ModalScreen[None]):
    """Closes before it has come to what it was asked to call after a refresh."""

    async def _invoke_and_clear_callbacks(self) -> None:
        """Be too late."""


async def test_what_follows_a_refresh_outlives_a_closing_dialog(until: Until) -> None:
    app = Shown(Session(Scenario(racers=("sgd",), steps=9)))
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        race, dialog = app.screen, Busy()
        await app.push_screen(dialog)
        await until(pilot, partial(_are_open, app, 2))
        race.call_after_refresh(race.add_class, "called")
        dialog.call_after_refresh(dialog.add_class, "called")
        await until(pilot, lambda: len(dialog._callbacks) >= 2)
        await app.pop_screen()
        await until(pilot, lambda: race.has_class("called"))
        await settle(pilot, app)
        assert not dialog.has_class("called")


async def test_what_follows_a_refresh_follows_a_layout_as_well(until: Until) -> None:
    """The race would begin with the next key only."""
    app, called = Shown(Session(Scenario(racers=("sgd",), steps=9))), list[int]()
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        await settle(pilot, app)
        lower = ModalScreen[None]()
        for count, screen in enumerate((lower, ModalScreen[None]()), 2):
            await app.push_screen(screen)
            await until(pilot, partial(_are_open, app, count))
        await settle(pilot, app)
        lower._layout_required = True
        lower._callbacks.append((partial(called.append, 1), lower))
        await lower._on_idle(Idle())  # the timer runs
        lower._layout_required = lower._repaint_required = False
        lower._refresh_layout(app.size)  # as the app does when it opens a screen
        await until(pilot, lambda: bool(called))


async def test_a_screen_is_dismissed_only_on_top(until: Until) -> None:
    app = Shown(Session(Scenario(racers=("sgd",), steps=9)))
    async with app.run_test(headless=False, size=(80, 24)) as pilot:
        lower, upper = ModalScreen[None](), ModalScreen[None]()
        for count, screen in enumerate((lower, upper), 2):
            await app.push_screen(screen)
            await until(pilot, partial(_are_open, app, count))
        lower.dismiss()
        lower.dismiss()
        await settle(pilot, app)
        assert app.screen is upper
        for screen in (upper, lower):
            screen.dismiss()
            screen.dismiss()
            await settle(pilot, app)
        assert len(app.screen_stack) == 1
