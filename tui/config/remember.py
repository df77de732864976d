"""Keep what was chosen in the app: change values in the configuration file, and leave the rest of it as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from core.hyper import Value
from core.toml_positions import line_of
from tui.config.config_file import config_text, parse_config
from tui.state.files import write_text

_VALUE = re.compile(r"""("(?:[^"\\]|\\.)*"|'[^']*'|[^#]*?)(\s*(?:\#.*)?)$""")
_HEADER = re.compile(r"\s*\[")


def remember(path: Path, chosen: Mapping[str, Value]) -> bool:
    """Change these values in the file, which is made if there is none; return whether they are kept.

    Not kept, and the file left alone: if it is broken, if it says `remember = false`, or if it can't be written.
    """
    try:
        text = config_text(path)
        before = parse_config(text)
        after = text
        for name, value in chosen.items():
            after = with_value(after, name, value)
        if before.values.get("remember") is False:
            return False
        parse_config(after)  # a key may stand where the lines don't show it, such as in a text of several lines
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_text(path, after)
    except (OSError, ValueError):
        return False
    return True


def with_value(text: str, name: str, value: Value) -> str:
    """The text of a file with another value of an option; comments stay."""
    lines = text.split("\n")
    end = next((number for number, line in enumerate(lines) if _HEADER.match(line)), len(lines))
    at = line_of(lines[:end], name, 0)
    if at is None:
        while end > 0 and not lines[end - 1].strip():
            end -= 1  # before the blank lines in front of a table
        lines.insert(end, f"{name} = {toml_value(value)}")
        return "\n".join(lines) if lines[-1] == "" else "\n".join(lines) + "\n"
    key, _, rest = lines[at].partition("=")
    comment = found[2] if (found := _VALUE.match(rest.strip())) else ""
    lines[at] = f"{key}= {toml_value(value)}{comment}"
    return "\n".join(lines)


def toml_value(value: Value) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else repr(value)
