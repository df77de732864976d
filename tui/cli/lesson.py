"""`fallline lesson`: print lessons and measure their claims; exit code 1 if one does not hold."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from core.input_files import shown_path
from core.lessons import Examination, Lesson, LessonError, Outcome
from core.lessons.lesson import Between, Measured, Near, Word, measured_text
from core.safe_text import safe_json, safe_text
from core.suggestion import suggestion
from tui.cli.commands import LessonCommand, UsageError
from tui.cli.output import results
from tui.export.formats import versions
from tui.lessons import lesson, lesson_name, lesson_texts, read, summaries
from tui.state.files import FileError, read_text

SLICE = 0.1  # seconds between two checks for Ctrl+C


def take_lessons(command: LessonCommand) -> int:
    """List the lessons, or measure the claims of the requested ones."""
    with results(None) as file:
        if not command.lessons and not command.all:
            list_lessons(command.json, file)
            return 0
        names = tuple(lesson_texts()) if command.all else command.lessons
        lessons = [found_lesson(name) for name in names]
        taken = examined(lessons)
        if command.json:
            return write_json(list(taken), file)
        return write_page(taken, file, texts=not command.all)


def found_lesson(name: str) -> tuple[str, Lesson]:
    """A lesson by name, or the one in a file, with its name. Raises UsageError."""
    if name in lesson_texts():
        return name, lesson(name)
    if not name.endswith(".toml") and "/" not in name:
        hint = suggestion(name, lesson_texts()) or ": fallline lesson lists them"
        raise UsageError(f"there is no lesson {name}{hint}")
    try:
        path = Path(name)
        return safe_text(lesson_name(path.name)), read(read_text(path, "lesson"), str(path.parent))
    except FileError as error:
        raise UsageError(str(error)) from None
    except LessonError as error:
        raise UsageError(f"{shown_path(name)}: {error}") from None


Taken = tuple[str, Lesson, list[Outcome]]


def examined(lessons: list[tuple[str, Lesson]]) -> Iterator[Taken]:
    """Each lesson with the outcomes of its claims."""
    for name, one in lessons:
        examination = Examination(one)
        while not examination.work(SLICE):
            pass
        yield name, one, examination.complete()


def list_lessons(as_json: bool, file: TextIO) -> None:
    """Print names and titles, by course."""
    if as_json:
        data = [{"lesson": h.name, "course": h.course, "title": h.title, "claims": h.claims} for h in summaries()]
        file.write(safe_json(json.dumps(data, indent=1, ensure_ascii=False)) + "\n")
        return
    from rich.text import Text

    from tui.cli.page import Page, plain_table

    page = Page(file)
    for number, course in enumerate(dict.fromkeys(head.course for head in summaries())):
        table = plain_table()
        table.add_column(course or "lessons", no_wrap=True)
        table.add_column("title")
        table.add_column("claims", justify="right")
        for head in summaries():
            if head.course == course:
                table.add_row(Text(head.name), Text(head.title), str(head.claims))
        page.show(*([""] if number else []), table)


def write_page(taken: Iterator[Taken], file: TextIO, *, texts: bool) -> int:
    """Print a table for each lesson, if wanted with its text and sources, and the count; return the exit code."""
    from rich.markdown import Markdown
    from rich.text import Text

    from tui.cli.page import Page, plain_table

    page = Page(file)
    outcomes: list[Outcome] = []
    for number, (name, one, found) in enumerate(taken):
        page.show(*([""] if number else []), Text(f"{one.title} ({name})", "bold"))
        if texts:
            page.show("", Markdown(one.text), "")
        table = plain_table()
        for heading in ("", "claim"):
            table.add_column(heading)
        for heading in ("expected", "measured"):
            table.add_column(heading, justify="right", no_wrap=True)
        for outcome in found:
            sign = Text("✓", "green") if outcome.passed else Text("✗", "bold red")
            says = outcome.claim.says + (f" [{outcome.note}]" if outcome.note and not outcome.passed else "")
            told = Text(says)
            if texts and outcome.claim.source:
                told.append(f"\n{outcome.claim.source}", "dim")
            table.add_row(sign, told, Text(str(outcome.claim.expected)), Text(measured_text(outcome.measured)))
        page.show(table)
        outcomes += found
    failed = sum(not outcome.passed for outcome in outcomes)
    page.show(
        "", Text(f"{len(outcomes) - failed} of {len(outcomes)} claims hold" + (f", {failed} fail" if failed else ""))
    )
    return 1 if failed else 0


def write_json(taken: list[Taken], file: TextIO) -> int:
    """Print every claim as JSON; return the exit code."""
    claims = [{"lesson": name, **outcome_data(outcome)} for name, _, found in taken for outcome in found]
    failed = sum(not claim["pass"] for claim in claims)
    data = {"versions": versions(), "claims": claims, "passed": len(claims) - failed, "failed": failed}
    file.write(safe_json(json.dumps(data, indent=1, allow_nan=False, ensure_ascii=False)) + "\n")
    return 1 if failed else 0


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """A claim and its measurement; NaN is null, and infinitely many steps are `never`."""
    expected = outcome.claim.expected
    near = expected if isinstance(expected, Near) else None
    word = expected.kind if isinstance(expected, Word) else None
    between = expected if isinstance(expected, Between) else None
    relative = near is not None and near.relative
    return {
        "claim": outcome.claim.says,
        "expected": number(near.value) if near else word,
        "tolerance": None if near is None else near.tolerance_text if relative else near.tolerance,
        "low": number(between.low) if between and math.isfinite(between.low) else None,
        "high": number(between.high) if between and math.isfinite(between.high) else None,
        "measured": number(outcome.measured),
        "pass": outcome.passed,
        "source": outcome.claim.source,
    }


def number(value: Measured) -> Measured | None:
    """A value that JSON can hold."""
    if isinstance(value, str) or math.isfinite(value):
        return value
    return "never" if value == math.inf else None
