"""The width of text in terminal cells, with a fast path for the characters of plots and tables."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import repeat

from rich.cells import cell_len, split_graphemes

NARROW_SIGNS = frozenset(map(chr, (*range(0x2500, 0x25FD), *range(0x2800, 0x2900)))) | frozenset("–‖“”…‹›−∇")
"""Characters one cell wide: box drawing, blocks, markers, braille, and the signs of texts that change often."""
_ONE_CELL = NARROW_SIGNS | frozenset(map(chr, range(0x300)))


def narrow(text: str) -> bool:
    """Whether every character is known to take one cell."""
    return text.isascii() or _ONE_CELL.issuperset(text)


def characters(text: str) -> Iterable[tuple[str, int]]:
    """Graphemes and their widths in cells, as Rich counts them; one without width is joined to the one before."""
    if narrow(text):
        return zip(text, repeat(1))
    found: list[tuple[str, int]] = []
    for begin, end, _ in split_graphemes(text)[0]:
        character = text[begin:end]
        width = cell_len(character)  # the span's own is 1 for a control character
        if width or not found:
            found.append((character, width))
        else:
            found[-1] = (found[-1][0] + character, found[-1][1])
    return found
