"""A screen that is styled, laid out and painted once as it opens and at each new size, not four times."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Self

from textual.events import Idle, Resize, ScreenResume
from textual.geometry import Size
from textual.screen import Screen

from tui.terminal.compositor import SparingCompositor

PATIENCE = 0.1
"""Seconds after which the screen is laid out even if no widget asked for it."""


class StableScreen(Screen[None]):
    """Textual 8.2.8 styles a new screen at the mount, at its first resume and at the class of its first size.

    It also lays out and paints it again at each of several resizes to the size that it has already. Each of these is
    as dear as the first. The hooks below are Textual's own; where one is gone, the screen only starts more slowly.
    """

    _stands = False
    _laid_out: Size | None = None

    def take_size_classes(self) -> None:
        """Take the classes of the present size; to be called before there are children to be styled."""
        classes = self._size_classes(self.app.size)
        self.add_class(*(name for name, reached in classes.items() if reached), update=False)

    def _size_classes(self, size: Size) -> dict[str, bool]:
        classes: dict[str, bool] = {}
        for length, points in ((size.width, self._across()), (size.height, self._down())):
            reached = [name for least, name in sorted(points) if length >= least]
            classes |= {name: name in reached[-1:] for _, name in points}
        return classes

    def _across(self) -> Iterable[tuple[int, str]]:
        own = self.HORIZONTAL_BREAKPOINTS
        return (self.app.HORIZONTAL_BREAKPOINTS if own is None else own) or ()

    def _down(self) -> Iterable[tuple[int, str]]:
        own = self.VERTICAL_BREAKPOINTS
        return (self.app.VERTICAL_BREAKPOINTS if own is None else own) or ()

    def _on_screen_resume(self, event: ScreenResume) -> None:
        event.refresh_styles = event.refresh_styles and self._stands
        self.terminal_changed()  # another screen was there
        super()._on_screen_resume(event)
        event.prevent_default()  # else Textual calls the method of each base class as well

    async def _on_resize(self, event: Resize) -> None:
        event.prevent_default()  # as above
        if not (self.is_current and self._stands) or event.size == self._laid_out:
            await super()._on_resize(event)
            return
        # Textual would paint the new layout in the old style, then in the new one, then with what the widgets draw.
        with self.app.batch_update():
            self.update_classes(self._size_classes(event.size), animate=False)
            await super()._on_resize(event)
            await self._heard_by_all()
            self.refresh()  # there and back between two paints, the size is the same, and nothing would be to do
            self._compositor.update_widgets({self})
            self._layout_required = self._repaint_required = False

    async def _heard_by_all(self) -> None:
        """Wait until all widgets have got the messages that they were sent, and drawn for them."""
        heard = []
        for widget in self._compositor.visible_widgets:
            future = asyncio.get_running_loop().create_future()
            if widget is not self and widget.call_later(_answer, future):
                heard.append(future)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*heard), PATIENCE)

    def update_classes(self, classes: Mapping[str, bool], update: bool = True, animate: bool = True) -> Self:
        """Follow the size; which keys there are may depend on it, and the footer does not ask by itself."""
        before = self.classes
        super().update_classes(classes, update, animate)
        if self.classes != before:
            self.refresh_bindings()
        return self

    def terminal_changed(self, *, layout_follows: bool = False) -> None:
        """What stands in the terminal is not what was written there: paint all of it at the next chance."""
        self._laid_out = None
        if isinstance(self._compositor, SparingCompositor):
            self._compositor.shown.forget()
        if not layout_follows:
            self.refresh()

    async def _on_idle(self, event: Idle) -> None:
        if self._stands or not self._layout_required or not self.is_current or self.app._batch_count:
            await super()._on_idle(event)
        else:
            event.prevent_default()
            self._on_timer_update()

    def _screen_resized(self, size: Size) -> None:
        if size == self._laid_out:
            self.check_idle()  # what is due since then is done once, after the messages that wait
        else:
            super()._screen_resized(size)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        if self._stands:
            super()._refresh_layout(size, scroll)
            self._laid_out = self._compositor.size  # the screen may have heard of another size meanwhile
        elif size is None:
            self._first_layout()  # by now the new widgets have said what they ask for
        elif self._laid_out is None:
            self._laid_out = size
            self.set_timer(PATIENCE, self._first_layout)

    def _first_layout(self) -> None:
        if not self._stands:
            self._stands = True
            self._repaint_required = False  # the layout paints all of it
            self._dirty_regions.clear()
            self._refresh_layout(self.app.size)


def _answer(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
