r"""Escape unprintable characters of untrusted text: an escape sequence would control the terminal.

Escaped, as `\x1b`, are control characters (C0, DEL, C1), bidirectional overrides and isolates, zero-width characters,
line and paragraph separators, lone surrogates, and private or unassigned code points.
"""

from __future__ import annotations

import re
import unicodedata

_UNPRINTABLE = re.compile(r"[^\n\x20-\x7e]")


def safe_text(text: str, keep: str = "") -> str:
    """Escape all unprintable characters but those in `keep`, and turn unusual spaces into plain ones.

    Call it before measuring the width of the text.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else _escape(c) for c in text)


def _escape(character: str) -> str:
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")


def safe_json(text: str) -> str:
    r"""Escape unprintable characters in a JSON text, as `\u001b`; its meaning and all other letters stay."""
    from json import dumps  # noqa: PLC0415 - the app writes none at its start

    return _UNPRINTABLE.sub(lambda match: match[0] if match[0].isprintable() else dumps(match[0])[1:-1], text)
