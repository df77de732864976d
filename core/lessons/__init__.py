"""Lessons: a text, races, and claims about them that are measured on the spot."""

from core.lessons.examination import Examination, Outcome
from core.lessons.lesson import Claim, Lesson, LessonError
from core.lessons.reading import read_lesson

__all__ = ["Claim", "Examination", "Lesson", "LessonError", "Outcome", "read_lesson"]
