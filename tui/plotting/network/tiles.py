"""Where the maps of a picture stand: a large one of the selected racer, and small ones of all beside or below it."""

from __future__ import annotations

from core.frozen import frozen

_LEAST_WIDTH, _LEAST_HEIGHT = 11, 5  # of a small map with its title
_GREATEST_HEIGHT = 11
_WIDE = 2.4  # columns to a row, from which on the small maps stand at the right
_SHARE = 0.4  # of the width or height, which the small maps may take


@frozen
class Tile:
    """A rectangle of cells."""

    left: int
    top: int
    width: int
    height: int

    def holds(self, column: int, row: int) -> bool:
        """Whether a cell lies in it."""
        return self.left <= column < self.left + self.width and self.top <= row < self.top + self.height


def tiles(width: int, height: int, count: int) -> tuple[Tile, tuple[Tile, ...]]:
    """The tiles of the large map and of the small ones, as many as there is room for; one alone shows nothing new."""
    whole = Tile(0, 0, width, height)
    if count < 2:
        return whole, ()
    large, small = _beside(whole, count) if width > _WIDE * height else _below(whole, count)
    return (large, small) if len(small) > 1 else (whole, ())


def _below(whole: Tile, count: int) -> tuple[Tile, tuple[Tile, ...]]:
    """Small maps in rows below the large one."""
    columns = min(count, max((whole.width + 1) // (_LEAST_WIDTH + 1), 1))
    width = (whole.width + 1) // columns - 1
    tall = min(max(width // 2 + 1, _LEAST_HEIGHT), _GREATEST_HEIGHT)
    room = int(whole.height * _SHARE)
    rows = min(-(-count // columns), room // _LEAST_HEIGHT)
    if rows < 1 or width < _LEAST_WIDTH:
        return whole, ()
    height = min(tall, room // rows)
    top = whole.height - rows * height
    small = [
        Tile(column * (width + 1), top + row * height, width, height)
        for row in range(rows)
        for column in range(columns)
    ]
    return Tile(0, 0, whole.width, top), tuple(small[:count])


def _beside(whole: Tile, count: int) -> tuple[Tile, tuple[Tile, ...]]:
    """Small maps in columns at the right of the large one."""
    rows = min(count, whole.height // _LEAST_HEIGHT)
    if rows < 1:
        return whole, ()
    height = min(whole.height // rows, _GREATEST_HEIGHT)
    width = max(2 * (height - 1), _LEAST_WIDTH)
    columns = min(-(-count // rows), int(whole.width * _SHARE) // (width + 1))
    if columns < 1:
        return whole, ()
    left = whole.width - columns * (width + 1)
    small = [
        Tile(left + 1 + column * (width + 1), row * height, width, height)
        for column in range(columns)
        for row in range(rows)
    ]
    return Tile(0, 0, left, whole.height), tuple(small[:count])
