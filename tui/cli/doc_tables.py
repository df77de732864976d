"""Generate the tables in the documents from the declarations in the code: `python -m tui.cli.doc_tables docs/*.md`.

A document marks each table: `<!-- table: optimizers -->`, the table, `<!-- end -->`.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from core.formula import parse, pretty
from core.formula.parse import MAX_FORMULA
from core.formula.rule import MAX_RULE
from core.formula.series import MAX_TERMS
from core.hyper import Hyper
from core.measures import MEASURES
from core.networks.made_data import SHAPES
from core.optimizers import OPTIMIZERS, Optimizer
from core.optimizers.own import MAX_SETTINGS
from core.problems import PROBLEMS
from core.problems.coordinate_names import MAX_DIMS
from core.problems.network_presets import PRESETS
from core.race_setup import MAX_RULES
from core.schedules import SCHEDULES
from core.settings import MAX_STEPS, SETTINGS
from core.spec_text import MAX_RACERS
from core.toml_positions import MAX_LENGTH
from core.typed_formula import MAX_PARAMETERS
from tui.config.options import OPTIONS
from tui.demo.policy import DEMO
from tui.lessons import summaries

ROOT = Path(__file__).parents[2]
_MARKED = re.compile(r"(<!-- table: (.*?) -->\n).*?(<!-- end -->)", re.DOTALL)


def refreshed(text: str) -> str:
    """The document with each marked table generated again; ValueError for an unknown table."""

    def written(match: re.Match[str]) -> str:
        begin, name, end = match.groups()
        if name not in TABLES:
            raise ValueError(f"no table is called {name}: choose from {', '.join(TABLES)}")
        return begin + "".join(f"{line}\n" for line in TABLES[name]()) + end

    return _MARKED.sub(written, text)


def _table(heading: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    titles = list(heading)
    yield _line(titles)
    yield "|" + "---|" * len(titles)
    yield from map(_line, rows)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _defaults(hypers: Iterable[Hyper]) -> str:
    return " ".join(f"`{hyper.name}={hyper.format(hyper.default)}`" for hyper in hypers)


def _optimizers() -> Iterator[str]:
    yield f"{len(OPTIMIZERS)} optimizers."
    yield ""
    rows = ([f"`{e.name}`", _update(e), _purpose(e), _defaults(e.rule_hypers), e.citation] for e in OPTIMIZERS.values())
    yield from _table(["name", "update", "what it is for", "settings", "source"], rows)


def _purpose(entry: Optimizer) -> str:
    return f"{entry.purpose} Its norms are those of each layer." if entry.per_layer else entry.purpose


def _update(entry: Optimizer) -> str:
    """The lines of the rule, without the declarations of its state."""
    return "<br>".join(line for line in entry.equations() if "at first" not in line)


def _problems() -> Iterator[str]:
    yield f"{len(PROBLEMS)} problems."
    yield ""
    rows = []
    for entry in PROBLEMS.values():
        names = ("x", "y", *(hyper.name for hyper in entry.hypers))
        formula = pretty(parse(entry.formula, names)) if entry.formula else "of data"
        rows.append([f"`{entry.name}`", formula, entry.purpose, _defaults(entry.hypers), entry.citation])
    yield from _table(["name", "f", "what it teaches", "settings", "source"], rows)


def _schedules() -> Iterator[str]:
    yield f"{len(SCHEDULES)} schedules."
    yield ""
    rows = ([f"`{e.name}`", e.equation, e.purpose, _defaults(e.hypers), e.citation] for e in SCHEDULES.values())
    yield from _table(["name", "rate", "what it is for", "settings", "source"], rows)


def _lessons() -> Iterator[str]:
    rows = ([f"`{lesson.name}`", lesson.title, lesson.course, f"{lesson.claims}"] for lesson in summaries())
    yield from _table(["name", "lesson", "course", "claims"], rows)


def _measures() -> Iterator[str]:
    rows = [[f"`{measure.name}`", measure.symbol.replace("*", "\\*"), measure.meaning] for measure in MEASURES.values()]
    yield from _table(["name", "symbol", "what it is"], rows)


def _metrics() -> Iterator[str]:
    metrics = {metric.name: metric for entry in PROBLEMS.values() for metric in entry.metrics}
    yield from _table(["name", "what it is"], ([f"`{name}`", metric.meaning] for name, metric in metrics.items()))


def _shapes() -> Iterator[str]:
    rows = ([f"`{name}`", shape.title, f"{shape.classes or 'numbers'}"] for name, shape in SHAPES.items())
    yield from _table(["data", "what it is", "classes at most"], rows)


def _presets() -> Iterator[str]:
    rows = ([f"`{spec}`", title] for spec, title in PRESETS.items())
    yield from _table(["problem", "what it is"], rows)


def _settings() -> Iterator[str]:
    rows = (
        [f"`{hyper.name}`", hyper.sentence, hyper.allowed, f"`{hyper.format(hyper.default)}`"] for hyper in SETTINGS
    )
    yield from _table(["key", "what it says", "allowed", "if it is missing"], rows)


def _limits() -> Iterator[str]:
    rows = [
        ["steps of a race", f"{MAX_STEPS:,}"],
        ["racers", f"{MAX_RACERS}"],
        ["rules of your own", f"{MAX_RULES}"],
        ["settings of such a rule", f"{MAX_SETTINGS}"],
        ["characters of a rule", f"{MAX_RULE:,}"],
        ["characters of a landscape's formula", f"{MAX_FORMULA}"],
        ["coordinates of such a formula", f"{MAX_DIMS}"],
        ["parameters of such a formula", f"{MAX_PARAMETERS}"],
        ["terms of a sum over an index, and of a product", f"{MAX_TERMS['sum']}, {MAX_TERMS['prod']}"],
        ["characters of the file", f"{MAX_LENGTH:,}"],
    ]
    yield from _table(["of", "at most"], rows)


def _demo_limits() -> Iterator[str]:
    rows = [
        ["steps of a race", f"{DEMO.steps:,}"],
        ["racers", f"{DEMO.racers}"],
        ["rows of data", f"{DEMO.rows:,}"],
        ["characters in one field, or pasted at once", f"{DEMO.entry:,}"],
        ["seconds without a key or the mouse, unless `--idle` says another number", f"{DEMO.idle:g}"],
    ]
    yield from _table(["of", "at most"], rows)


def _import_contracts() -> list[dict[str, Any]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = project["tool"]["importlinter"]["contracts"]
    return found


def _layers() -> Iterator[str]:
    """The layers of `tui` from the highest to the lowest, and `core` below them."""
    (layers,) = (contract["layers"] for contract in _import_contracts() if contract["id"] == "layers")
    for layer in layers:
        names = re.split(r" *[|:] *", layer)
        places = [ROOT / "tui" / (name if (ROOT / "tui" / name).is_dir() else f"{name}.py") for name in names]
        yield "1. " + " ".join(f"`{place.relative_to(ROOT)}{'/' if place.is_dir() else ''}`" for place in places)
    yield "1. `core/`"


def _contracts() -> Iterator[str]:
    yield from (f"- {contract['name']}" for contract in _import_contracts())


def _rooms() -> Iterator[str]:
    """Every package, and the modules beside the packages, with the first sentence of each docstring."""
    found: list[Path] = []
    for top in (ROOT / "core", ROOT / "tui"):
        loose = [path for path in top.glob("*.py") if not path.name.startswith("_")]
        found += sorted([*top.rglob("__init__.py"), *loose], key=_room)
    yield from _table(["room", "what it holds"], ([f"`{_room(path)}`", _first_sentence(path)] for path in found))


def _room(path: Path) -> str:
    place = path.parent if path.name == "__init__.py" else path
    return place.relative_to(ROOT).as_posix() + ("/" if place is not path else "")


def _first_sentence(path: Path) -> str:
    paragraph = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n\n")[0]
    return " ".join(paragraph.split())


def _options() -> Iterator[str]:
    rows = (
        [
            f"`{option.name}`",
            option.hyper.sentence,
            option.hyper.allowed,
            f"`{option.hyper.format(option.hyper.default)}`",
            " ".join(f"`{name}`" for name in ([option.flag] if option.flagged else []) + [option.variable]),
            "kept" if option.kept else "",
        ]
        for option in OPTIONS
    )
    yield from _table(["key", "what it is", "allowed", "default", "flag and variable", "when you leave"], rows)


def _keys() -> Iterator[str]:
    """Every action that can get other keys; the tables of documents are no command, so that Textual may be imported."""
    from tui.config.key_ids import bindings

    rows = (
        [f"`{name}`", binding.tooltip or binding.description, " ".join(f"`{key}`" for key in binding.key.split(","))]
        for name, binding in bindings().items()
    )
    yield from _table(["id", "what it does", "keys"], rows)


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "optimizers": _optimizers,
    "problems": _problems,
    "schedules": _schedules,
    "lessons": _lessons,
    "measures": _measures,
    "metrics": _metrics,
    "shapes": _shapes,
    "presets": _presets,
    "settings": _settings,
    "options": _options,
    "keys": _keys,
    "limits": _limits,
    "demo limits": _demo_limits,
    "layers": _layers,
    "contracts": _contracts,
    "rooms": _rooms,
}

if __name__ == "__main__":
    for document in map(Path, sys.argv[1:]):
        document.write_text(refreshed(document.read_text(encoding="utf-8")), encoding="utf-8")
