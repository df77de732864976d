"""Keep screens right that lie above one another.

Textual 8.2.8 repaints only the top screen when one further below changes, forgets then what the widgets of the top
screen have changed themselves, and may draw two screens inside each other without end. What a widget below wants to do
after the next refresh is lost when the top screen closes before, and waits for the next message where a layout comes
before. A screen that is dismissed below another closes that one, and fails when it is dismissed again.
"""

from __future__ import annotations

from functools import partial, wraps
from typing import Any

from textual._context import visible_screen_stack
from textual.await_complete import AwaitComplete
from textual.screen import Screen
from textual.widget import Widget

from tui.terminal.removed_widgets import is_removed


def install() -> None:
    """Guard the painting and the closing of screens; a second call does nothing."""
    stock: Any = Screen._compositor_refresh
    if not hasattr(stock, "__wrapped__"):
        setattr(Screen, stock.__name__, _all_above(stock))
        setattr(Screen, Screen._on_timer_update.__name__, _with_widgets(Screen._on_timer_update))
        setattr(Screen, Screen._refresh_layout.__name__, _then_idle(Screen._refresh_layout))
        setattr(Screen, Screen.render.__name__, _over_the_next(Screen.render))
        setattr(Screen, Screen._message_loop_exit.__name__, _handing_over(Screen._message_loop_exit))
        setattr(Screen, Screen.dismiss.__name__, _if_on_top(Screen.dismiss))


def _all_above(refresh: Any) -> Any:
    """Mark what has changed on the screens between this one and the top, which Textual itself repaints."""

    @wraps(refresh)
    def refreshed(screen: Screen[Any]) -> None:
        changed, below = screen._compositor._dirty_regions, screen.app._background_screens
        if changed and screen in below:
            for above in below[below.index(screen) + 1 :]:
                above._set_dirty(*changed)
        refresh(screen)

    return refreshed


def _with_widgets(update: Any) -> Any:
    """Paint the widgets that have changed as well as parts of their screen; Textual then paints only the parts."""

    @wraps(update)
    def updated(screen: Screen[Any]) -> None:
        if screen._repaint_required and screen.is_current and not screen.app._batch_count:
            screen._compositor.update_widgets(screen._dirty_widgets)
        update(screen)

    return updated


def _then_idle(lay_out: Any) -> Any:
    """Look again what is to be called after a refresh: a layout stops the timer that would have called it."""

    @wraps(lay_out)
    def laid_out(screen: Screen[Any], *arguments: Any, **options: Any) -> None:
        lay_out(screen, *arguments, **options)
        if screen._callbacks:
            screen.check_idle()

    return laid_out


def _over_the_next(render: Any) -> Any:
    """Draw a screen over the next one below it.

    Textual draws it over the last one that it has not drawn yet. A screen that is kept from an earlier paint takes none
    away, so the one below it is drawn over the one above.
    """

    @wraps(render)
    def rendered(screen: Screen[Any]) -> Any:
        stack = screen.app.screen_stack
        visible_screen_stack.set(stack[: stack.index(screen)] if screen in stack else [])
        return render(screen)

    return rendered


def _handing_over(leave: Any) -> Any:
    """Hand what is left to be called after a refresh to the top screen, when the one that was asked closes."""

    @wraps(leave)
    async def left(screen: Screen[Any]) -> None:
        callbacks = list(screen._callbacks)
        await leave(screen)
        stack = screen.app.screen_stack if screen.app._screen_stacks else []
        for callback, sender in callbacks if stack and stack[-1] is not screen else ():
            owner = owner_of(callback, sender)
            if not (isinstance(owner, Widget) and is_removed(owner)):
                stack[-1]._invoke_later(callback, sender)

    return left


def _if_on_top(dismiss: Any) -> Any:
    """Ignore the dismissal of a screen that is closed, or below another: of two clicks, the first opened that one."""

    @wraps(dismiss)
    def dismissed(screen: Screen[Any], result: Any = None) -> Any:
        return dismiss(screen, result) if screen in screen.app.screen_stack[-1:] else AwaitComplete()

    return dismissed


def owner_of(callback: object, sender: object) -> object:
    """The widget whose method is to be called, or else the sender."""
    while isinstance(callback, partial):
        callback = callback.func
    owner = getattr(callback, "__self__", None)
    return owner if isinstance(owner, Widget) else sender
