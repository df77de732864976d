"""`fallline list`: print the catalogs as tables or JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, TextIO

from core.hyper import Hyper
from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS
from core.schedules import SCHEDULES
from tui.cli.commands import ListCommand
from tui.cli.output import results

CATALOGS: Mapping[str, Mapping[str, Any]] = {
    "optimizers": OPTIMIZERS,
    "problems": PROBLEMS,
    "schedules": SCHEDULES,
}


def list_catalogs(command: ListCommand) -> int:
    """Print the requested catalogs."""
    with results(None) as file:
        if command.json:
            data = {kind: [entry_data(entry) for entry in CATALOGS[kind].values()] for kind in command.kinds}
            file.write(json.dumps(data, indent=1, allow_nan=False, ensure_ascii=False) + "\n")
        else:
            write_lists(command.kinds, file)
    return 0


def entry_data(entry: Any) -> dict[str, Any]:
    return {
        "name": entry.name,
        "title": entry.title,
        "purpose": entry.purpose,
        "citation": entry.citation,
        "hypers": [hyper_data(hyper) for hyper in entry.hypers],
    }


def hyper_data(hyper: Hyper) -> dict[str, Any]:
    """A declaration as plain data; an infinite bound is null."""
    return {
        "name": hyper.name,
        "symbol": hyper.symbol,
        "kind": hyper.kind,
        "default": hyper.format(hyper.default),
        "allowed": hyper.allowed,
        "low": hyper.low if math.isfinite(hyper.low) else None,
        "high": hyper.high if math.isfinite(hyper.high) else None,
        "choices": list(hyper.choices),
        "sentence": hyper.sentence,
    }


def write_lists(kinds: tuple[str, ...], file: TextIO) -> None:
    """A table for each catalog: what an entry is for, and its settings with their defaults."""
    from rich.text import Text

    from tui.cli.page import Page, plain_table

    page = Page(file)
    for number, kind in enumerate(kinds):
        table = plain_table()
        table.add_column(kind, no_wrap=True)
        table.add_column("what it is for, and its settings")
        for entry in CATALOGS[kind].values():
            settings = " ".join(f"{hyper.name}={hyper.format(hyper.default)}" for hyper in entry.hypers)
            table.add_row(Text(entry.name), Text(f"{entry.purpose}\n{settings}".rstrip()))
        page.show(*([""] if number else []), table)
