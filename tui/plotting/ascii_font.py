"""Replace braille, blocks and other signs of a picture by ASCII, for fonts without them."""

from __future__ import annotations

import numpy as np

from tui.ascii import ascii_cells, ascii_words
from tui.plotting.cells import Picture

_UNKNOWN = "?"


def plain(picture: Picture) -> Picture:
    """The picture in ASCII; braille dots in the upper half of a cell, the lower half or both are `'`, `.` or `:`."""
    found, places = np.unique(picture.codes, return_inverse=True)
    instead = np.array([ord((ascii_cells(chr(code)) or _UNKNOWN)[0]) for code in found.tolist()], np.uint32)
    return Picture(instead[places].reshape(picture.codes.shape), picture.styles)


def plain_label(label: str) -> str:
    """A tick's label, not longer than it was: 10⁻³ as 1e-3."""
    text = ascii_words(label)
    return text if len(text) <= len(label) else ascii_cells(label)
