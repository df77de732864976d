"""The result of a race as a table: one line per racer, the best first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.table import Table
from rich.text import Text

from core.measures import measures_of
from core.number_text import point_text, rounded
from core.problems import data_units_text
from core.race import Race
from core.racer import Racer
from core.standings import COLUMNS, THETA, WORDS, Standing, ranking
from core.status import Status
from tui.cli.page import Page, plain_table


def write_table(race: Race, file: TextIO) -> None:
    """Write the scenario, the standings and, below, what each racer does and how its run ended."""
    page = Page(file)
    scenario = race.scenario
    rows = [(racer, racer.status) for racer in ranking(race.racers)]
    with_theta = _table(rows, tuple(COLUMNS))
    table = with_theta if page.fits(with_theta) else _table(rows, tuple(title for title in COLUMNS if title != THETA))
    page.show(Text(f"{scenario.problem} from {point_text(race.start)}, {race.steps} steps\n"))
    page.show_table(table, names=table.columns[1])
    told = [Text(race.problem.about_best)] if race.problem.about_best else []
    told += [Text(f"{racer.name}: {status.sentence}") for racer, status in rows if status.sentence]
    told += [
        Text(f"{racer.name}: {text}") for racer, _ in rows if (text := data_units_text(race.problem, racer.path[-1]))
    ]
    told += [Text(f"{racer.name}: {text}") for racer, _ in rows if (text := metrics_text(racer))]
    if told:
        page.show("", *told)


def metrics_text(racer: Racer) -> str:
    """The metrics of the problem at the last step: `test_loss = 0.14, test_accuracy = 0.95`; empty without any."""
    own = (metric.name for metric in racer.problem.entry.metrics if not metric.unknown(racer.problem))
    measures = measures_of(racer.problem)
    return ", ".join(f"{name} = {rounded(measures[name].at(racer, -1), 4)}" for name in own)


def _table(rows: Sequence[tuple[Racer, Status]], titles: Sequence[str]) -> Table:
    table = plain_table()
    table.add_column("#", justify="right")
    table.add_column("racer", overflow="fold")  # between words only, see `show_table`
    for title in titles:
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("status", no_wrap=True)
    for place, (racer, status) in enumerate(rows, 1):
        standing = _standing(racer)
        table.add_row(str(place), Text(racer.name), *(COLUMNS[title](standing) for title in titles), WORDS[status.kind])
    return table


def _standing(racer: Racer) -> Standing:
    return Standing(
        loss=float(racer.loss[-1]),
        best=float(racer.loss.min()),
        grad_norm=float(racer.grad_norm[-1]),
        to_target=racer.first_below(),
        evaluations=racer.evaluations,
        point=tuple(map(float, racer.path[-1])),
    )
