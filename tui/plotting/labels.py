"""Labels at the ends of curves: beside the canvas if there is room, else inside it where they cover nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tui.plotting.braille import BRAILLE
from tui.plotting.cells import SPACE, Codes, Picture, ink

_LENGTHS = (12, 8, 5, 4)  # of names inside the canvas, as long as there is room for
_AWAY = (1, 2, 3)  # rows above or below the end of the curve


@dataclass(frozen=True)
class End:
    """The end of a curve on the canvas, and its label."""

    column: int
    row: int
    marker: str
    label: str
    color: int
    selected: bool = False


def beside(picture: Picture, ends: Sequence[End], left: int, height: int) -> None:
    """Write markers and names in the columns from `left` on, moved apart where they would collide."""
    room = picture.codes.shape[1] - left
    ends = sorted(ends, key=lambda end: end.row)
    for row, end in zip(spread([end.row for end in ends], height), ends, strict=False):
        text = f" {end.marker} {shorten(end.label, room - 3)}"
        picture.write(row, left, text, ink(end.color, bold=end.selected))


def inside(canvas: Picture, ends: Sequence[End], always: bool = False) -> None:
    """Write names next to the ends of their curves, the selected one's first.

    A name that would cover something is left out; with `always` it covers as few dots of curves as it can.
    """
    width = canvas.codes.shape[1]
    taken = [_taken(row) for row in canvas.codes]
    for end in sorted(ends, key=lambda end: (not end.selected, end.row)):
        place = next((place for place in _places(end, width) if _is_free(taken, width, *place)), None)
        if place is None and always:
            places = list(_places(end, width))
            before = [(end.row, end.column - 1 - len(text), text) for _, _, text in places]
            covering = [place for place in (*places, *before) if _covered(canvas, *place) is not None]
            place = min(covering, key=lambda place: _covered(canvas, *place) or 0, default=None)
        if place is not None:
            canvas.write(*place, ink(end.color, bold=end.selected))
            taken[place[0]] = _taken(canvas.codes[place[0]])


def spread(rows: list[int], height: int) -> list[int]:
    """Rows (ascending) moved apart as little as it takes to be different, inside 0 … height − 1; the rest left out."""
    rows = rows[:height]
    out: list[int] = []
    for row in rows:
        out.append(max(row, out[-1] + 1) if out else row)
    limit = height - 1
    for index in range(len(out) - 1, -1, -1):
        out[index] = min(out[index], limit)
        limit = out[index] - 1
    return out


def _places(end: End, width: int) -> Iterator[tuple[int, int, str]]:
    """Candidates for a label (row, column, text), best first: long beside, above or below the end; then shorter."""
    seen = set()
    for length in _LENGTHS:
        text = shorten(end.label, length)
        if text in seen:
            continue
        seen.add(text)
        if end.column + 2 + len(text) <= width:
            yield end.row, end.column + 2, text
        left = min(end.column + 1, width) - len(text)
        for away in _AWAY:
            yield end.row - away, left, text
            yield end.row + away, left, text


def _covered(canvas: Picture, row: int, column: int, text: str) -> int | None:
    """The number of cells of curves under a text; None if it has no room, or would cover anything else."""
    height, width = canvas.codes.shape
    if not (0 <= row < height and column >= 0 and column + len(text) <= width):
        return None
    there = canvas.codes[row, column : column + len(text)]
    curves = (there >= BRAILLE) & (there < BRAILLE + 256)
    return int(curves.sum()) if bool((curves | (there == SPACE)).all()) else None


def _taken(row: Codes) -> bytes:
    """A byte for each cell of a row: 0 where it is blank. Many places are tried, and bytes are searched fast."""
    return np.not_equal(row, SPACE).tobytes()


def _is_free(taken: Sequence[bytes], width: int, row: int, column: int, text: str) -> bool:
    if not (0 <= row < len(taken) and column >= 0 and column + len(text) <= width):
        return False
    # With a blank cell on either side, so that two names do not read as one.
    return taken[row].find(1, max(column - 1, 0), column + len(text) + 1) < 0


def shorten(text: str, room: int) -> str:
    """Text of at most `room` characters, with … where it was cut.

    That is at the end, or before the value where there is one: racers of one optimizer differ there.
    """
    if len(text) <= room:
        return text
    tail = text[text.rfind("=") + 1 :] if "=" in text else ""
    kept = room - 1 - len(tail)
    return f"{text[:kept]}…{tail}" if tail and kept >= 2 else text[: max(room - 1, 0)] + "…"[:room]
