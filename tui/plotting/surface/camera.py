"""The camera: a perspective projection from points of the unit box to dots of a canvas.

The box is 1 × 1 on the ground and `HEIGHT` high, its middle in the origin. The camera stands `DISTANCE` away from there
and looks at it; a dot is as high as it is wide.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from core.frozen import frozen
from tui.plotting.viewport import DOTS_X, DOTS_Y, Floats

HEIGHT = 0.42
DISTANCE = 3.2
MIN_TILT, MAX_TILT = 10, 90  # degrees
_STRETCH = 2.0  # at most, of one direction against the other: axes have units of their own, so the canvas may be used


@frozen
class Camera:
    """The camera's angles around and above the box, in whole degrees, so that equal views compare equal."""

    turn: int = -60  # from the first parameter's axis to the second's; −90 sees x to the right and y away
    tilt: int = 55

    def moved(self, turn: int, tilt: int) -> Camera:
        """The camera turned and tilted by some degrees, the tilt clamped to [MIN_TILT, MAX_TILT]."""
        return Camera((self.turn + turn + 180) % 360 - 180, min(max(self.tilt + tilt, MIN_TILT), MAX_TILT))

    @property
    def toward(self) -> tuple[float, float]:
        """The direction on the ground from the box to the camera, a unit vector."""
        return math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))

    def step(self, right: float, away: float) -> tuple[float, float]:
        """A step to the right of and away from the camera, in units of both parameters."""
        toward_u, toward_v = self.toward
        return -right * toward_v - away * toward_u, right * toward_u - away * toward_v

    @property
    def position(self) -> tuple[float, float]:
        """The camera's position above the plane, in units of the box with corners (0, 0) and (1, 1)."""
        away = DISTANCE * math.cos(math.radians(self.tilt))
        return 0.5 + away * self.toward[0], 0.5 + away * self.toward[1]


@frozen
class Projection:
    """A camera and a canvas of `width` × `height` cells.

    `aside` columns on the left, half as many on the right, and the last `below` rows stay free for labels.
    """

    camera: Camera
    width: int
    height: int
    aside: int = 0
    below: int = 0

    @property
    def columns(self) -> int:
        """The width in dots."""
        return DOTS_X * self.width

    @property
    def rows(self) -> int:
        """The height in dots."""
        return DOTS_Y * self.height

    @property
    def cell(self) -> float:
        """The width of a cell in the middle of the box, as a share of the box's side."""
        return DOTS_X / _fit(self)[2]

    def dots(self, u: Floats, v: Floats, z: Floats) -> tuple[Floats, Floats, Floats]:
        """Column and row (from the top, fractions) of points of the unit cube, and how near (1 / distance) they are."""
        across, up, near = _seen(self.camera, u - 0.5, v - 0.5, HEIGHT * (z - 0.5))
        middle_x, middle_y, wide, high = _fit(self)
        return middle_x + wide * across, middle_y - high * up, near


def _seen(camera: Camera, x: Floats, y: Floats, z: Floats) -> tuple[Floats, Floats, Floats]:
    """Project points to a screen through the origin; also their nearness."""
    cos, sin = camera.toward
    flat, steep = math.cos(math.radians(camera.tilt)), math.sin(math.radians(camera.tilt))
    ahead = x * cos + y * sin
    near = 1 / (DISTANCE - (z * steep + ahead * flat))
    scale = DISTANCE * near
    return (y * cos - x * sin) * scale, (z * flat - ahead * steep) * scale, near


@lru_cache(maxsize=64)
def _fit(projection: Projection) -> tuple[float, float, float, float]:
    """Middle of the picture and dots a unit, so that the box fills the canvas as it is turned now."""
    x, y, z = (side.ravel() - 0.5 for side in np.meshgrid((0.0, 1.0), (0.0, 1.0), (0.0, 1.0)))
    across, up, _ = _seen(projection.camera, x, y, HEIGHT * z)
    (least, most), (low, high) = ((float(part.min()), float(part.max())) for part in (across, up))
    left, right, below = DOTS_X * projection.aside, projection.aside, DOTS_Y * projection.below
    wide = max(projection.columns - left - right - 2, 1) / (most - least)
    tall = max(projection.rows - below - 2, 1) / (high - low)
    wide, tall = min(wide, _STRETCH * tall), min(tall, _STRETCH * wide)
    middle_x = (projection.columns + left - right) / 2 - wide * (least + most) / 2
    return middle_x, (projection.rows - below) / 2 + tall * (high + low) / 2, wide, tall
