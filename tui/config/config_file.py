"""The configuration file: TOML with one key for each option, and a table of keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

from core.frozen import frozen
from core.hyper import HyperError, Value, got, shown
from core.input_files import reason, shown_path
from core.suggestion import hint
from core.toml_positions import line_prefix, parsed
from tui.config.options import NAMES, OPTIONS
from tui.state.files import FileError, mode_of, read_text

KEYS = "keys"
"""The table that gives actions other keys."""
MAX_KEYS = 200  # characters of the keys of one action


@frozen
class ConfigFile:
    """What a file says: values of options by name, and keys by the id of their action."""

    values: Mapping[str, Value] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)


def config_path() -> Path:
    """Where the file is, whether it exists or not."""
    from platformdirs import user_config_path  # noqa: PLC0415 - few commands need it

    return user_config_path("fallline", appauthor=False) / "config.toml"


def read_config(path: Path) -> ConfigFile:
    """Read the file; if there is none, it says nothing. Raises FileError."""
    text = config_text(path)
    if not text:
        return ConfigFile()
    try:
        return parse_config(text)
    except ValueError as error:
        raise FileError(f"{shown_path(path)}: {error}") from None


def config_text(path: Path) -> str:
    """The text of the file, empty if there is none. Raises FileError."""
    try:
        exists = mode_of(path) is not None
    except OSError as error:
        raise FileError(f"can't read the configuration {shown_path(path)}: {reason(error)}") from None
    return read_text(path, "configuration") if exists else ""


def parse_config(text: str) -> ConfigFile:
    """Check a text; the message of a ValueError is one sentence with the line and the allowed values."""
    table = parsed(text)
    for key in table:
        if key not in (*NAMES, KEYS):
            raise ValueError(f"{line_prefix(text, key)}unknown key '{shown(key)}'{hint(key, (*NAMES, KEYS))}")
    values: dict[str, Value] = {}
    for option in OPTIONS:
        if option.name in table:
            try:
                values[option.name] = option.hyper.check(table[option.name])
            except HyperError as error:
                raise ValueError(f"{line_prefix(text, option.name)}{error}") from None
    return ConfigFile(values, _keys(text, table.get(KEYS, {})))


def _keys(text: str, table: object) -> Mapping[str, str]:
    if not isinstance(table, dict):
        raise ValueError(f"{line_prefix(text, KEYS)}keys must be a table [keys]{got(table)}")
    flat = dict(_flattened(table))
    for name, keys in flat.items():
        parts = keys.split(",") if isinstance(keys, str) and len(keys) <= MAX_KEYS and keys.isprintable() else [""]
        if not all(part.strip() for part in parts):
            at = line_prefix(text, name, after=KEYS)
            raise ValueError(f'{at}{shown(name)} must be a text of keys such as "f2,ctrl+e"{got(keys)}')
    return flat


def _flattened(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """The values of a table by dotted name: TOML reads `race.add = "a"` as a table in a table."""
    found: list[tuple[str, Any]] = []
    for key, value in table.items():
        found += _flattened(value, f"{prefix}{key}.") if isinstance(value, dict) else [(f"{prefix}{key}", value)]
    return found
