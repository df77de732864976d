"""How a race ended, for people: one line a racer, the best first."""

from __future__ import annotations

import math
from typing import TextIO

from rich.text import Text

from core.number_text import fixed_digits, point_text
from core.race import Race, Racer
from tui.cli.page import Page, plain_table


def write_table(race: Race, file: TextIO) -> None:
    """The scenario, the standings and, below, how each racer's run ended."""
    page = Page(file)
    scenario = race.scenario
    table = plain_table()
    table.add_column("#", justify="right")
    table.add_column("racer", overflow="fold")
    for heading in ("loss", "best", "‖∇f‖", "to target", "evals"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    ranked = sorted(race.racers, key=rank)
    for place, racer in enumerate(ranked, 1):
        table.add_row(str(place), Text(racer.name), *cells(racer), racer.status.kind)
    page.show(Text(f"{scenario.problem} from {point_text(scenario.start)}, {race.steps} steps\n"), table)
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
        fixed_digits(racer.loss[-1]),
        fixed_digits(racer.loss.min()),
        fixed_digits(racer.grad_norm[-1]),
        "–" if reached is None else str(reached),
        str(racer.evaluations),
    ]
