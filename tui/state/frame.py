"""The frame: the immutable snapshot of a tick that all panels draw from, with its view and its clock."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TypeAlias

from core.frozen import frozen
from core.problems import bind, start_of
from tui.state.choices import SPEEDS, Forms, Scale, ShownPoints

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from core.inspection.inspection import Inspection
    from core.problems import Box, Problem, ProblemEntry
    from core.scenario import Scenario
    from core.specs import RacerSpec
    from core.status import Status
    from tui.state.planes import DrawnPlane
    from tui.state.sweep_frame import SweepFrame

    Floats: TypeAlias = NDArray[np.float64]

Weights = Literal["weights", "both", "data"]  # both: with the loss


@frozen
class View:
    """How the race is shown: everything but the clock."""

    metric: str = "loss"  # the name of a measure
    log_y: bool = True
    log_x: bool = False
    zoom: Box | None = None  # None = `Frame.home`
    hidden: frozenset[int] = frozenset()  # slots
    slots: tuple[int, ...] = ()  # parallel to scenario.racers: which colour and marker each has
    selected: int = 0  # index into scenario.racers
    cursor: int | None = None  # the step that the loss and weights plots read out
    weights: Weights = "weights"
    surface: bool = False  # the landscape in three dimensions, in place of the flat one
    palette: str | None = None  # of the landscape; None = the first one for the theme
    scale: Scale | None = None  # of the landscape's heights; None = the one for the problem
    isolines: bool = False
    forms: Forms = "auto"
    bands: bool = False  # of other seeds, behind the curves of the loss plot
    points: ShownPoints = "all"  # of the data, on a map of a network's outputs
    unit: tuple[int, int] = (0, 0)  # the layer and the unit that the screen of weights shows, both from 0
    discrete: bool = False  # that map shows classes alone, not how sure they are
    parameter: int = 0  # of more than a few, the one that is shown in full

    def beside(self, by: int, dims: int) -> View:
        """The view of the parameter `by` places further on, from the last one to the first."""
        return replace(self, parameter=(min(self.parameter, dims - 1) + by) % dims)

    def shaded(self, other: View) -> View:
        """Another view, whose landscape is shaded as this one's."""
        return replace(other, palette=self.palette, scale=self.scale, isolines=self.isolines)


def neighbour_speed(speed: float, up: bool) -> float:
    """The next faster or slower speed; at the end of the range, `speed` itself."""
    options = [s for s in SPEEDS if (s > speed if up else s < speed)]
    return (options[0] if up else options[-1]) if options else speed


@frozen
class Clock:
    """The current step, whether the race plays, and its speed in steps a tick, 0.1 … 1000."""

    step: int = 0
    playing: bool = False
    speed: float = 1
    ticks_a_second: float = 20.0

    @property
    def speed_text(self) -> str:
        """The speed with its unit, steps a second: `×2 40/s`."""
        rate = self.speed * self.ticks_a_second
        return f"×{self.speed:g} {f'{rate / 1000:.3g}k' if rate >= 1000 else f'{rate:.3g}'}/s"


@frozen(eq=False)
class RacerFrame:
    """One racer up to the clock's step, as immutable values.

    `path` is (n, dims), `loss` and `grad_norm` are (n,), n ≤ clock.step + 1: read-only prefixes of its history,
    shorter if it diverged. `rates` maps the numbers of updates (1, 2, …) to their scheduled learning rates; `own_rates`
    (n,) are those that the rule computes. `outcome` is equal for racers with equal histories. `inspection` is None
    unless the screen asks for it.
    """

    index: int
    slot: int
    name: str
    spec: RacerSpec
    problem: Problem
    hidden: bool
    path: Floats
    loss: Floats
    grad_norm: Floats
    steps: int
    status: Status
    evaluations: int
    best: float
    to_target: int | None
    rates: Callable[[Floats], Floats]
    own_rates: Floats | None
    outcome: Hashable
    inspection: Inspection | None = None
    iterates: RacerFrame | None = None
    """The same racer at θ, where path, loss and gradient are those of its answer."""


@frozen(eq=False)
class Band:
    """The losses (steps + 1,) that 10, 50 and 90 % of the seeds of a racer do not exceed, at every step."""

    slot: int
    low: Floats
    median: Floats
    high: Floats


@frozen(eq=False)
class Frame:
    """Everything a panel draws from, at one tick.

    Compared by identity, since a reactive cannot compare arrays. `epoch` changes whenever histories are replaced:
    plots that add only the newest points then draw everything again.
    """

    scenario: Scenario
    view: View
    clock: Clock
    stale: bool
    racers: tuple[RacerFrame, ...]
    epoch: int
    ghosts: tuple[RacerFrame, ...] = ()
    """The racers that the last edit changed, as they were before it, until cleared."""
    bands: tuple[Band, ...] = ()
    """What other seeds would give, where that is shown and known."""
    sweep: SweepFrame | None = None
    """The sweep of the race, where the screen shows one."""
    drawn: DrawnPlane | None = None
    """The plane on which a race of more than two parameters is drawn; None before it is fitted to the paths."""

    @property
    def iterates(self) -> tuple[RacerFrame, ...]:
        """The racers at θ that are shown at their answers."""
        shown = (racer.iterates for racer in self.racers if not racer.hidden)
        return tuple(racer for racer in shown if racer is not None)

    @property
    def computed(self) -> bool:
        """Whether the race exists; the first frame of a session is made before it."""
        return self.epoch >= 0

    def edited_since(self, before: Frame | None) -> bool:
        """Whether the scenario or the view has changed since an earlier frame."""
        return before is None or self.scenario is not before.scenario or self.view is not before.view

    @property
    def entry(self) -> ProblemEntry:
        """The catalog entry of the problem."""
        return self.scenario.problem.entry

    @property
    def start(self) -> tuple[float, ...]:
        """The start of the racers: that of the scenario, else the problem's own."""
        given = self.scenario.start
        return start_of(self.scenario.problem) if given is None else given

    def start_at(self, point: Sequence[float]) -> tuple[float, ...]:
        """The start at a point of the picture, whose second coordinate is the loss if there is one parameter."""
        return tuple(point[: self.problem.dims])

    @cached_property
    def problem(self) -> Problem:
        """The problem with its parameters; built at first use, as the first paint does not need it."""
        return bind(self.scenario.problem)

    @property
    def parameter(self) -> int:
        """The parameter that is shown in full where there are more than a few."""
        return min(self.view.parameter, self.problem.dims - 1)

    @property
    def curves(self) -> tuple[int, ...]:
        """The parameters whose curves are shown: all of one or two, else the chosen one and the next."""
        dims = self.problem.dims
        return tuple(range(dims)) if dims <= 2 else (self.parameter, (self.parameter + 1) % dims)

    @property
    def random(self) -> bool:
        """Whether the race depends on its seed: it has noise or mini-batches."""
        return self.scenario.noise > 0 or self.problem.noise > 0 or self.problem.batch > 0

    @cached_property
    def home(self) -> Box:
        """The view where nothing is zoomed: the problem's own box, grown to hold the start."""
        return self.problem.view_with(self.start)
