"""Capture a screen as strips, and render them independent of the environment."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console
from textual.screen import Screen
from textual.strip import Strip


def screen_strips(screen: Screen[Any]) -> list[Strip]:
    """The lines of a screen, even if another screen covers it."""
    return screen._compositor.render_strips()


def truecolor_console(**options: Any) -> Console:
    """A console in true colour that writes to memory and reads no environment variable."""
    return Console(
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        safe_box=False,
        _environ={},
        **options,
    )
