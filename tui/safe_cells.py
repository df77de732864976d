"""The last wall before terminals, pictures and recordings: only printable characters stand in a cell.

Whoever shows text that others wrote makes it readable with `core.safe_text`; this keeps out what was forgotten.
"""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def safe_cells(text: str) -> str:
    """The text without characters that are not printable, as many cells wide."""
    if text.isprintable():
        return text
    safe = "".join(one if one.isprintable() else _filled(cell_len(one)) for one in text)
    return set_cell_size(safe, cell_len(text))


def _filled(width: int) -> str:
    return REPLACEMENT if width == 1 else " " * width


def safe_segment(segment: Segment) -> Segment:
    """The segment with printable characters alone, in its text and in the address of its link."""
    text, style, control = segment
    link = style.link if style is not None else None
    if text.isprintable() and (link is None or link.isprintable()):
        return segment
    if style is not None and link is not None and not link.isprintable():
        style = style.update_link(None)
    return Segment("\n".join(map(safe_cells, text.split("\n"))), style, control)
