"""Replace unprintable characters in cells: the last check before terminals, pictures and recordings.

Widgets and commands escape untrusted text with `core.safe_text`; this module catches what they missed.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def safe_cells(text: str) -> str:
    """Replace unprintable characters in a text; its width in cells stays the same."""
    if text.isprintable():
        return text
    safe = "".join(one if one.isprintable() else _filled(cell_len(one)) for one in text)
    return set_cell_size(safe, cell_len(text))


def _filled(width: int) -> str:
    return REPLACEMENT if width == 1 else " " * width


def safe_segment(segment: Segment) -> Segment:
    """Replace unprintable characters in the text of a segment; drop a link whose address has any."""
    text, style, control = segment
    link = style.link if style is not None else None
    if text.isprintable() and (link is None or link.isprintable()):
        return segment
    if style is not None and link is not None and not link.isprintable():
        style = style.update_link(None)
    return Segment("\n".join(map(safe_cells, text.split("\n"))), style, control)
