"""The actions and screens of Textual itself that the demo allows; ours are marked where they are defined.

Not allowed: `App.screenshot` writes a file, `App.suspend_process` opens the way to a shell, `Markdown` and `Link` open
URLs, `DirectoryTree` lists folders.
"""

from __future__ import annotations

from collections.abc import Mapping

TEXTUAL_ACTIONS: Mapping[str, frozenset[str]] = {
    owner: frozenset(actions.split())
    for owner, actions in {
        "App": "quit help_quit focus_next focus_previous command_palette show_help_panel hide_help_panel "
        "change_theme toggle_dark bell",
        "Screen": "copy_text maximize minimize blur focus dismiss",
        "Widget": "scroll_up scroll_down scroll_left scroll_right scroll_home scroll_end page_up page_down "
        "page_left page_right notify",
        "CommandPalette": "*",
        **dict.fromkeys(("Input", "TextArea", "Select", "SelectOverlay", "OptionList"), "*"),
        **dict.fromkeys(("ListView", "Button", "Switch", "ToggleButton", "RadioSet", "Tabs", "DataTable"), "*"),
    }.items()
}
"""By class; a star stands for all of a widget's actions, which only change the widget."""

TEXTUAL_SCREENS = frozenset({"CommandPalette"})


def is_safe_action(owner: type, action: str) -> bool:
    """Whether an action that a class of Textual defines is allowed in the demo."""
    return _is_textual(owner) and not TEXTUAL_ACTIONS.get(owner.__name__, frozenset()).isdisjoint({action, "*"})


def is_safe_screen(kind: type) -> bool:
    """Whether a screen of Textual is allowed in the demo."""
    return _is_textual(kind) and kind.__name__ in TEXTUAL_SCREENS


def _is_textual(kind: type) -> bool:
    return kind.__module__.startswith("textual.")
