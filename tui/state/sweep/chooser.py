"""Choose the sweep of a race: its view and its axes, typed, zoomed into, undone, or read from a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from core.number_text import write_number
from core.sweep import Sweep
from core.sweep.places import read_axis
from core.sweep.sweep_toml import DEFAULT_SHARE, SweepTable
from tui.state.sweep.axes import Chosen, Request, first_axes, make, taken, tuned, zoomed_text
from tui.state.sweep_frame import SHOWN, Kind, SweepView

if TYPE_CHECKING:
    from core.scenario import Scenario
    from core.sweep.sweep import Until
    from tui.state.frame import Frame

_UNDO = 100
_GUESSED: tuple[Kind, ...] = ("basins", "curves", "map", "comparison")
"""The views that a file's axes may be for, if it does not say so: the first that can show them."""


class Chooser:
    """The view, and the axes of each; `check` raises ValueError for a sweep that the policy does not allow."""

    def __init__(self, check: Callable[[Sweep], None] = lambda _: None) -> None:
        self.view = SweepView()
        self.size = (0, 0)
        """Columns and rows of cells that a map has room for; unknown at first."""
        self._check = check
        self._axes: dict[Kind, str] = {}
        self._undo: list[tuple[SweepView, dict[Kind, str]]] = []
        self._made: tuple[tuple[Request, str | None], Chosen] | None = None
        self._until: Until = "steps"
        self._share = 0.0

    def choose_axes(self, frame: Frame, text: str) -> None:
        """Take these axes for the present view; raises ValueError, and changes nothing, if they are not allowed."""
        self.check_axes(frame, text)
        self._take({**self._axes, self.view.kind: text})

    def check_axes(self, frame: Frame, text: str) -> None:
        """Raise ValueError for axes that are not allowed in the present view."""
        self._check(make(self._request(frame), text).sweep)

    def default_axes(self) -> None:
        """Take the axes that a view begins with."""
        if self.view.kind in self._axes:
            self._take({kind: text for kind, text in self._axes.items() if kind != self.view.kind})

    def zoom(self, frame: Frame, ends: Sequence[tuple[float, float]]) -> bool:
        """Take the axes between these values; False where floats are too coarse for it."""
        text = zoomed_text(self.chosen(frame), ends)
        if text is not None:
            self.choose_axes(frame, text)
        return text is not None

    def undo_axes(self) -> bool:
        """Take the last change of axes back; False if there was none."""
        if not self._undo:
            return False
        self.view, self._axes = self._undo.pop()
        return True

    def _take(self, axes: dict[Kind, str]) -> None:
        self._undo = [*self._undo, (self.view, self._axes)][-_UNDO:]
        self._axes = axes
        self.view = replace(self.view, cursor=None)

    def chosen(self, frame: Frame) -> Chosen:
        """The sweep of the present view; raises ValueError if there is none."""
        key = request, text = self._request(frame), self._axes.get(self.view.kind)
        if self._made is None or self._made[0] != key:
            self._made = key, self._choose(request, text)
        return self._made[1]

    def _choose(self, request: Request, text: str | None) -> Chosen:
        if text is not None:
            try:
                found = make(request, text)
                self._check(found.sweep)
            except ValueError:
                pass  # the race has changed so that they are not allowed any more
            else:
                return found
        found = make(request, first_axes(request))
        self._check(found.sweep)
        return found

    def _request(self, frame: Frame) -> Request:
        view = frame.view
        window = view.zoom or frame.home
        return Request(self.view.kind, frame.scenario, view.selected, window, self.size, frame.random, self._share)

    def taken(self, frame: Frame, cell: Sequence[int]) -> Scenario:
        """The race with the values of a cell (row of the racer, number of a value on each axis)."""
        return taken(frame.scenario, self.chosen(frame), cell)

    def tuned(self, frame: Frame, row: int, condition: int) -> Scenario | None:
        """The race under a condition, with the best setting of a racer, by its row; None while that is unknown."""
        comparison = None if frame.sweep is None else frame.sweep.comparison
        for each in () if comparison is None else comparison.found:
            if (each.summary.racer, each.condition) == (row, condition):
                return tuned(frame.scenario, self.chosen(frame).racers[row], each.summary.scenario)
        return None

    # Files and commands

    def take_table(self, frame: Frame, table: SweepTable) -> None:
        """Show the sweep of a file; raises ValueError, and changes nothing, if the race has no such sweep."""
        scenario = table.swept(frame.scenario)
        axes = [str(read_axis(scenario, axis)) for axis in table.axes or ()]
        text = " ".join(axis if "[" in axis else "".join(axis.split()) for axis in axes)
        before = self._until, self._share
        self._until = table.until or "steps"
        self._share = DEFAULT_SHARE if table.share is None else table.share
        errors: list[ValueError] = []
        for kind in (table.view,) if table.view else _GUESSED:
            try:
                self._check(make(replace(self._request(frame), kind=kind), text).sweep)
            except ValueError as error:
                errors.append(error)
            else:
                self.view, self._axes, self._undo = SweepView(kind, SHOWN[kind][0]), {kind: text}, []
                return
        self._until, self._share = before
        raise errors[-1]

    def table(self, frame: Frame) -> SweepTable:
        """The shown sweep for a file; raises ValueError if there is none."""
        chosen, names = self.chosen(frame), frame.scenario.names
        some = len(chosen.racers) < len(names)
        racers = tuple(names[i] for i in chosen.racers) if some else None
        return SweepTable(chosen.counted, self._until, self._share, racers, self.view.kind)

    def command(self, frame: Frame) -> tuple[str, ...]:
        """The arguments of `fallline` that compute the shown sweep; raises ValueError if there is none."""
        chosen = self.chosen(frame)
        scenario = replace(frame.scenario, racers=tuple(frame.scenario.racers[i] for i in chosen.racers))
        words = ["sweep", *scenario.command(), "--share", write_number(self._share)]
        if self._until != "steps":
            words += ["--until", self._until]
        for axis in chosen.counted:
            words += ["--axis", axis]
        return tuple(words)
