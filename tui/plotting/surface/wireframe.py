"""A scene as a mesh of lines, for terminals without enough colours for shading."""

from __future__ import annotations

import numpy as np

from tui.plotting import braille
from tui.plotting.cells import Picture, ink
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.surface.raster import Scene
from tui.plotting.surface.shading import Shaded
from tui.plotting.surface.trajectories import LATTICE, drape
from tui.plotting.viewport import DOTS_X, DOTS_Y

_APART = 13  # dots between two lines, approximately
_DOTTED = np.uint8(0x95)  # every other dot, to stay apart from paths


def wireframe(scene: Scene, theme: PlotTheme) -> Shaded:
    """Draw lines along both parameters, without the hidden ones, and the edges of the walls."""
    height, width = scene.projection.height, scene.projection.width
    picture = Picture.blank(width, height)
    bits = np.zeros((height, width), np.uint8)
    count = min(max(min(scene.projection.columns, 2 * scene.projection.rows) // _APART, 4), 24)
    places = np.rint(np.linspace(0, LATTICE - 1, count + 1)).astype(np.int64)
    first, last = np.zeros_like(places), np.full_like(places, LATTICE - 1)
    lines = [np.column_stack([places, first, places, last]), np.column_stack([first, places, last, places])]
    drape(bits, np.concatenate(lines), scene)
    bits &= _DOTTED
    _block(bits, scene)
    passed = bits > 0
    picture.codes[passed] = bits[passed] + np.uint32(braille.BRAILLE)
    picture.styles[passed] = ink() if theme.depth == "mono" else ink(theme.axis)
    return Shaded(picture, np.full((height, width), -1))


def _block(bits: braille.Bits, scene: Scene) -> None:
    """The edges of the walls that face the camera."""
    projection = scene.projection
    near_u, near_v = (1.0 if part > 0 else 0.0 for part in projection.camera.toward)
    corners = [(1 - near_u, near_v), (near_u, near_v), (near_u, 1 - near_v)]
    u, v = (np.array(part) for part in zip(*corners, strict=True))
    tops = scene.mesh.height(u, v)
    foot_x, foot_y, _ = projection.dots(u, v, np.zeros(3))
    top_x, top_y, _ = projection.dots(u, v, tops)
    edges = np.concatenate(
        [
            np.column_stack([foot_x[:-1], foot_y[:-1], foot_x[1:], foot_y[1:]]),
            np.column_stack([foot_x, foot_y, top_x, top_y]),
        ]
    )
    edges = edges[np.isfinite(edges).all(axis=1)]
    limits = np.array([DOTS_X * projection.width - 1, DOTS_Y * projection.height - 1] * 2)
    if len(edges) and (limits >= 0).all():
        braille.draw(bits, np.clip(edges, 0, limits).astype(np.int64))
