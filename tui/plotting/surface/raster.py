"""Rasterize a mesh with the painter's algorithm: which part of the surface each dot of the canvas shows.

Cells are filled from the farthest to the nearest; in each column of dots a cell is one run of dots between two of its
edges. Everything is vectorized: a canvas of 30,000 dots takes some milliseconds.
"""

from __future__ import annotations

import numpy as np

from core.frozen import frozen
from tui.plotting.surface.camera import Camera, Projection
from tui.plotting.surface.mesh import Mesh
from tui.plotting.viewport import Floats, Ints

_WALL = 0.18  # how bright the walls under the edges are
_HAIR = 1e-6  # dots; cells that share an edge must not leave one uncovered between them
_TOLERANCE = 0.003  # of inverse depth: lines on the surface are not hidden by it


@frozen(eq=False)
class Scene:
    """The visible surface at each dot (rows, columns).

    `near` is the inverse depth (0: no surface), `share` the position on the colour scale, `light` the brightness.
    `depth_threshold` is the least inverse depth at which a point on the surface is visible.
    """

    projection: Projection
    mesh: Mesh
    near: Floats
    share: Floats
    light: Floats
    depth_threshold: Floats


def scene(mesh: Mesh, projection: Projection) -> Scene:
    """Rasterize a mesh as the camera sees it."""
    columns, rows = projection.columns, projection.rows
    seen = np.zeros((3, rows * columns))
    corners, corner_values = _cells(mesh, projection)
    walls, wall_values = _walls(mesh, projection)
    order = _far_to_near(mesh.cells, projection.camera)
    _fill(seen, corners[:, :, order], corner_values[:, :, order], columns, rows)
    _fill(seen, walls, wall_values, columns, rows)
    near, share, light = seen.reshape(3, rows, columns)
    return Scene(projection, mesh, near, share, light, _depth_threshold(near))


def _cells(mesh: Mesh, projection: Projection) -> tuple[Floats, Floats]:
    """Corners of all cells, in order around each: places (2, 4, m) and values (3, 4, m)."""
    side = np.linspace(0, 1, mesh.cells + 1)
    u, v = np.broadcast_arrays(side[None, :], side[:, None])
    x, y, near = projection.dots(u, v, mesh.z)
    each = np.stack([x, y, near, mesh.share, mesh.light(projection.camera)])
    around = [each[:, :-1, :-1], each[:, :-1, 1:], each[:, 1:, 1:], each[:, 1:, :-1]]
    cells = np.stack([part.reshape(5, -1) for part in around], axis=1)
    return cells[:2], cells[2:]


def _walls(mesh: Mesh, projection: Projection) -> tuple[Floats, Floats]:
    """The walls that face the camera, from the edges of the surface down to the floor, in the form of `_cells`."""
    side = np.linspace(0, 1, mesh.cells + 1)
    camera_u, camera_v = projection.camera.position
    found = []
    for at, faces in ((0.0, camera_v < 0), (1.0, camera_v > 1)):
        if faces:
            found.append((side, np.full_like(side, at), mesh.z[int(at) * mesh.cells], mesh.share[int(at) * mesh.cells]))
    for at, faces in ((0.0, camera_u < 0), (1.0, camera_u > 1)):
        if faces:
            edge = int(at) * mesh.cells
            found.append((np.full_like(side, at), side, mesh.z[:, edge], mesh.share[:, edge]))
    parts = [np.empty((5, 4, 0))]
    for u, v, z, share in found:
        top = np.stack([*projection.dots(u, v, z), share, np.full_like(u, _WALL)])
        floor = np.where(np.isnan(z), np.nan, 0.0)
        bottom = np.stack([*projection.dots(u, v, floor), np.zeros_like(u), np.full_like(u, _WALL)])
        parts.append(np.stack([top[:, :-1], top[:, 1:], bottom[:, 1:], bottom[:, :-1]], axis=1))
    cells = np.concatenate(parts, axis=2)
    return cells[:2], cells[2:]


def _far_to_near(cells: int, camera: Camera) -> Ints:
    """Sort the cells from back to front: none hides a later one.

    One can hide another only if it is not farther from the camera along either side of the ground.
    """
    camera_u, camera_v = camera.position
    middles = (np.arange(cells) + 0.5) / cells
    columns, rows = np.argsort(-np.abs(middles - camera_u)), np.argsort(-np.abs(middles - camera_v))
    order: Ints = (rows[:, None] * cells + columns[None, :]).ravel()
    return order


def _fill(seen: Floats, corners: Floats, values: Floats, columns: int, rows: int) -> None:
    """Fill cells, the later ones over the earlier, into the dots (3, rows · columns)."""
    x, y = corners
    whole = np.isfinite(x + y).all(axis=0)
    if not whole.all():
        x, y, values = x[:, whole], y[:, whole], values[:, :, whole]
    first = np.maximum(np.ceil(x.min(axis=0, initial=np.inf) - 0.5 - _HAIR), 0).astype(np.int64)
    last = np.minimum(np.floor(x.max(axis=0, initial=-np.inf) - 0.5 + _HAIR), columns - 1).astype(np.int64)
    owner, number = _spread(last - first + 1)
    if len(owner) == 0:
        return
    column = first[owner] + number
    tops, bottoms, top_values, bottom_values = _runs(x, y, values, owner, column + 0.5)
    start = np.maximum(np.ceil(tops - 0.5 - _HAIR), 0).astype(np.int64)
    end = np.minimum(np.floor(bottoms - 0.5 + _HAIR), rows - 1).astype(np.int64)
    run, number = _spread(end - start + 1)
    row = start[run] + number
    part = (row + 0.5 - tops[run]) / np.maximum(bottoms - tops, _HAIR)[run]
    seen[:, row * columns + column[run]] = top_values[:, run] + (bottom_values - top_values)[:, run] * part


def _runs(x: Floats, y: Floats, values: Floats, owner: Ints, at: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The top and bottom of each cell in its columns of dots, and the values there."""
    x_from, y_from = x[:, owner], y[:, owner]
    x_to, y_to = np.roll(x_from, -1, axis=0), np.roll(y_from, -1, axis=0)
    width = x_to - x_from
    with np.errstate(all="ignore"):
        part = (at - x_from) / width
    crossed = (part >= -_HAIR) & (part <= 1 + _HAIR)
    part = np.where(crossed, part, 0.0)
    height = y_from + (y_to - y_from) * part
    every = np.arange(len(owner))
    upper = np.where(crossed, height, np.inf).argmin(axis=0)
    lower = np.where(crossed, height, -np.inf).argmax(axis=0)

    def along(edge: Ints) -> Floats:
        one, other = values[:, edge, owner], values[:, (edge + 1) % 4, owner]
        out: Floats = one + (other - one) * part[edge, every]
        return out

    return height[upper, every], height[lower, every], along(upper), along(lower)


def _spread(counts: Ints) -> tuple[Ints, Ints]:
    """Number items by group, for groups of `counts` items: the group of each, and its index in it."""
    counts = np.maximum(counts, 0)
    owner = np.repeat(np.arange(len(counts)), counts)
    return owner, np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)


def _depth_threshold(near: Floats) -> Floats:
    """Slightly behind the farthest surface around each dot, so that the surface does not hide lines on it."""
    covered = np.where(near > 0, near, np.inf)
    padded = np.pad(covered, 1, constant_values=np.inf)
    least = np.minimum(np.minimum(padded[:-2], padded[1:-1]), padded[2:])
    least = np.minimum(np.minimum(least[:, :-2], least[:, 1:-1]), least[:, 2:])
    return np.where(near > 0, least - _TOLERANCE, 0.0)
