"""The picture of a network on its data: the selected racer's map of outputs with the points, and maps of all racers."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from core.number_text import rounded
from core.problems.networks import NetworkProblem
from tui.plotting.axes import backdrop, plot_area
from tui.plotting.cells import NONE, SPACE, Picture, ink
from tui.plotting.labels import distinct, shorten
from tui.plotting.memo import Memo
from tui.plotting.network.output_map import FEW_LEVELS, LEVELS, input_axes, output_regions
from tui.plotting.network.point_layer import PointLayer
from tui.plotting.network.region_cells import shaded
from tui.plotting.network.tiles import Tile, tiles
from tui.plotting.network.turns import LARGE, Turns
from tui.plotting.plot_theme import PlotTheme
from tui.plotting.viewport import Viewport

if TYPE_CHECKING:
    from tui.plotting.axis_limits import Axis
    from tui.state.frame import Frame, RacerFrame

_WITH_LOSS = 20  # columns of a title, from which on it has the loss too


@dataclass(eq=False)
class DecisionPlot:
    """Draws one frame after another."""

    width: int = 0
    height: int = 0
    drew_large: bool = False
    """Whether the last picture has a new large map."""
    _axes: Memo[tuple[Axis, Axis]] = field(default_factory=Memo)
    _points: PointLayer = field(default_factory=PointLayer)
    _places: list[tuple[Tile, int]] = field(default_factory=list)
    _turns: Turns = field(default_factory=Turns)
    _drawn: Picture = field(default_factory=lambda: Picture.blank(0, 0))
    _key: object = None

    def draw(self, frame: Frame, theme: PlotTheme, in_turn: bool = False) -> Picture:
        """The picture of a frame whose problem is a network: all maps, or the last picture with the next map anew."""
        racers, chosen = mapped(frame), selected(frame)
        large, small = tiles(self.width, self.height, len(racers))
        shown = _around(racers, chosen, len(small))
        self._places = [(tile, racer.index) for tile, racer in zip(small, shown, strict=False)]
        key = self.width, self.height, tuple(self._places), _index(chosen), frame.problem, frame.epoch, theme
        kept, self._key = in_turn and key == self._key, key
        due = self._turns.next(len(shown), frame.clock.ticks_a_second) if kept else self._turns.all(len(shown))
        self.drew_large = LARGE in due
        if not due:
            return self._drawn
        picture = Picture.blank(max(self.width, 0), max(self.height, 0))
        if kept:
            _put(picture, self._drawn)
        if self.drew_large:
            self._draw_large(_part(picture, large), frame, chosen, theme)
        names = distinct(tuple(racer.name for racer in racers))
        for turn, (tile, _), racer in zip(count(LARGE + 1), self._places, shown, strict=False):
            if turn in due:
                part = _part(picture, tile)
                _title(part, racer, names[racers.index(racer)], racer is chosen, theme)
                self._draw_small(Picture(part.codes[1:], part.styles[1:]), racer, frame.view.discrete, theme)
        self._drawn = theme.finish(picture)
        return self._drawn

    def racer_at(self, column: int, row: int) -> int | None:
        """The index of the racer whose small map stands at a cell; None where there is none."""
        return next((index for tile, index in self._places if tile.holds(column, row)), None)

    def _draw_large(self, canvas: Picture, frame: Frame, racer: RacerFrame | None, theme: PlotTheme) -> None:
        problem = network_of(frame)
        area = plot_area(canvas.codes.shape[1], canvas.codes.shape[0])
        if problem is None or area.canvas_width < 1 or area.canvas_height < 1:
            return
        across, up = self._axes.get(problem, lambda: input_axes(problem))
        framed = backdrop(area, across, up, theme)
        inside = area.canvas(framed)
        assert inside is not None
        viewport = Viewport(across.low, across.high, up.low, up.high, area.canvas_width, area.canvas_height)
        regions = np.full((2 * viewport.height, viewport.width), -1)
        if racer is not None:
            regions = output_regions(problem, racer.path[-1], viewport, 1 if frame.view.discrete else LEVELS)
            _put(inside, shaded(regions, theme))
        self._points.draw(inside, problem, viewport, regions, frame.view, theme)
        _put(canvas, framed)

    def _draw_small(self, canvas: Picture, racer: RacerFrame, discrete: bool, theme: PlotTheme) -> None:
        problem = racer.problem
        assert isinstance(problem, NetworkProblem)
        across, up = self._axes.get(problem, lambda: input_axes(problem))
        height, width = canvas.codes.shape
        viewport = Viewport(across.low, across.high, up.low, up.high, width, height)
        levels = 1 if discrete or problem.classifies else FEW_LEVELS
        _put(canvas, shaded(output_regions(problem, racer.path[-1], viewport, levels), theme))


def network_of(frame: Frame) -> NetworkProblem | None:
    """The network that a frame's racers train; None where the problem is another."""
    return frame.problem if isinstance(frame.problem, NetworkProblem) else None


def mapped(frame: Frame) -> list[RacerFrame]:
    """The racers that are shown and have parameters of the frame's problem: while it is computed anew, others do."""
    return [
        racer
        for racer in frame.racers
        if not racer.hidden and len(racer.path) and racer.path.shape[1] == frame.problem.dims
    ]


def selected(frame: Frame) -> RacerFrame | None:
    """The racer whose map is the large one: the selected one, or the first that is shown."""
    racers = mapped(frame)
    return next((racer for racer in racers if racer.index == frame.view.selected), next(iter(racers), None))


def figures(racer: RacerFrame, with_loss: bool = True) -> str:
    """The loss, and of classes the accuracy of the points that test; of those that train if none do."""
    problem, loss = racer.problem, rounded(float(racer.loss[-1]), 2)
    if not isinstance(problem, NetworkProblem) or not problem.classifies:
        return loss
    sample = problem.train if problem.test is None else problem.test
    right = float(problem.accuracies(sample, racer.path[-1:])[0])
    return f"{loss} {right:.0%}" if with_loss else f"{right:.0%}"


def _title(canvas: Picture, racer: RacerFrame, name: str, chosen: bool, theme: PlotTheme) -> None:
    canvas.codes[0], canvas.styles[0] = SPACE, NONE  # a longer title may have stood there
    width, style = canvas.codes.shape[1], theme.racer(racer.slot)
    numbers = figures(racer, with_loss=width >= _WITH_LOSS)
    ringed = chosen and len(name) + len(numbers) + 5 <= width
    marker = f"({style.marker})" if ringed else style.marker
    text = f"{marker} {shorten(name, width - len(marker) - len(numbers) - 2)}"
    canvas.write(0, 0, text, ink(None if style.color < 0 else style.color, bold=chosen))
    canvas.write(0, width - len(numbers), numbers, ink(theme.text))


def _index(racer: RacerFrame | None) -> int | None:
    return None if racer is None else racer.index


def _put(canvas: Picture, drawn: Picture) -> None:
    canvas.codes[:], canvas.styles[:] = drawn.codes, drawn.styles


def _part(picture: Picture, tile: Tile) -> Picture:
    rows, columns = slice(tile.top, tile.top + tile.height), slice(tile.left, tile.left + tile.width)
    return Picture(picture.codes[rows, columns], picture.styles[rows, columns])


def _around(racers: list[RacerFrame], chosen: RacerFrame | None, room: int) -> list[RacerFrame]:
    """As many neighbouring racers as there is room for, the chosen one among them."""
    at = racers.index(chosen) if chosen is not None else 0
    first = min(max(at - room // 2, 0), max(len(racers) - room, 0))
    return racers[first : first + room]
