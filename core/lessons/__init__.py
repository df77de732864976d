"""Lessons: a text, races, and claims about the races that the program measures."""

from core.lessons.examination import Examination, Outcome
from core.lessons.lesson import Claim, Lesson, LessonError
from core.lessons.reading import read_lesson

__all__ = ["Claim", "Examination", "Lesson", "LessonError", "Outcome", "read_lesson"]
