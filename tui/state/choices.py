"""The values that a view and a clock can have, apart from what they need to be computed with."""

from __future__ import annotations

from typing import Literal, get_args

Scale = Literal["log", "quantile", "linear"]
"""How the heights of a landscape become shades."""
SCALES: tuple[Scale, ...] = get_args(Scale)

Forms = Literal["auto", "shown", "hidden"]
"""Whether the forms are shown; auto: where there is room."""
FORMS: tuple[Forms, ...] = get_args(Forms)

ShownPoints = Literal["all", "train", "none"]
"""Which points of the data a map of outputs shows."""
SHOWN_POINTS: tuple[ShownPoints, ...] = get_args(ShownPoints)

SPEEDS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
"""The speeds that can be chosen, in steps a tick."""
