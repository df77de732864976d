"""Read a lesson from its TOML file; errors name line, key and what is allowed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from core.data_paths import resolve_data_path
from core.hyper import got, shown
from core.lessons.claims import ClaimReader
from core.lessons.costs import check_cost, check_data_size
from core.lessons.lesson import Claim, Lesson, LessonError
from core.problems import PROBLEMS, DataError, check_data
from core.safe_text import safe_text
from core.scenario import Scenario
from core.scenario_toml import read_fields
from core.spec_text import SpecError, expand_lists, tokenize
from core.specs import ProblemSpec
from core.suggestion import hint
from core.toml_positions import line_prefix, parsed

KEYS = ("title", "course", "text", "show", "scenario", "scenarios", "claims")
MAX_TITLE = 60
MAX_CLAIMS = 100
MAX_SCENARIOS = 32
MAX_VARIANTS = 200
ONLY = ""
"""The name of a lesson's only scenario."""


Check = Callable[[tuple[str, ...]], None]
"""Raises ValueError for a name in a lesson's `show` that the user interface does not know."""


def show_anything(names: tuple[str, ...]) -> None:
    """Leave `show` unchecked."""


def read_lesson(text: str, folder: str = "", check_show: Check = show_anything) -> Lesson:
    """The lesson in the text of a file in `folder`; LessonError names line, key and what is allowed.

    Nothing in it is executed; a file of data that a race names is looked for in the folder.
    """
    try:
        fields = parsed(text)
        for key in fields:
            if key not in KEYS:
                raise LessonError(f"{line_prefix(text, key)}unknown key '{shown(key)}'{hint(key, KEYS)}")
        title = _text(text, fields, "title", needed=True)
        if not 0 < len(title) <= MAX_TITLE or not title.isprintable():
            raise LessonError(f"{line_prefix(text, 'title')}title must be one line of up to {MAX_TITLE} characters")
        body = _text(text, fields, "text", needed=True)
        scenarios = _scenarios(text, fields, folder)
        claims = _claims(text, fields.get("claims", []), scenarios)
        check_cost(scenarios, claims)
        return Lesson(
            title=title,
            text=body,
            scenarios=scenarios,
            claims=claims,
            course=_text(text, fields, "course", needed=False),
            show=_show(text, fields.get("show", []), check_show),
        )
    except LessonError:
        raise
    except ValueError as error:
        raise LessonError(str(error)) from error


def _text(text: str, fields: Mapping[str, Any], key: str, *, needed: bool) -> str:
    if key not in fields and needed:
        raise LessonError(f'the key {key} is missing: a text such as {key} = "…"')
    value = fields.get(key, "")
    if not isinstance(value, str):
        raise LessonError(f"{line_prefix(text, key)}{key} must be a text{got(value)}")
    return safe_text(value.strip(), keep="\n\t")


def _show(text: str, names: object, check: Check) -> tuple[str, ...]:
    at = line_prefix(text, "show")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise LessonError(f'{at}show must be a list of texts such as ["loss"]{got(names)}')
    try:
        check(tuple(names))
    except ValueError as error:
        raise LessonError(f"{at}show: {error}") from None
    return tuple(names)


def _scenarios(text: str, fields: Mapping[str, Any], folder: str) -> dict[str, tuple[Scenario, ...]]:
    if ("scenario" in fields) == ("scenarios" in fields):
        raise LessonError(
            "a lesson has either one [scenario] or several, each with a name: [scenarios.slow], [scenarios.fast]"
        )
    single = "scenario" in fields
    tables = {ONLY: fields["scenario"]} if single else fields["scenarios"]
    if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        key = "scenario" if single else "scenarios"
        raise LessonError(f"{line_prefix(text, key)}{key} must be a table such as [{key}{'' if single else '.slow'}]")
    if not 0 < len(tables) <= MAX_SCENARIOS:
        raise LessonError(f"{line_prefix(text, 'scenarios')}scenarios: between 1 and {MAX_SCENARIOS} are allowed")
    found: dict[str, tuple[Scenario, ...]] = {}
    for name, table in tables.items():
        if not single and not (0 < len(name) <= MAX_TITLE and name.isprintable()):
            raise LessonError(f"scenarios: a name is one line of up to {MAX_TITLE} characters{got(name)}")
        others = [scenario.problem for variants in found.values() for scenario in variants]
        found[name] = _variants(text, name, table, folder, others)
    return found


def _variants(
    text: str, name: str, table: Mapping[str, Any], folder: str, others: list[ProblemSpec]
) -> tuple[Scenario, ...]:
    """The scenarios of a table: one, or one for each value of a list in its problem (`data_seed=[0,1,2]`).

    `others` are the problems of the tables before it.
    """
    within = _header(text, name)
    problem = table.get("problem")
    try:
        texts = _problems(problem) if isinstance(problem, str) else []
    except ValueError as error:
        raise LessonError(f"{line_prefix(text, 'problem', after=within)}{within}: problem: {error}") from error
    try:
        first = Scenario(**read_fields(text, {**table, "problem": texts[0]} if texts else table, within, folder))
        problems = [first.problem, *(resolve_data_path(ProblemSpec.parse(one), folder) for one in texts[1:])]
        check_data_size([*others, *problems])
        for one in problems:
            check_data(one)
        found = tuple(replace(first, problem=one) for one in problems)
    except DataError as error:
        raise LessonError(f"{line_prefix(text, 'problem', after=within)}{within}: problem: {error}") from error
    except LessonError:
        raise
    except ValueError as error:
        at, colon, rest = str(error).partition(": ")
        sentence = f"{at}: {within}: {rest}" if colon and at.startswith("line ") else f"{within}: {error}"
        raise LessonError(sentence) from error
    if len(others) + len(found) > MAX_VARIANTS:
        raise LessonError(f"scenarios: at most {MAX_VARIANTS} are allowed together with their variants")
    if not found[0].racers:
        raise LessonError(f'{line_prefix(text, within)}{within}: no racers: add some, e.g. racers = ["adam lr=0.1"]')
    return found


def _header(text: str, name: str) -> str:
    """The header of a scenario's table as the file writes it, with quotes or without."""
    if name == ONLY:
        return "scenario"
    forms = (f"scenarios.{name}", f'scenarios."{name}"', f"scenarios.'{name}'")
    return next((form for form in forms if f"[{form}]" in text), forms[0])


def _problems(text: str) -> list[str]:
    name, *pairs = tokenize(text) or [""]
    if name not in PROBLEMS:
        return [text]
    options = [expand_lists(pair, PROBLEMS[name].hypers, lambda _: ()) for pair in pairs]
    found = [" ".join([name, *chosen]) for chosen in itertools.islice(itertools.product(*options), MAX_VARIANTS + 1)]
    if len(found) > MAX_VARIANTS:
        raise SpecError(f"at most {MAX_VARIANTS} variants of a scenario are allowed")
    return found


def _claims(text: str, tables: object, scenarios: Mapping[str, tuple[Scenario, ...]]) -> tuple[Claim, ...]:
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise LessonError(f"{line_prefix(text, 'claims')}claims must be tables, each under a line [[claims]]")
    if len(tables) > MAX_CLAIMS:
        raise LessonError(f"claims: at most {MAX_CLAIMS} are allowed (got {len(tables)})")
    return tuple(ClaimReader(text, number, table, scenarios).read() for number, table in enumerate(tables))
