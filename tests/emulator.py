"""The app in one process with an emulated terminal: what it writes can be looked at cell by cell."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pyte
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Resize
from textual.pilot import Pilot

from tui.app import FallLine
from tui.demo.policy import FULL, Policy
from tui.state.session import Session

UNSURE = re.compile("[\u200d\ufe0f\U0001f1e6-\U0001f1ff\U0001f3f4\U0001f468\U0001f469]")
"""Emoji that are joined, and flags; terminals differ in how many cells they have, and so in all that follows."""


class Emulator(HeadlessDriver):
    """A driver whose output goes to an emulated terminal."""

    screen: pyte.Screen
    sent = 0
    paints = 0

    @property
    def is_headless(self) -> bool:
        """The app has to write."""
        return False

    def write(self, data: str) -> None:
        """Draw it."""
        width, height = self._app.size
        if not hasattr(self, "screen") or (self.screen.columns, self.screen.lines) != (width, height):
            self.blank()
        self.sent += len(data.encode())
        self.paints += 1
        self.stream.feed(data)

    def blank(self) -> None:
        """A terminal of the app's size that holds anything, as one that was resized."""
        width, height = self._app.size
        self.screen = pyte.Screen(width, height)
        for _ in range(height):
            self.screen.draw("?" * width)
        self.stream = pyte.Stream(self.screen)


class Shown(FallLine):
    """The app on such a terminal, over a session that is there already."""

    CSS_PATH = str(Path(inspect.getfile(FallLine)).with_name("screens") / "race.tcss")

    def __init__(
        self, session: Session, theme: str = "textual-dark", *, ascii_only: bool = False, policy: Policy = FULL
    ) -> None:
        super().__init__(session.scenario, ascii_only=ascii_only, policy=policy)
        self.driver_class = Emulator
        self.session = session
        self.theme = theme

    @property
    def emulator(self) -> Emulator:
        """The driver."""
        assert isinstance(self._driver, Emulator)
        return self._driver

    @property
    def cells(self) -> list[list[pyte.screens.Char]]:
        """Everything on the terminal, as one sees it."""
        screen = self.emulator.screen
        return [[seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


def seen(cell: pyte.screens.Char) -> pyte.screens.Char:
    """Of a blank one sees the ground only, unless there is a line in it."""
    drawn = cell.data != " " or cell.underscore or cell.strikethrough or cell.reverse
    return cell if drawn else pyte.screens.Char(" ", bg=cell.bg)


async def settle_keys(pilot: Pilot[None], app: Shown) -> None:
    """Let every key have its effect: the app holds keys back while a screen opens or closes."""
    for _ in range(2000):
        await pilot.pause(0.005)
        if not app.events_held:
            return
    raise AssertionError("keys are held back for ever")


async def settle(pilot: Pilot[None], app: Shown) -> None:
    """Let everything be drawn that is going to be drawn."""
    from tests.at_rest import at_rest, unrest  # noqa: PLC0415 - imports the app's screens

    calm = before = 0
    for _ in range(2000):
        await pilot.pause(0.005)
        quiet = app.emulator.sent == before and at_rest(app)
        calm, before = calm + 1 if quiet else 0, app.emulator.sent
        if calm > 5:
            return
    raise AssertionError(f"it never came to rest: {unrest(app)}")


async def stale_cells(pilot: Pilot[None], app: Shown) -> list[str]:
    """The cells of the present screen, and of those below it, that a fresh paint changes."""
    await settle(pilot, app)
    left, size, screen = app.cells, app.size, app.screen
    app.emulator.blank()
    for each in app.screen_stack:
        for widget in each.walk_children(with_self=True):
            widget.notify_style_update()
            widget.refresh(layout=True)
    app.post_message(Resize(size, size))
    await settle(pilot, app)
    return [
        f"{screen} ({x}, {y}): {was.data!r} {was.fg} on {was.bg}, not {is_.data!r} {is_.fg} on {is_.bg}"
        for y, (row, other) in enumerate(zip(left, app.cells, strict=True))
        if not any(UNSURE.search(cell.data) for cell in row)
        for x, (was, is_) in enumerate(zip(row, other, strict=True))
        if was != is_
    ]
