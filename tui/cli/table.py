"""How a race ended, for people: one line a racer, the best first."""

from __future__ import annotations

import math
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from core.race import Race, Racer

WIDTH = 80  # where there is no terminal to measure


def console_for(file: TextIO) -> Console:
    """A console as wide as the terminal; plain text of 80 columns for anything else."""
    return Console(file=file, width=None if file.isatty() else WIDTH, highlight=False, emoji=False)


def number(value: float) -> str:
    """A number for people: four digits."""
    return f"{value:.4g}"


def write_table(race: Race, file: TextIO) -> None:
    """The scenario, the standings and, below, how each racer's run ended."""
    console = console_for(file)
    scenario = race.scenario
    start = ", ".join(number(value) for value in scenario.start)
    console.print(Text(f"{scenario.problem} from ({start}), {race.steps} steps"))
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1))
    table.add_column("#", justify="right")
    table.add_column("racer", overflow="fold", ratio=1)
    for heading in ("loss", "best", "‖∇f‖", "to target", "evals"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    ranked = sorted(race.racers, key=rank)
    for place, racer in enumerate(ranked, 1):
        table.add_row(str(place), Text(racer.name), *cells(racer, scenario.target), racer.status.kind)
    console.print(table)
    for racer in ranked:
        if racer.status.kind != "running":
            console.print(Text(f"{racer.name}: {racer.status.sentence}"))


def rank(racer: Racer) -> tuple[bool, float]:
    """What to sort by: the loss at the end, and those that diverged last."""
    loss = float(racer.loss[-1])
    return racer.status.kind == "diverged", math.inf if math.isnan(loss) else loss


def cells(racer: Racer, target: float) -> list[str]:
    reached = racer.first_below(target)
    return [
        number(racer.loss[-1]),
        number(racer.loss.min()),
        number(racer.grad_norm[-1]),
        "–" if reached is None else str(reached),
        str(racer.evaluations),
    ]
