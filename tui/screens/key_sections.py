"""The active keys of a screen in sections: those of the focused panel first, then by task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.binding import ActiveBinding, Binding
from textual.screen import Screen

from core.frozen import frozen
from tui.widgets.key_groups import AROUND, TASKS

if TYPE_CHECKING:
    from textual.dom import DOMNode

TYPING = "Move the cursor, scroll"
"""The section of the keys that Textual's own widgets have: an entry, a list, a text."""
LAST = (*(task.description for task in TASKS), TYPING)
"""The sections after those of the focused panel and its screen."""


@frozen
class KeyRow:
    """An action by what it does, and all of its keys."""

    keys: tuple[str, ...]
    does: str


@frozen
class KeySection:
    """Rows under a title."""

    title: str
    rows: tuple[KeyRow, ...]


def key_sections(screen: Screen[object]) -> list[KeySection]:
    """The sections of a screen's active keys; a key appears by being bound."""
    found: dict[str, dict[tuple[DOMNode, str], KeyRow]] = {}
    for active in screen.active_bindings.values():
        if active.enabled and active.binding.description:
            rows = found.setdefault(_title(active), {})
            key = screen.app.get_key_display(replace(active.binding, key_display=None))
            place = (active.node, does(active.binding))
            row = rows.get(place, KeyRow((), does(active.binding)))
            rows[place] = replace(row, keys=(*row.keys, key))
    return [KeySection(title, tuple(found[title].values())) for title in _in_order(found)]


def does(binding: Binding) -> str:
    """What an action does: the line of keys names two together where the tooltip names the one."""
    return binding.tooltip or binding.description


def _title(active: ActiveBinding) -> str:
    """The title of a binding's section: its task, or the panel or screen that has it."""
    node, binding = active.node, active.binding
    if binding.group is not None and binding.group.description:
        return binding.group.description
    if binding.id is None:
        return TYPING if node.parent is not None and not isinstance(node, Screen) else AROUND.description
    return node.BINDING_GROUP_TITLE or getattr(node, "BORDER_TITLE", "") or "Here"


def _in_order(titles: Iterable[str]) -> list[str]:
    """Panels from the focus outwards, then the tasks, then the keys that every entry or list has."""
    return sorted(titles, key=lambda title: LAST.index(title) if title in LAST else -1)
