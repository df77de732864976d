"""The keys that the documents name are those of the app: none is missing, none is made up."""

from __future__ import annotations

import re
from pathlib import Path

from textual.binding import Binding
from textual.keys import format_key
from textual.screen import Screen

from tests.bindings import declared, keys_of
from tui.app import FallLine

ROOT = Path(__file__).parents[2]
BESIDE = {"shift"}
"""What stands as a key in the table without being one that a binding has by itself."""


def table(document: str, heading: str) -> str:
    text = (ROOT / document).read_text(encoding="utf-8")
    return text.partition(heading)[2].partition("\n## ")[0].partition("\n```")[0]


def documented() -> set[str]:
    """All keys that the README and the page on lessons name in their tables."""
    tables = table("README.md", "\n## Keys\n") + table("docs/lessons.md", "# Lessons\n")
    rows = "\n".join(line for line in tables.splitlines() if line.startswith("|"))
    return set(re.findall(r"`([^`]+)`", re.sub(r"\]\([^)]*\)", "]", rows)))


def names(binding: Binding) -> list[str]:
    """A binding's keys as the documents write them: `.` for full_stop, but `up` and not its arrow; without shift."""
    keys = [key.removeprefix("shift+") for key in keys_of(binding)]
    shown = {key: format_key(key) for key in keys}
    return [shown[key] if len(shown[key]) == 1 and shown[key].isascii() else key for key in keys]


def test_every_key_is_in_the_documents() -> None:
    known = documented()
    missing = {names(binding)[0]: binding.description for binding in declared() if names(binding)[0] not in known}
    assert missing == {}


def test_every_key_in_the_documents_is_bound() -> None:
    inherited = [key for kind in (*FallLine.__mro__, *Screen.__mro__) for key in vars(kind).get("BINDINGS", ())]
    textual = [key if isinstance(key, Binding) else Binding(*key) for key in inherited]
    bound = {name for binding in (*declared(), *textual) for name in names(binding)} | {
        FallLine.COMMAND_PALETTE_BINDING
    }
    assert documented() - bound - BESIDE == set()
