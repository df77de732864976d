"""What a screen shows, as lines, and a console that renders them the same whatever the environment says."""

from __future__ import annotations

import io
from typing import Any

from rich.console import Console
from textual.screen import Screen
from textual.strip import Strip


def screen_strips(screen: Screen[Any]) -> list[Strip]:
    """What a screen shows, line by line, whatever lies over it."""
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
