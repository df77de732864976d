"""An app that asks its policy before an action, a dialog or a file; only this module asks."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual import events
from textual.app import SystemCommand
from textual.await_complete import AwaitComplete
from textual.dom import DOMNode
from textual.message_pump import MessagePump
from textual.widgets import Input

from core.problems import Reader, read_table, refuse_files
from core.scenario import Scenario
from tui.demo.policy import FULL, Policy, PolicyError
from tui.demo.textual_actions import is_safe_action, is_safe_screen
from tui.demo_safe import is_demo_safe
from tui.terminal.gate_hooks import GateHooks
from tui.terminal.terminal_app import TerminalApp

if TYPE_CHECKING:
    from core.sweep import Sweep

Result = TypeVar("Result")

_ACTIVITY = (events.Key, events.MouseEvent, events.Paste)


def check(node: MessagePump, scenario: Scenario) -> None:
    """Raise PolicyError if the policy of a node's app does not allow a scenario."""
    _policy(node).check(scenario)


def check_sweep(node: MessagePump, sweep: Sweep) -> None:
    """Raise PolicyError if the policy of a node's app does not allow a sweep."""
    _policy(node).check_sweep(sweep)


def reader(node: MessagePump) -> Reader:
    """The reader of data files for a node's app; it refuses all of them if the policy allows no files."""
    return read_table if may_use_files(node) else refuse_files


def max_steps(node: MessagePump) -> int:
    """The most steps that the policy of a node's app allows."""
    return _policy(node).steps


def may_use_files(node: MessagePump) -> bool:
    """Whether a node's app may read and write files."""
    return _policy(node).files


def _policy(node: MessagePump) -> Policy:
    app = node.app
    return app.policy if isinstance(app, RestrictedApp) else FULL


class RestrictedApp(GateHooks[Result], TerminalApp[Result]):
    """Offers and does only what `policy` allows."""

    def __init__(self, *, policy: Policy = FULL) -> None:
        super().__init__()
        self.policy = policy
        self.paste_limit = policy.paste
        if not policy.tracebacks:  # one shows values of local variables
            self.crash_message = f"Fall Line has failed. {policy.name.capitalize()} does not say how."
        self._last_input = time.monotonic()

    def refuse(self, sentence: str) -> None:
        """Notify the user that something is refused."""
        self.notify(f"{sentence[:1].upper()}{sentence[1:]}.", severity="warning", timeout=5, markup=False)

    # Actions, the palette, screens

    def permits(self, target: DOMNode, action: str) -> bool:
        """Whether a node may run one of its actions."""
        methods = (f"_action_{action}", f"action_{action}")
        for kind in type(target).__mro__:
            found = [vars(kind)[method] for method in methods if method in vars(kind)]
            if found:
                return self.policy.everything or any(map(is_demo_safe, found)) or is_safe_action(kind, action)
        return True  # the node has no such action, and may pass it on to the next one

    def gated(self, commands: Iterable[SystemCommand]) -> Iterable[SystemCommand]:
        """The commands of the palette whose actions are allowed."""
        return (command for command in commands if self.policy.everything or self._runs_a_safe_action(command.callback))

    def _runs_a_safe_action(self, callback: object) -> bool:
        """Whether a callback is a node's action method, or `partial(node.run_action, action)`, and is permitted."""
        function = callback.func if isinstance(callback, partial) else callback
        node, name = getattr(function, "__self__", None), getattr(function, "__name__", "")
        if not isinstance(node, DOMNode):
            return False
        if isinstance(callback, partial):
            return name == "run_action" and self.permits_action(callback.args[0], node)
        return name.startswith("action_") and self.permits(node, name.removeprefix("action_"))

    def push_screen(self, screen: Any, *arguments: Any, wait_for_dismiss: bool = False, **options: Any) -> Any:
        """Open a screen that is allowed; any other one is dismissed at once, without an answer."""
        kind = type(screen)  # `str` for a screen given by name, which is refused
        if self.policy.everything or is_demo_safe(kind) or is_safe_screen(kind):
            push: Any = super().push_screen
            return push(screen, *arguments, wait_for_dismiss=wait_for_dismiss, **options)
        self.refuse(f"{self.policy.name} does without this")
        return _answered() if wait_for_dismiss else AwaitComplete()

    # Output: links, the clipboard, files

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Open a URL, or show it."""
        if self.policy.links:
            super().open_url(url, new_tab=new_tab)
        else:
            self.refuse(f"{self.policy.name} opens no links: {url[:200]}")

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text that is not too long."""
        if len(text) <= self.policy.clipboard:
            super().copy_to_clipboard(text)
        else:
            self.refuse(f"{self.policy.name} copies at most {self.policy.clipboard:,} characters")

    def deliver_text(self, *arguments: Any, **options: Any) -> str | None:
        """Save a text as a file."""
        return super().deliver_text(*arguments, **options) if self._may_write() else None

    def deliver_binary(self, *arguments: Any, **options: Any) -> str | None:
        """Save bytes as a file."""
        return super().deliver_binary(*arguments, **options) if self._may_write() else None

    def save_screenshot(self, *arguments: Any, **options: Any) -> str:
        """Save a picture of the screen."""
        return super().save_screenshot(*arguments, **options) if self._may_write() else ""

    def _may_write(self) -> bool:
        if not self.policy.files:
            self.refuse(f"{self.policy.name} writes no files")
        return self.policy.files

    # Input

    async def on_event(self, event: events.Event) -> None:
        """Reset the idle timer; reject over-long input."""
        if isinstance(event, _ACTIVITY):
            self._last_input = time.monotonic()
            if isinstance(event, events.Paste | events.Key) and not event.is_forwarded and self._too_long(event):
                return
        await super().on_event(event)

    def _too_long(self, event: events.Paste | events.Key) -> bool:
        text = event.text if isinstance(event, events.Paste) else (event.character or "")
        if isinstance(event, events.Key) and not event.is_printable:
            return False
        if len(text) > self.policy.paste:
            self.refuse(f"a text of more than {self.policy.paste:,} characters was not pasted")
            return True
        if self._text_length() + len(text) > self.policy.entry:
            self.refuse(f"a field takes at most {self.policy.entry:,} characters")
            return True
        return False

    def _text_length(self) -> int:
        focused = self.screen.focused
        if isinstance(focused, Input):
            return len(focused.value)
        text = getattr(focused, "text", "")  # of a TextArea, whose import takes long
        return len(text) if isinstance(text, str) else 0

    # The end

    def on_mount(self) -> None:
        """Start the idle timer."""
        if not math.isinf(self.policy.idle):
            self.set_timer(self.policy.idle, self._exit_if_idle)

    def _exit_if_idle(self) -> None:
        left = self._last_input + self.policy.idle - time.monotonic()
        if left > 0:
            self.set_timer(left, self._exit_if_idle)
        else:
            self.exit(message=f"Fall Line ended after {self.policy.idle:g} seconds without a key.")


def _answered() -> asyncio.Future[None]:
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    future.set_result(None)
    return future


__all__ = ["PolicyError", "RestrictedApp", "check", "check_sweep", "max_steps", "may_use_files", "reader"]
