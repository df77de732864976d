"""Networks to begin with: the four data sets of TensorFlow Playground, and its two functions to predict."""

from __future__ import annotations

from collections.abc import Mapping

PRESETS: Mapping[str, str] = {
    "network data=circles hidden=[4,2]": "circle: a disk within a ring",
    "network data=xor hidden=[4,2]": "exclusive or: quarters of a square",
    "network data=gaussians hidden=[]": "Gauss: two clouds, which a line divides",
    "network data=spirals hidden=[8,8]": "spiral: two arms, which a small network divides slowly",
    "network data=plane hidden=[] loss=squared": "plane: a linear function, which needs no hidden layer",
    "network data=gauss hidden=[8,8] loss=squared": "multi Gauss: six bumps",
}
"""Specs of problems, and what each is."""
