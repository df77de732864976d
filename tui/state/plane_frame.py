"""A frame on its plane: what landscapes draw of a race with more than two parameters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import field, fields, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from core.frozen import frozen
from tui.state.frame import Frame, RacerFrame
from tui.state.planes import DrawnPlane, plane_of

if TYPE_CHECKING:
    from core.planes.fit import FittedPlane
    from core.problems import Box, Problem
    from tui.state.frame import Floats


@frozen(eq=False)
class PlaneFrame(Frame):
    """The frame of a problem of two parameters, the coordinates on the plane: paths, start and minima are projected.

    The losses of its racers are their own, not those on the plane.
    """

    whole: Frame = field(kw_only=True)
    """The frame that is projected."""
    on: DrawnPlane = field(kw_only=True)

    @property
    def fitted(self) -> FittedPlane:
        """The plane."""
        return self.on.fitted

    @cached_property
    def problem(self) -> Problem:
        """The loss on the plane."""
        return self.on.problem

    @property
    def start(self) -> tuple[float, ...]:
        """The start, projected; as it is while a problem of other parameters is being computed."""
        start = self.whole.start
        if len(start) != self.fitted.plane.dims:
            return start
        return self._place(start)

    @cached_property
    def home(self) -> Box:
        """The part of the plane that shows the paths."""
        return self.fitted.box

    def start_at(self, point: Sequence[float]) -> tuple[float, ...]:
        """The start moved along the plane to a point of it; what the plane does not show stays as it is.

        A parameter that moves is rounded to a thousandth of the picture or less.
        """
        start, plane = self.whole.start, self.fitted.plane
        box = self.view.zoom or self.home
        digits = 3 - math.floor(math.log10(min(box.x_high - box.x_low, box.y_high - box.y_low)))
        moved: list[float] = plane.moved(start, point).tolist()
        still = (plane.directions == 0).all(axis=0).tolist()
        return tuple(
            before if stays else round(now, digits) for before, now, stays in zip(start, moved, still, strict=True)
        )

    def head(self, racer: RacerFrame) -> Floats:
        """All parameters of a racer of this frame at the step shown."""
        (whole,) = (one for one in self.whole.racers if one.slot == racer.slot)
        theta: Floats = whole.path[-1]
        return theta

    def _place(self, point: Sequence[float]) -> tuple[float, float]:
        x, y = self.fitted.plane.project(point).tolist()
        return x, y


def on_plane(frame: Frame) -> Frame:
    """The frame as landscapes draw it: of more than two parameters the projection on a plane."""
    if not frame.scenario.needs_plane or not frame.computed or isinstance(frame, PlaneFrame):
        return frame
    return _projection(frame)


@lru_cache(maxsize=4)  # several panels draw the same frame
def _projection(frame: Frame) -> PlaneFrame:
    drawn = frame.drawn or plane_of(frame.scenario, frame.problem)
    values = {one.name: getattr(frame, one.name) for one in fields(Frame)}
    values["racers"] = tuple(_projected(racer, drawn) for racer in frame.racers)
    values["ghosts"] = tuple(_projected(ghost, drawn) for ghost in frame.ghosts)
    return PlaneFrame(**values, whole=frame, on=drawn)


def _projected(racer: RacerFrame, drawn: DrawnPlane) -> RacerFrame:
    of_theta = racer.iterates is None
    iterates = None if racer.iterates is None else _projected(racer.iterates, drawn)
    return replace(racer, path=drawn.paths.of((racer.outcome, of_theta), racer.path), iterates=iterates)
