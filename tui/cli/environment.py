"""Environment variables that size and tune the screen: a value that can't be meant counts as unset.

Textual and Rich take the window's size from COLUMNS and LINES, however large, and some of Textual's own variables end
it with a traceback.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, MutableMapping

from tui.terminal.terminal_size import clamped

PREFIX = "TEXTUAL"


def clean_environment(environ: MutableMapping[str, str], *, demo: bool = False) -> None:
    """Bound the size, and remove what Textual can't read; in the demo, all of Textual's variables.

    They can make Textual write logs and screenshots.
    """
    for name in ("COLUMNS", "LINES"):
        if name in environ and not re.fullmatch("0*[1-9][0-9]{0,9}", environ[name], re.ASCII):
            del environ[name]
    columns, lines = clamped(int(environ.get("COLUMNS", 1)), int(environ.get("LINES", 1)))
    for name, size in (("COLUMNS", columns), ("LINES", lines)):
        if name in environ:
            environ[name] = str(size)
    for name in list(environ):
        check = _CHECKS.get(name)
        if (demo and name.startswith(PREFIX)) or (check is not None and not check(environ[name])):
            del environ[name]


def _number(value: str) -> bool:
    return re.fullmatch("-?[0-9]{1,5}", value) is not None


def _color_system(value: str) -> bool:
    return value in ("auto", "standard", "256", "truecolor")


def _writable_folder(value: str) -> bool:
    return os.path.isdir(value) and os.access(value, os.W_OK)


def _writable_file(value: str) -> bool:
    if os.path.exists(value):
        return os.path.isfile(value) and os.access(value, os.W_OK)
    return _writable_folder(os.path.dirname(value) or os.curdir)


def _never(_value: str) -> bool:
    return False


_CHECKS: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys(("ESCDELAY", "TEXTUAL_FPS", "TEXTUAL_DIM_FACTOR", "TEXTUAL_SCREENSHOT"), _number),
    **dict.fromkeys(("TEXTUAL_SLOW_THRESHOLD", "TEXTUAL_SMOOTH_SCROLL", "TEXTUAL_DEVTOOLS_PORT"), _number),
    "TEXTUAL_COLOR_SYSTEM": _color_system,
    "TEXTUAL_DRIVER": _never,  # the app brings its own, which gives the terminal back
    "TEXTUAL_LOG": _writable_file,
    "TEXTUAL_SCREENSHOT_LOCATION": _writable_folder,
}
