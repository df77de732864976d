"""What the sweep screen shows at a step, as immutable values that its panels draw from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeAlias, get_args

from core.frozen import frozen
from core.sweep.sweep_toml import View

if TYPE_CHECKING:
    from core.arrays import Array, Integers, Mask
    from core.sweep import Axis, Sweep
    from core.sweep.ranks import Rank
    from core.sweep.tuning import Summary

Kind: TypeAlias = View
KINDS: tuple[Kind, ...] = get_args(Kind)

QUANTITIES = {
    "best": "best loss",
    "final": "final loss",
    "tail": "mean loss of the last tenth",
    "hit": "steps to target",
}
"""The results of a run, by name."""
STATE, BASIN, TUNED = "state", "basin", "tuned"
SHOWN: dict[Kind, tuple[str, ...]] = {
    "curves": tuple(QUANTITIES),
    "map": (*QUANTITIES, STATE),
    "basins": (BASIN,),
    "comparison": (TUNED,),
}
"""What each view can show of a run."""


@frozen
class SweepView:
    """How the sweep is shown: the view, what of a run, and the cursor: the number of a value on each axis.

    In a comparison, the cursor is the number of the condition, such as a problem.
    """

    kind: Kind = "curves"
    quantity: str = "best"
    cursor: tuple[int, ...] | None = None


@frozen(eq=False)
class SweepRacer:
    """One racer over all values of the axes: arrays of the sweep's shape without the racers.

    `values` are NaN where they are unknown or the run has diverged. `present` are the racer's own values on the axes,
    and `present_value` its result, NaN if it has none. Where runs are repeated, `values` are their medians, `diverged`
    says so of the median run, and `low` and `high` are the quantiles of 10 and 90 %, NaN or infinite. `limits` are
    where theory puts the edge of stability on the only axis, `boundary` the values on both axes of the points of that
    edge, and `limit_text` says how it is computed.
    """

    index: int
    slot: int
    name: str
    hidden: bool
    values: Array
    diverged: Mask
    present: tuple[float, ...]
    present_value: float
    limits: tuple[float, ...] = ()
    limit_text: str = ""
    boundary: tuple[Array, Array] | None = None
    low: Array | None = None
    high: Array | None = None


@frozen(eq=False)
class Categories:
    """What became of each cell, as the number of a name, −1 where that is unknown; the last name is divergence."""

    number: Integers
    names: tuple[str, ...]
    slowness: Array | None = None
    """How slow each run was, from 0, the fastest, to 1."""


@frozen
class CellReading:
    """The numbers of one cell: its values on the axes, its results by name (NaN: none), and what became of it."""

    name: str
    at: tuple[str, ...]
    results: Mapping[str, float]
    state: str


@frozen(eq=False)
class BudgetCurve:
    """The expected best loss (n,) after so many random trials (n,)."""

    trials: Array
    expected: Array


@frozen(eq=False)
class Compared:
    """One racer under one condition, by its number."""

    condition: int
    summary: Summary
    budget: BudgetCurve


@frozen(eq=False)
class Comparison:
    """Racers at their best settings: under each condition, and their mean ranks, once these are known.

    `tuned` are the names of the axes over which the best setting is sought, `repetitions` the runs at each setting.
    """

    conditions: tuple[str, ...]
    tuned: tuple[str, ...]
    found: tuple[Compared, ...]
    ranks: tuple[Rank, ...] | None
    repetitions: int


@frozen(eq=False)
class SweepFrame:
    """A sweep at a step. Without a sweep, `note` says why there is none."""

    view: SweepView
    note: str = ""
    sweep: Sweep | None = None
    axes: tuple[Axis, ...] = ()
    """Those that are shown; over others of the sweep each run is repeated."""
    text: str = ""
    """The axes as they were typed."""
    racers: tuple[SweepRacer, ...] = ()
    log_axes: tuple[bool, ...] = ()
    step: int = 0
    share: float = 1.0
    keeps_steps: bool = True
    first_loss: float = float("nan")
    """The greatest loss at the start of a racer."""
    known: Mask | None = None
    """Which cells of the first racer are known."""
    categories: Categories | None = None
    cells: tuple[CellReading, ...] = ()
    comparison: Comparison | None = None

    @property
    def repeating(self) -> tuple[Axis, ...]:
        """The axes over which each run is repeated."""
        return () if self.sweep is None else self.sweep.axes[len(self.axes) :]

    @property
    def complete(self) -> bool:
        """Whether all cells are known."""
        return self.share >= 1
