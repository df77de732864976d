"""The result of a race as a table: one line per racer, the best first."""

from __future__ import annotations

from typing import TextIO

from rich.text import Text

from core.number_text import point_text
from core.problems import data_units_text
from core.race import Race
from core.racer import Racer
from core.standings import COLUMNS, WORDS, Standing, ranking
from tui.cli.page import Page, plain_table


def write_table(race: Race, file: TextIO) -> None:
    """Write the scenario, the standings and, below, how each racer's run ended."""
    page = Page(file)
    scenario = race.scenario
    table = plain_table()
    table.add_column("#", justify="right")
    table.add_column("racer", overflow="fold")
    for title in COLUMNS:
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    ranked = ranking(race.racers)
    for place, racer in enumerate(ranked, 1):
        standing = _standing(racer)
        numbers = [text(standing) for text in COLUMNS.values()]
        table.add_row(str(place), Text(racer.name), *numbers, WORDS[racer.status.kind])
    page.show(Text(f"{scenario.problem} from {point_text(race.start)}, {race.steps} steps\n"), table)
    told = [Text(f"{racer.name}: {status.sentence}") for racer in ranked if (status := racer.status).sentence]
    told += [
        Text(f"{racer.name}: {text}") for racer in ranked if (text := data_units_text(race.problem, racer.path[-1]))
    ]
    if told:
        page.show("", *told)


def _standing(racer: Racer) -> Standing:
    return Standing(
        loss=float(racer.loss[-1]),
        best=float(racer.loss.min()),
        grad_norm=float(racer.grad_norm[-1]),
        to_target=racer.first_below(),
        evaluations=racer.evaluations,
    )
