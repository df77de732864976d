"""The caption of a landscape on a plane: which plane, what it holds of the paths, and that its loss is not the racer's.

A picture of more than two parameters shows only the points of one plane. A racer beside it is drawn where it projects
to, but its own loss may be another than that of the plane there.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.number_text import rounded
from tui.plotting.cells import Picture, ink
from tui.plotting.plot_theme import PlotTheme
from tui.state.frame import Frame
from tui.state.plane_frame import PlaneFrame

WIDE = 96  # columns in which both parts stand beside each other
LOW = 14  # rows, below which the caption takes one
LOWEST = 7  # rows, below which there is none
DIGITS = 4


def caption_rows(frame: Frame, width: int, height: int) -> int:
    """How many rows the caption of a picture takes; it does not depend on the step, as the picture must not move."""
    if not isinstance(frame, PlaneFrame) or height < LOWEST:
        return 0
    return 2 if width < WIDE and height >= LOW else 1


def with_caption(picture: Picture, frame: Frame, theme: PlotTheme, rows: int) -> Picture:
    """The picture with a caption of so many rows under it."""
    if not rows or not isinstance(frame, PlaneFrame):
        return picture
    width = picture.codes.shape[1]
    whole = Picture.blank(width, picture.codes.shape[0] + rows)
    whole.codes[:-rows], whole.styles[:-rows] = picture.codes, picture.styles
    for row, line in enumerate(caption(frame, width, rows)):
        whole.write(picture.codes.shape[0] + row, 0, line, ink(theme.text))
    return theme.finish(whole)


def caption(frame: PlaneFrame, width: int, rows: int) -> list[str]:
    """The lines of the caption."""
    plane, losses = _about_plane(frame), _about_losses(frame)
    if rows > 1:
        return [_fitting(plane, width), _fitting(losses, width)]
    both = [" · ".join(filter(None, pair)) for pair in zip(plane, losses or [""] * len(plane), strict=True)]
    return [_fitting([*both, plane[-1]], width)]


def _about_plane(frame: PlaneFrame) -> list[str]:
    """What the plane is and holds, from the longest wording to the shortest."""
    fitted = frame.fitted
    label = fitted.label
    if fitted.share is None:
        return [f"{label} through {fitted.through}", label, label, ", ".join(fitted.names)]
    share, steps = percent(fitted.share), frame.on.steps
    until = f" to step {steps}" if steps < frame.scenario.steps else ""
    variance = f"the variance{until}" if until else "the paths' variance"
    return [
        f"{label} through {fitted.through}: {share} of {variance}",
        f"{label}: {share} of {variance}",
        f"{share} of variance{until}",
        share,
    ]


def _about_losses(frame: PlaneFrame) -> list[str]:
    """The selected racer's loss and that of the plane where it is drawn, from the longest wording to the shortest."""
    chosen = next((r for r in frame.racers if r.index == frame.view.selected and len(r.path) and len(r.loss)), None)
    if chosen is None:
        return []
    with np.errstate(all="ignore"):
        values = float(frame.problem.values(chosen.path[-1])), float(chosen.loss[-1])
    (on_plane, own), (short, own_short) = ([rounded(value, digits) for value in values] for digits in (DIGITS, 2))
    return [
        f"on the plane {on_plane}, the loss of {chosen.name} {own}",
        f"on the plane {on_plane}, the racer's loss {own}",
        f"plane {on_plane}, loss {own}",
        f"plane {short}, loss {own_short}",
    ]


def percent(share: float) -> str:
    """A share as a percentage that is 100 % or 0 % only where it is all or nothing: `99.97 %`."""
    for digits in (0, 1, 2, 4):
        text = f"{100 * share:.{digits}f}"
        if float(text) not in (0.0, 100.0):
            return f"{text} %"
    return "100 %" if share > 0.5 else "0 %"


def _fitting(wordings: Sequence[str], width: int) -> str:
    """The first wording that fits, or none: a number that is cut reads as another number."""
    return next((words for words in wordings if len(words) <= width), "")
