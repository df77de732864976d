"""A text that changes twice before a layout gets the height of the last one."""

from __future__ import annotations

from textual.app import App
from textual.geometry import Size
from textual.widgets import Static

from tui.terminal import repeated_layouts

repeated_layouts.install()


async def test_a_text_is_measured_anew_at_each_change() -> None:
    async with App[None]().run_test() as pilot:
        text = Static("one\ntwo\nthree")
        await pilot.app.screen.mount(text)
        await pilot.pause()
        text.update("one\ntwo\nthree\nfour")
        pilot.app.screen._refresh_layout(Size(70, 24))  # as a resize does
        assert text.size.height == 4
        text.update("one")
        await pilot.pause()
        assert text.size.height == 1
