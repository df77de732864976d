"""The README's catalog, written from the catalogs themselves: `python -m tui.cli.catalog_docs README.md`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from core.formula import parse, pretty
from core.optimizers import OPTIMIZERS, Optimizer
from core.problems import PROBLEMS
from core.schedules import SCHEDULES

BEGIN, END = "<!-- catalog: begin -->", "<!-- catalog: end -->"


def catalog() -> str:
    """The catalog as Markdown."""
    return "\n".join([*_optimizers(), "", *_problems(), "", *_schedules()])


def _settings(entry: Any) -> str:
    return " ".join(f"`{hyper.name}={hyper.format(hyper.default)}`" for hyper in entry.hypers)


def _table(*heading: str) -> Iterator[str]:
    yield "| " + " | ".join(heading) + " |"
    yield "|" + "---|" * len(heading)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _optimizers() -> Iterator[str]:
    yield f"### {len(OPTIMIZERS)} optimizers"
    yield ""
    yield "Every one also takes `weight_decay`, `clip_norm`, `clip_value` and `schedule=…`."
    yield ""
    yield from _table("name", "update", "what it is for", "settings")
    for entry in OPTIMIZERS.values():
        own = " ".join(f"`{h.name}={h.format(h.default)}`" for h in entry.own)
        yield f"| `{entry.name}` | {_cell(_update(entry))} | {_cell(entry.purpose)} | {own} |"


def _update(entry: Optimizer) -> str:
    """The lines of the rule, without the declarations of its state."""
    return "<br>".join(line for line in entry.equations() if "at first" not in line)


def _problems() -> Iterator[str]:
    yield f"### {len(PROBLEMS)} problems, and any formula in x and y"
    yield ""
    yield from _table("name", "f", "what it teaches", "settings")
    for entry in PROBLEMS.values():
        names = ("x", "y", *(hyper.name for hyper in entry.hypers))
        formula = pretty(parse(entry.formula, names)) if entry.formula else "of data"
        yield f"| `{entry.name}` | {_cell(formula)} | {_cell(entry.purpose)} | {_settings(entry)} |"


def _schedules() -> Iterator[str]:
    yield f"### {len(SCHEDULES)} schedules"
    yield ""
    yield from _table("name", "rate", "what it is for", "settings")
    for entry in SCHEDULES.values():
        yield f"| `{entry.name}` | {_cell(entry.equation)} | {_cell(entry.purpose)} | {_settings(entry)} |"


def refreshed(text: str) -> str:
    """The README with its catalog as it is now; ValueError where it has no place for one."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"no place for the catalog: expected {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{catalog()}\n{END}{after}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(refreshed(path.read_text(encoding="utf-8")), encoding="utf-8")
