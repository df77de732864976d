"""The columns of the standings: their widths, and which of them fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.frozen import frozen
from core.standings import COLUMNS, THETA, Standing
from tui.widgets.text_rows import fit

if TYPE_CHECKING:
    from core.measures import Measure
    from core.problems import Problem
    from tui.state.frame import Frame, RacerFrame

_LEAD = 6  # selection sign, rank, marker
_NAME = (8, 26)
_STATUS = 24  # least width of the status while another column could be left out
_MOST_IN_THETA = 2  # numbers
_STATUS_BESIDE_THETA = 48  # the same for the column of θ, as the landscape shows that too


@frozen
class Column:
    """A column of numbers, right-aligned; its width is fixed, so that nothing jumps while the race plays."""

    title: str
    width: int
    plain: str = ""  # the title in ASCII, if it differs

    def cell(self, text: str) -> str:
        """The text in this column, with the gap before it."""
        return f" {text:>{self.width}}"


ACCURACY = "accuracy"
"""The title of the column of a network that tells classes: on the points that test, or if none do, that train."""

_COLUMNS = {
    "loss": Column("loss", 9),
    ACCURACY: Column(ACCURACY, 8),
    "best": Column("best", 9),
    "‖∇f‖": Column("‖∇f‖", 9, "|grad f|"),
    "reached at": Column("reached at", 11),
    "evals": Column("evals", 7),
    THETA: Column(THETA, 22, "theta"),
}
_IMPORTANCE = (
    "loss",
    "reached at",
    "‖∇f‖",
    "best",
    "evals",
    THETA,
)  # the first ones stay where there is no room for all


@frozen
class Layout:
    """The columns that fit a width. `name` and `status` are widths in cells; 0 means no status."""

    name: int
    columns: tuple[Column, ...]
    status: int

    def heading(self, ascii: bool = False) -> str:
        """The row of titles."""
        lead = fit("   # racer", _LEAD + self.name)
        titles = [(ascii and column.plain) or column.title for column in self.columns]
        cells = [column.cell(title) for column, title in zip(self.columns, titles, strict=True)]
        return lead + "".join(cells) + ("  status" if self.status else "")

    def cells(self, racer: RacerFrame) -> str:
        """A racer's numbers, and the gap before its status."""
        standing = Standing(
            float(racer.loss[-1]),
            racer.best,
            float(racer.grad_norm[-1]),
            racer.to_target,
            racer.evaluations,
            tuple(map(float, racer.path[-1])),
        )
        texts = (
            _accuracy_text(racer) if column.title == ACCURACY else COLUMNS[column.title](standing)
            for column in self.columns
        )
        return "".join(column.cell(text) for column, text in zip(self.columns, texts, strict=True)) + "  "


def offered(frame: Frame) -> tuple[str, ...]:
    """The columns that a race can have, the most important first: θ only where it is no more than two numbers."""
    found = [key for key in _IMPORTANCE if key != THETA or frame.entry.dims <= _MOST_IN_THETA]
    if frame.entry.is_network and frame.computed and _accuracy(frame.problem) is not None:
        found.insert(1, ACCURACY)
    return tuple(found)


def _accuracy(problem: Problem) -> Measure | None:
    from core.measures import known_measures  # noqa: PLC0415 - numpy: not before the first paint

    known = {measure.name: measure for measure in known_measures(problem)}
    return known.get("test_accuracy") or known.get("train_accuracy")


def _accuracy_text(racer: RacerFrame) -> str:
    measure = _accuracy(racer.problem)
    return "–" if measure is None else f"{measure.at(racer, -1):.1%}"


def lay_out(width: int, longest_name: int, importance: tuple[str, ...] = _IMPORTANCE) -> Layout:
    """Return the columns that fit: long names are cut first, then the least important numbers are left out."""
    name = min(max(longest_name, _NAME[0]), _NAME[1], max(_NAME[0], width // 4))
    room = width - _LEAD - name - 2
    chosen = set(importance[:1])
    room -= _COLUMNS["loss"].width + 1
    for key in importance[1:]:
        cost = _COLUMNS[key].width + 1
        if room - cost < (_STATUS_BESIDE_THETA if key == THETA else _STATUS):
            break
        chosen.add(key)
        room -= cost
    status = room if room >= 3 else 0
    return Layout(name, tuple(column for key, column in _COLUMNS.items() if key in chosen), status)
