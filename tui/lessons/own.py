"""Lessons of the user: how a file is told to be one, and the lesson in it."""

from __future__ import annotations

from pathlib import Path

from core.frozen import frozen
from core.input_files import shown_path
from core.lessons import Lesson, LessonError
from tui.lessons import LessonSummary, read
from tui.state.files import FileError, read_text

COURSE = "Your own"
"""The heading of the list under which lessons of the user stand that name no course."""


@frozen
class OwnLesson:
    """A lesson and the file that holds it."""

    path: Path
    lesson: Lesson

    @property
    def summary(self) -> LessonSummary:
        """How the list shows it, under the path as its name."""
        one = self.lesson
        steps = max(scenario.steps for variants in one.scenarios.values() for scenario in variants)
        return LessonSummary(str(self.path), one.title, one.course or COURSE, len(one.claims), steps)


def parse_own_lesson(path: Path, text: str) -> OwnLesson:
    """The lesson in the text of a file. Raises FileError, naming line and key."""
    try:
        return OwnLesson(path.absolute(), read(text, str(path.parent)))
    except LessonError as error:
        raise FileError(f"{shown_path(path)}: {error}") from None


def read_own_lesson(path: Path) -> OwnLesson:
    """The lesson in a file. Raises FileError."""
    return parse_own_lesson(path, read_text(path, "lesson"))
