"""Complete a path that is typed, from the folders and files on the disk."""

from __future__ import annotations

import os
from collections.abc import Sequence

from tui.state.files import SUFFIX, typed_path

MAX_COMPLETIONS = 200


def choices(text: str, suffixes: tuple[str, ...] = (SUFFIX,)) -> list[str]:
    """Completions of a typed path: the folders, then the files of a kind, whose names begin with its last part."""
    folder, _, start = text.rpartition("/")
    hidden = start.startswith(".")
    found: list[tuple[bool, str]] = []
    try:
        with os.scandir(typed_path(f"{folder}/" if text.startswith("/") else folder or ".")) as entries:
            for entry in entries:
                wanted = entry.name.lower().startswith(start.lower()) and (hidden or entry.name[0] != ".")
                if wanted and (entry.is_dir() or entry.name.lower().endswith(suffixes)):
                    found.append((not entry.is_dir(), entry.name))
    except (OSError, ValueError):  # no such folder, or a name that no folder can have
        return []
    before = text[: len(text) - len(start)]
    return [f"{before}{name}" if is_file else f"{before}{name}/" for is_file, name in sorted(found)[:MAX_COMPLETIONS]]


def common_prefix(texts: Sequence[str]) -> str:
    """The longest common prefix."""
    first, last = min(texts, default=""), max(texts, default="")
    return first[: next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))]
