"""The lessons that come with Fall Line: one TOML file each, in the order of their numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from core.lessons import Lesson, read_lesson

_NUMBERED = re.compile(r"(?:\d+-)?([a-z0-9-]+)\.toml")


@cache
def lesson_texts() -> Mapping[str, str]:
    """The text of each lesson's file, by the lesson's name."""
    files = sorted(file.name for file in resources.files(__name__).iterdir() if file.name.endswith(".toml"))
    return {lesson_name(file): resources.files(__name__).joinpath(file).read_text("utf-8") for file in files}


def lesson_name(file: str) -> str:
    """The name of the lesson in a file: `learning-rate` for `01-learning-rate.toml`."""
    match = _NUMBERED.fullmatch(file)
    return match[1] if match else file.removesuffix(".toml")


@cache
def lesson(name: str) -> Lesson:
    """A lesson by name; KeyError where there is none."""
    return read_lesson(lesson_texts()[name])
