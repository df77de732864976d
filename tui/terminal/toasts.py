"""Bound the notifications on the screen: the newest few are shown, and of equal ones the last.

Textual 8.2.8 mounts a toast for each of a thousand notifications, looks through all of them at each, and never removes
the frame of one that has expired.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from textual.app import App
from textual.screen import Screen
from textual.widgets._toast import ToastRack

Result = TypeVar("Result")

MAX_TOASTS = 3


class ToastApp(App[Result]):
    """Shows at most `MAX_TOASTS` notifications, and shows several that come together at once."""

    # At the top, where they cover no control. In `CSS`, as Textual's own default for the rack is as specific as ours.
    CSS = """
    ToastRack { dock: top; align: right top; margin: 1 0 0 0; }
    Toast { padding: 0 1; margin: 0; }
    """

    _due: Screen[Any] | None = None
    """The screen that has been asked to show the notifications."""

    def _refresh_notifications(self) -> None:
        """Show the notifications once the screen has its widgets, and has handled what waits for it."""
        shown: set[tuple[str, str]] = set()
        for notification in reversed(list(self._notifications)):
            said = (notification.title, notification.message)
            if said in shown or len(shown) == MAX_TOASTS:
                del self._notifications[notification]
            shown.add(said)
        for screen in self._screens()[-1:]:
            if self._due is not screen and screen.call_later(self._show_toasts):
                self._due = screen

    def _screens(self) -> list[Screen[Any]]:
        return self.screen_stack if self._screen_stacks else []

    def _show_toasts(self) -> None:
        self._due = None
        wanted = {ToastRack._toast_id(notification) for notification in self._notifications}
        for rack in _racks(self._screens()):
            for holder in rack.children:
                if holder.id not in wanted:
                    holder.remove()
        for rack in _racks(self._screens()[-1:]):
            if self._notifications or rack.children:  # else Textual lays the whole screen out again
                rack.show(self._notifications)


def _racks(screens: list[Screen[Any]]) -> Iterator[ToastRack]:
    """Where screens show their notifications."""
    for screen in screens:
        yield from screen.query_children(ToastRack)
