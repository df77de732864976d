"""Pictures for fonts without braille and block characters: the same cells in ASCII."""

from __future__ import annotations

from functools import cache

import numpy as np

from tui.plotting.cells import Codes, Picture
from tui.plotting.dots import BRAILLE

_SIGNS = {
    **dict.fromkeys("─┬┴▁▔╌", "-"),
    **dict.fromkeys("│┤├╎", "|"),
    **dict.fromkeys("└┘┌┐┼", "+"),
    **dict(zip("→↗↑↖←↙↓↘", ">/^\\</v\\", strict=True)),
    **dict(zip("◂▸▴▾", "<>^v", strict=True)),
    **dict(zip("○◦×◇−–…·", "oox#--~.", strict=True)),
    **dict(zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789", strict=True)),
    **dict(zip("∇θηβεστλ‖ρ", "gonbestl|r", strict=True)),
}
_UPPER, _LOWER = 0x1B, 0xE4  # the bits of the two upper rows of dots and of the two lower ones
_UNKNOWN = ord("?")
_TABLE_SIZE = 0x2900


@cache
def _table() -> Codes:
    table = np.full(_TABLE_SIZE, _UNKNOWN, np.uint32)
    table[:0x80] = np.arange(0x80)
    table[0x80:0x100] = _UNKNOWN
    for sign, instead in _SIGNS.items():
        table[ord(sign)] = ord(instead)
    for bits in range(1, 0x100):
        upper, lower = bool(bits & _UPPER), bool(bits & _LOWER)
        table[BRAILLE + bits] = ord(":" if upper and lower else "'" if upper else ".")
    table[BRAILLE] = ord(" ")
    return table


def plain(picture: Picture) -> Picture:
    """The picture in ASCII; a path is dots in the upper half of a cell, the lower one, or both."""
    codes = np.where(picture.codes < _TABLE_SIZE, picture.codes, 0).astype(np.int64)
    found = _table()[codes]
    return Picture(np.where(found == 0, np.uint32(_UNKNOWN), found).astype(np.uint32), picture.styles)


def plain_label(label: str) -> str:
    """A tick's label: 10⁻³ as 1e-3."""
    text = "".join(_SIGNS.get(sign, sign) for sign in label)
    power = label.startswith("10") and len(label) > 2 and label[2] in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
    return "1e" + text[2:] if power else text
