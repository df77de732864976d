"""The landscape as a mesh of heights in the unit cube, on the scale of the flat one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from core.frozen import frozen
from tui.plotting.landscape.shading import shares
from tui.plotting.surface.camera import HEIGHT, Camera
from tui.plotting.viewport import Floats, Viewport
from tui.state.choices import Scale

if TYPE_CHECKING:
    from core.problems import Box

_PEAK = 8.0  # times the 90 % quantile of the heights; a surface with higher peaks is not drawn to scale
_AMBIENT = 0.3  # light; more than on the walls
_SUN = (-0.55, 0.35, 0.76)  # direction to the light: left of the camera, towards it, upwards


@frozen(eq=False)
class Mesh:
    """Vertices (n + 1, n + 1), rows along the second parameter.

    `z` is the height in [0, 1], NaN where there is no surface; `share` in [0, 1] is the position on the colour scale;
    `loss` is the value there.
    """

    loss: Floats
    z: Floats
    share: Floats

    @property
    def cells(self) -> int:
        """The number of cells along each side."""
        return len(self.z) - 1

    def height(self, u: Floats, v: Floats) -> Floats:
        """The height between the vertices (bilinear), for points of the unit square."""
        n = self.cells
        across, up = u * n, v * n
        # np.clip takes three times as long for a few points.
        column = np.minimum(np.maximum(across.astype(np.int64), 0), n - 1)
        row = np.minimum(np.maximum(up.astype(np.int64), 0), n - 1)
        across, up = across - column, up - row
        z = self.z.ravel()
        at = row * (n + 1) + column
        below = z[at] + (z[at + 1] - z[at]) * across
        above = z[at + n + 1] + (z[at + n + 2] - z[at + n + 1]) * across
        height: Floats = below + (above - below) * up
        return height

    def light(self, camera: Camera) -> Floats:
        """The light on each vertex, `_AMBIENT` … 1 (Lambertian), from the left of the camera."""
        z = np.nan_to_num(self.z) * HEIGHT
        slope_y, slope_x = np.gradient(z, 1 / self.cells)
        cos, sin = camera.toward
        left, toward, up = _SUN
        sun_x, sun_y = toward * cos + left * -sin, toward * sin + left * cos
        bright = (up - slope_x * sun_x - slope_y * sun_y) / np.sqrt(1 + slope_x**2 + slope_y**2)
        light: Floats = np.clip(bright / math.hypot(*_SUN), _AMBIENT, 1)
        return light


def vertices(box: Box, cells: int) -> Viewport:
    """A viewport in which `HeightGrid` has a point at each vertex; `cells` is odd."""
    beyond_x, beyond_y = ((high / 2 - low / 2) / cells for low, high in _sides(box))
    count = (cells + 1) // 2
    return Viewport(
        box.x_low - beyond_x, box.x_high + beyond_x, box.y_low - beyond_y, box.y_high + beyond_y, count, count
    )


def mesh(loss: Floats, best: float | None, scale: Scale) -> Mesh:
    """Make the mesh from the losses at its vertices, rows along the second parameter.

    On the scale of quantiles the heights are the losses themselves, unless a few peaks would flatten the rest: ranks
    say little about the shape.
    """
    share = shares(loss, best, scale)
    finite = loss[np.isfinite(loss)]
    z = shares(loss, best, "linear") if scale == "quantile" and _even(finite) else share
    return Mesh(loss, z, np.nan_to_num(share))


def _sides(box: Box) -> tuple[tuple[float, float], tuple[float, float]]:
    return (float(box.x_low), float(box.x_high)), (float(box.y_low), float(box.y_high))


def _even(finite: Floats) -> bool:
    """Whether the heights are even enough for a linear scale: no few peaks flatten the rest."""
    if finite.size == 0:
        return False
    low, most, high = (float(value) / 2 for value in np.quantile(finite, (0, 0.9, 1)))
    return high - low <= _PEAK * (most - low)
