"""The data of a problem: the points that a model is fitted to."""

from __future__ import annotations

from core.arrays import Array
from core.frozen import frozen


@frozen(eq=False)
class Dataset:
    """Points (n,), for a classifier each with its label 0 or 1; read-only.

    A regression predicts y from x; `slope` and `intercept` are the true line of generated points, or else the
    least-squares line. A classifier predicts `labels` (n,) from x and y. `names` are those of θ's components,
    `columns` those of x and y, `classes` those of the labels 0 and 1. `left_out` counts the rows of the file without a
    value in one of them; they are not among the points.
    """

    x: Array
    y: Array
    slope: float
    intercept: float
    names: tuple[str, str] = ("slope", "intercept")
    labels: Array | None = None
    columns: tuple[str, str] = ("x", "y")
    classes: tuple[str, ...] = ("0", "1")
    left_out: int = 0

    @property
    def left_out_text(self) -> str:
        """`3 of 50 rows left out: a cell is empty or NA`; empty if none is."""
        total = self.x.size + self.left_out
        return f"{self.left_out} of {total} rows left out: a cell is empty or NA" if self.left_out else ""
