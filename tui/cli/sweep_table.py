"""What a sweep says of each racer as a table: its best setting, its runs there, and the room for its rate."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TextIO

from rich.table import Table
from rich.text import Text

from core.number_text import point_text, rounded
from core.problems import Minimum, bind
from core.specs import ProblemSpec
from core.sweep import Axis, Sweep, SweepResult
from core.sweep.axis_roles import AxisRoles
from core.sweep.places import coordinates
from core.sweep.ranks import ranks
from core.sweep.tuning import Edge, Spread, Summary, Width, summaries
from tui.cli.page import Page, plain_table

DIGITS = 3
MAX_MINIMA = 4
"""Minima of a racer that are named."""
NOTHING = "–"


def write_table(result: SweepResult, file: TextIO) -> None:
    """Write what was swept, a table of the racers, and below what else there is to say of them."""
    page = Page(file)
    found = sorted(summaries(result), key=lambda each: _place(result, each))
    page.show(Text(f"{_heading(result)}\n"))
    if not found:
        page.show(Text("no run is finished"))
        return
    table = _table(result, found)
    page.show_table(table, names=table.columns[0])
    budget = _budget_table(result, found)
    if budget is not None:
        page.show(Text(f"\n{_score(result)} of the best of n random settings: median of all draws"))
        page.show_table(budget, names=budget.columns[0])
    told = [*_minima(result, found), *_ranks(result)]
    if told:
        page.show("", *map(Text, told))


def _place(result: SweepResult, found: Summary) -> tuple[object, ...]:
    """Where a summary stands: by condition, then the best first."""
    conditions = tuple(found.at[i] for i in AxisRoles(result.sweep).conditions)
    first = found.steps.median if result.sweep.until == "target" else found.loss.median
    return conditions, first, found.loss.median, found.racer


def _heading(result: SweepResult) -> str:
    """What was swept, the target, and what the best setting is."""
    sweep = result.sweep
    scenario, names = sweep.scenario, [axis.name for axis in sweep.axes]
    where = [] if "problem" in names else [str(scenario.problem)]
    if scenario.start is not None and not set(coordinates(scenario)) & set(names):
        where.append(f"from {point_text(scenario.start)}")
    racers = "1 racer" if sweep.shape[0] == 1 else f"{sweep.shape[0]} racers"
    axes = "".join(f" × {axis}" for axis in sweep.axes)
    done = int(result.done.sum())
    runs = f"{done:,} of {sweep.cells:,} runs" if done < sweep.cells else f"{sweep.cells:,} runs"
    ends = " or to the target" if sweep.until == "target" else ""
    what = f"{' '.join([*where, ''])}{scenario.steps} steps{ends}, {racers}{axes}"
    return f"{what}\n{runs}; {_target(sweep)}{_best_by(result)}"


def _target(sweep: Sweep) -> str:
    raced = next((axis.values for axis in sweep.axes if axis.name == "problem"), (sweep.scenario.problem,))
    known = [bind(ProblemSpec.parse(str(problem))).best is not None for problem in raced]
    if not any(known):
        return "no target, as f* is not known"
    told = f"target {rounded(100 * sweep.share)} % of f(start) − f*" if sweep.share else _above(sweep)
    return told if all(known) else f"{told} where that is known"


def _above(sweep: Sweep) -> str:
    """The target above f* that the race has."""
    axis = any(axis.name == "target" for axis in sweep.axes)
    return "target above f* as given" if axis else f"target f* + {rounded(sweep.scenario.target)}"


def _best_by(result: SweepResult) -> str:
    roles = AxisRoles(result.sweep)
    several = "median " if roles.shape[3] > 1 else ""
    return f"; best setting by {several}{_score(result)}" if roles.tuned else ""


def _score(result: SweepResult) -> str:
    return "steps to the target" if result.sweep.until == "target" else "final loss"


Column = Callable[[Summary], str]


def _columns(result: SweepResult) -> Mapping[str, Column]:
    """What stands in each column, by its title."""
    axes, roles = result.sweep.axes, AxisRoles(result.sweep)

    def value(axis: int) -> Column:
        return lambda found: _value(axes[axis], found.at[axis])

    several = roles.shape[3] > 1
    rated = any(axes[i].name == "lr" for i in roles.tuned)
    columns: dict[str, Column] = {axes[i].name: value(i) for i in (*roles.conditions, *roles.tuned)}
    columns["loss"] = lambda found: number(found.loss.median)
    if several:
        columns["10–90 %"] = lambda found: spread_text(found.loss)
        columns["reached"] = lambda found: percent(found.reached)
    columns["steps"] = lambda found: steps_text(found.steps.median)
    if rated:
        columns["width"] = lambda found: width_text(found.width)
    columns["diverged"] = lambda found: percent(found.diverged)
    if rated:
        columns["edge"] = lambda found: edge_text(found.edge)
        columns["theory"] = lambda found: NOTHING if found.limit is None else number(found.limit.value)
    return columns


def _table(result: SweepResult, found: Sequence[Summary]) -> Table:
    table = plain_table()
    table.add_column("racer", overflow="fold")
    columns = _columns(result)
    for title in columns:
        table.add_column(Text(title), justify="right", no_wrap=True)
    for each in found:
        name = result.sweep.scenario.names[each.racer]
        table.add_row(Text(name), *(Text(text(each)) for text in columns.values()))
    return table


def _budget_table(result: SweepResult, found: Sequence[Summary]) -> Table | None:
    """The best of n trials, in columns; None where nothing is tuned."""
    trials = max((each.budget.trials for each in found), key=len)
    if len(trials) < 2:
        return None
    roles = AxisRoles(result.sweep)
    table = plain_table()
    table.add_column("racer", overflow="fold")
    for i in roles.conditions:
        table.add_column(Text(result.sweep.axes[i].name), justify="right", no_wrap=True)
    for count in trials:
        table.add_column(f"n = {count}", justify="right", no_wrap=True)
    text = steps_text if result.sweep.until == "target" else number
    for each in found:
        conditions = [_value(result.sweep.axes[i], each.at[i]) for i in roles.conditions]
        cells = [text(spread.median) for spread in each.budget.spread]
        cells += [NOTHING] * (len(trials) - len(cells))
        table.add_row(*map(Text, (result.sweep.scenario.names[each.racer], *conditions, *cells)))
    return table


def _minima(result: SweepResult, found: Sequence[Summary]) -> Iterator[str]:
    """Where the runs at the best setting ended, for each racer whose runs could end at several minima."""
    if AxisRoles(result.sweep).shape[3] < 2:
        return
    for each in found:
        if len(each.minima) > 1:
            name = result.sweep.scenario.names[each.racer]
            yield f"{name} ended {', '.join(minima_text(each.minima))}"


def minima_text(minima: Sequence[tuple[Minimum, float]]) -> Iterator[str]:
    """`62% at (3, 2)`, …: the most visited minima, and how many runs ended elsewhere."""
    visited = sorted((each for each in minima if each[1]), key=lambda each: -each[1])
    named = visited[:MAX_MINIMA]
    for minimum, share in named:
        yield f"{percent(share)} at {point_text(minimum.point)}"
    if len(visited) > len(named):
        others = sum(share for _, share in visited[MAX_MINIMA:])
        yield f"{percent(others)} at {len(visited) - len(named)} others"
    elsewhere = 1 - sum(share for _, share in visited)
    if elsewhere > 1e-9:
        yield f"{percent(elsewhere)} elsewhere"


def _ranks(result: SweepResult) -> Iterator[str]:
    """How sure the order of the racers is."""
    found = ranks(result)
    if found is None:
        return
    of = "seeds" if AxisRoles(result.sweep).seeds > 1 else "starts"
    yield f"rank, its 10–90 % and how often first in {found[0].count:,} resamplings of the {of}:"
    names = result.sweep.scenario.names
    for i in sorted(range(len(found)), key=lambda i: found[i].rank):
        rank = found[i]
        yield f"  {names[i]}: {number(rank.rank)}, {spread_text(rank.spread)}, {percent(rank.first)}"


def _value(axis: Axis, index: int) -> str:
    value = axis.values[index]
    return rounded(value, 4) if isinstance(value, float) else axis.format(index)


def number(value: float) -> str:
    """A number of a cell; `–` if it is not known."""
    return NOTHING if math.isnan(value) else rounded(value, DIGITS)


def percent(share: float) -> str:
    """A share in whole percents; what is neither none nor all is neither 0 nor 100%."""
    whole = round(100 * share)
    if 0 < share < 1:
        whole = min(max(whole, 1), 99)
    return f"{whole}%"


def spread_text(spread: Spread) -> str:
    """From the quantile of 10 % to that of 90 %."""
    return f"{number(spread.low)} … {number(spread.high)}"


def steps_text(steps: float) -> str:
    """A number of steps; `–` where the target is not met."""
    return f"{steps:.0f}" if math.isfinite(steps) else NOTHING


def width_text(width: Width | None) -> str:
    """Decades of good rates, `> 1.2` where the axis ends before they do."""
    if width is None:
        return NOTHING
    return f"{'> ' if width.open else ''}{width.decades:.1f}"


def edge_text(edge: Edge | None) -> str:
    """Between which rates divergence begins."""
    if edge is None:
        return NOTHING
    return f"< {number(edge.rate)}" if edge.below is None else f"{number(edge.below)} … {number(edge.rate)}"
