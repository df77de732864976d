"""The built-in lessons: one TOML file for each, in the order of their numbers."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from core.frozen import frozen
from core.lessons import Lesson, read_lesson
from tui.lessons.panels import check_panels

_NUMBERED = re.compile(r"(?:\d+-)?([a-z0-9-]+)\.toml")


@frozen
class LessonSummary:
    """A lesson as the list shows it; `steps` is the length of its longest race, `claims` their number."""

    name: str
    title: str
    course: str
    claims: int
    steps: int


@cache
def lesson_texts() -> Mapping[str, str]:
    """The text of each lesson's file, by the lesson's name."""
    files = sorted(file.name for file in resources.files(__name__).iterdir() if file.name.endswith(".toml"))
    return {lesson_name(file): resources.files(__name__).joinpath(file).read_text("utf-8") for file in files}


def lesson_name(file: str) -> str:
    """The name of the lesson in a file: `learning-rate` for `01-learning-rate.toml`."""
    match = _NUMBERED.fullmatch(file)
    return match[1] if match else file.removesuffix(".toml")


def read(text: str, folder: str = "") -> Lesson:
    """The lesson in the text of a file; raises LessonError."""
    return read_lesson(text, folder, check_panels)


@cache
def lesson(name: str) -> Lesson:
    """A lesson by name; KeyError where there is none."""
    return read(lesson_texts()[name])


@cache
def summaries() -> tuple[LessonSummary, ...]:
    """All lessons in order. Reads only the TOML: building all their scenarios would take a second."""
    return tuple(_summary(name, tomllib.loads(text)) for name, text in lesson_texts().items())


def _summary(name: str, table: Mapping[str, Any]) -> LessonSummary:
    tables = [table["scenario"]] if "scenario" in table else list(table["scenarios"].values())
    steps = max(each.get("steps", 500) for each in tables)
    return LessonSummary(name, table["title"], table.get("course", ""), len(table.get("claims", ())), steps)
