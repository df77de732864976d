"""A screen that is styled, laid out and painted once at each new size, and that paints a frame at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any, Self

from textual.events import Resize, ScreenResume
from textual.geometry import Size
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget

from tui.terminal.compositor import DiffCompositor
from tui.terminal.screens_below import owner_of

RESIZE_TIMEOUT = 0.1
"""Seconds that a repaint after a resize waits for the widgets."""


class StableScreen(Screen[None]):
    """Styles, lays out and paints only what has changed.

    Textual 8.2.8 styles a new screen when it is mounted, again when it is first resumed, and again when its size adds a
    class. It lays out and paints again at each of several resizes to the same size. Each pass costs as much as the
    first.
    """

    _laid_out: Size | None = None
    """The size that the terminal shows; None if something else wrote there."""

    def take_size_classes(self) -> None:
        """Add the classes of the present size; called first in `compose`, so that children are styled once."""
        classes = self._size_classes(self.app.size)
        self.add_class(*(name for name, reached in classes.items() if reached), update=False)

    def _size_classes(self, size: Size) -> dict[str, bool]:
        classes: dict[str, bool] = {}
        for length, points in ((size.width, self._width_breakpoints()), (size.height, self._height_breakpoints())):
            reached = [name for least, name in sorted(points) if length >= least]
            classes |= {name: name in reached[-1:] for _, name in points}
        return classes

    def _width_breakpoints(self) -> Iterable[tuple[int, str]]:
        own = self.HORIZONTAL_BREAKPOINTS
        return (self.app.HORIZONTAL_BREAKPOINTS if own is None else own) or ()

    def _height_breakpoints(self) -> Iterable[tuple[int, str]]:
        own = self.VERTICAL_BREAKPOINTS
        return (self.app.VERTICAL_BREAKPOINTS if own is None else own) or ()

    def _invoke_later(self, callback: Callable[[], Awaitable[None]] | Callable[[], None], sender: MessagePump) -> None:
        """Call `callback` after the next paint, unless its widget has been removed by then.

        Textual calls it all the same, and a removed widget has neither children nor styles.
        """
        widget = owner_of(callback, sender)

        def call_if_attached() -> Any:
            return callback() if not isinstance(widget, Widget) or widget.is_attached else None

        super()._invoke_later(call_if_attached, sender)

    @property
    def _was_laid_out(self) -> bool:
        return bool(self._compositor.size)

    def _on_screen_resume(self, event: ScreenResume) -> None:
        event.refresh_styles = event.refresh_styles and self._was_laid_out
        self.terminal_changed()  # another screen has written there
        super()._on_screen_resume(event)
        if self._laid_out and self.is_current and not self.app._batch_count:  # and thereby painted: once is enough
            self._repaint_required = False
        event.prevent_default()  # else Textual also calls the method of each base class

    async def _on_resize(self, event: Resize) -> None:
        # Textual's own method follows, which then has nothing left to do. It must not be prevented: all open screens
        # are sent the same event, and a dialog would keep its size.
        if not (self.is_current and self._was_laid_out) or event.size == self._laid_out:
            return
        # Textual would paint the new layout in the old style, then in the new one, then as the widgets draw it.
        with self.app.batch_update():
            self.update_classes(self._size_classes(event.size), animate=False)
            await super()._on_resize(event)
            await self._widgets_have_resized()
            self.refresh()  # needed if the size changed and changed back between two paints
            self._compositor.update_widgets({self})
            self._layout_required = self._repaint_required = False

    async def _widgets_have_resized(self) -> None:
        """Wait until all visible widgets have handled their messages, such as their own resizes."""
        handled = []
        for widget in self._compositor.visible_widgets:
            future = asyncio.get_running_loop().create_future()
            if widget is not self and widget.call_later(_answer, future):
                handled.append(future)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*handled), RESIZE_TIMEOUT)

    def update_classes(self, classes: Mapping[str, bool], update: bool = True, animate: bool = True) -> Self:
        """Change classes, and then the key line: which keys there are may depend on the size."""
        before = self.classes
        super().update_classes(classes, update, animate)
        if self.classes != before:
            self.refresh_bindings()
        return self

    def paint_now(self, widgets: Iterable[Widget]) -> None:
        """Paint what these widgets have changed without asking; ask for those that need more than a paint.

        Textual paints after three messages for each widget and the next beat of a timer.
        """
        due = [widget for widget in widgets if _is_due(widget)]
        ready = {widget for widget in due if not _moves(widget) and widget in self._compositor.visible_widgets}
        if ready and self.is_current and not (self.app._batch_count or _moves(self)):
            for widget in ready:
                widget._repaint_required = False
            self._compositor.update_widgets(ready | self._dirty_widgets)
            self._compositor_refresh()
        for widget in filter(_is_due, due):
            widget.check_idle()

    def terminal_changed(self, *, layout_follows: bool = False) -> None:
        """Repaint everything: the terminal no longer shows what was written to it."""
        self._laid_out = None
        if isinstance(self._compositor, DiffCompositor):
            self._compositor.shown.forget()
        if not layout_follows:
            self.refresh()

    def _screen_resized(self, size: Size) -> None:
        if size == self._laid_out:
            self.check_idle()  # what is due is done once, after the waiting messages
        else:
            super()._screen_resized(size)

    def _refresh_layout(self, size: Size | None = None, scroll: bool = False) -> None:
        super()._refresh_layout(size, scroll)
        self._laid_out = self._compositor.size  # Textual may know of a newer size than `size` by now


def _answer(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


def _is_due(widget: Widget) -> bool:
    return widget._repaint_required or _moves(widget)


def _moves(widget: Widget) -> bool:
    return widget._layout_required or widget._scroll_required
