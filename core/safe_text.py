r"""Text that others wrote, made safe to show: an escape sequence in it would steer the terminal.

Control characters (C0, DEL, C1), bidirectional overrides and isolates, characters without a width, separators of lines
and paragraphs, lone surrogates, and what Unicode leaves unassigned or private become escapes such as `\x1b`.
"""

from __future__ import annotations

import json
import re
import unicodedata

_UNPRINTABLE = re.compile(r"[^\n\x20-\x7e]")


def safe_text(text: str, keep: str = "") -> str:
    """Replace every character that is not printable by an escape, and unusual blanks by a blank; leave those of `keep`.

    To be called before the width of the text is measured.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() or one in keep else _escape(one) for one in text)


def _escape(character: str) -> str:
    if unicodedata.category(character) == "Zs":
        return " "
    return character.encode("unicode_escape").decode("ascii")


def safe_json(text: str) -> str:
    r"""Write what is not printable in a JSON text as `\u001b`, which means the same; other letters stay readable."""
    return _UNPRINTABLE.sub(lambda match: match[0] if match[0].isprintable() else json.dumps(match[0])[1:-1], text)
