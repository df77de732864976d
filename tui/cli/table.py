"""How a race ended, for people: one line a racer, the best first."""

from __future__ import annotations

import math
from typing import TextIO

from rich.text import Text

from core.race import Race, Racer
from tui.cli.page import Page, plain_table


def number(value: float) -> str:
    """A number for people: four digits."""
    return f"{value:.4g}"


def write_table(race: Race, file: TextIO) -> None:
    """The scenario, the standings and, below, how each racer's run ended."""
    page = Page(file)
    scenario = race.scenario
    start = ", ".join(number(value) for value in scenario.start)
    table = plain_table()
    table.add_column("#", justify="right")
    table.add_column("racer", overflow="fold")
    for heading in ("loss", "best", "‖∇f‖", "to target", "evals"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    ranked = sorted(race.racers, key=rank)
    for place, racer in enumerate(ranked, 1):
        table.add_row(str(place), Text(racer.name), *cells(racer), racer.status.kind)
    page.show(Text(f"{scenario.problem} from ({start}), {race.steps} steps\n"), table)
    told = [Text(f"{racer.name}: {racer.status.sentence}") for racer in ranked if racer.status.kind != "running"]
    if told:
        page.show("", *told)


def rank(racer: Racer) -> tuple[bool, float]:
    """What to sort by: the loss at the end, and those that diverged last."""
    loss = float(racer.loss[-1])
    return racer.status.kind == "diverged", math.inf if math.isnan(loss) else loss


def cells(racer: Racer) -> list[str]:
    reached = racer.first_below()
    return [
        number(racer.loss[-1]),
        number(racer.loss.min()),
        number(racer.grad_norm[-1]),
        "–" if reached is None else str(reached),
        str(racer.evaluations),
    ]
