"""Hooks through which a subclass decides which actions run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from textual import actions
from textual.app import App
from textual.dom import DOMNode

Result = TypeVar("Result")


class GateHooks(App[Result]):
    """Asks `permits` before each action."""

    def permits(self, target: DOMNode, action: str) -> bool:
        """Whether a node may run one of its actions."""
        return True

    def permits_action(self, action: str, node: DOMNode) -> bool:
        """Whether an action is permitted and enabled, as a node would run it."""
        return self._check_action_state(action, node) is not False

    async def run_action(
        self,
        action: str | tuple[str, str, tuple[object, ...]],
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action that is permitted."""
        target, name = self._target(action, default_namespace or self, namespaces)
        return self.permits(target, name) and await super().run_action(action, default_namespace, namespaces)

    def _check_action_state(self, action: str, default_namespace: DOMNode) -> bool | None:
        """Whether the footer, the help panel and key bindings offer an action."""
        target, name = self._target(action, default_namespace)
        return self.permits(target, name) and super()._check_action_state(action, default_namespace)

    def _target(
        self,
        action: str | tuple[str, str, tuple[object, ...]],
        default: DOMNode,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> tuple[DOMNode, str]:
        """The node that an action runs on, and the action's name."""
        place, name, _ = actions.parse(action) if isinstance(action, str) else action
        named = (namespaces or {}).get(place)
        return (getattr(self, place, self) if place else default) if named is None else named, name
