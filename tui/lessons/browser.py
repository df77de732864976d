"""The lessons that the app offers: which is open, what was measured of it, and the user's progress."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from core.lessons import Examination, Lesson
from core.scenario import Scenario
from tui.lessons import LessonSummary, lesson, summaries
from tui.lessons.own import OwnLesson, read_own_lesson
from tui.lessons.progress import Progress, progress_file
from tui.state.choices import SPEEDS
from tui.state.files import FileError

TICKS = 150
"""Paints that a lesson's race should take."""


class LessonBrowser:
    """The state that outlives the screen: lessons, the open one, measurements and progress."""

    def __init__(self, summaries: tuple[LessonSummary, ...], progress: Progress) -> None:
        self.summaries = summaries
        self.progress = progress
        self.name = summaries[0].name
        self.presenting = False
        self._own: dict[str, OwnLesson] = {}
        self._examinations: dict[str, Examination] = {}
        self._answers: dict[str, dict[int, str]] = {}

    def lesson(self) -> Lesson:
        """The open lesson."""
        own = self._own.get(self.name)
        return lesson(self.name) if own is None else own.lesson

    def add(self, own: OwnLesson) -> None:
        """Put a lesson of the user at the end of the list, or in the place of an earlier version, and open it."""
        self._list(own)
        self.name = own.summary.name
        self.progress.remember(self.name)

    def restore(self) -> None:
        """Put the lessons of the user that were opened earlier into the list, those that can still be read."""
        for path in self.progress.own:
            with suppress(FileError):
                self._list(read_own_lesson(Path(path)))

    def _list(self, own: OwnLesson) -> None:
        added = own.summary
        self._own[added.name] = own
        self._examinations.pop(added.name, None)
        self._answers.pop(added.name, None)
        if any(summary.name == added.name for summary in self.summaries):
            self.summaries = tuple(added if summary.name == added.name else summary for summary in self.summaries)
        else:
            self.summaries = (*self.summaries, added)

    def examination(self) -> Examination:
        """The measurements of the open lesson so far."""
        found = self._examinations.get(self.name)
        if found is None:
            found = self._examinations[self.name] = Examination(self.lesson())
        return found

    def answers(self) -> dict[int, str]:
        """The user's answers to the questions of the open lesson, by the number of the claim; empty without a guess."""
        return self._answers.setdefault(self.name, {})

    def question(self) -> int | None:
        """The number of the first claim of the open lesson that asks and has no answer yet."""
        claims = enumerate(self.lesson().claims)
        return next((number for number, claim in claims if claim.ask and number not in self.answers()), None)

    def races(self) -> tuple[tuple[str, Scenario], ...]:
        """The scenarios of the open lesson by name; of a scenario with several variants, the first."""
        return tuple((name, variants[0]) for name, variants in self.lesson().scenarios.items())

    def neighbour(self, by: int) -> str | None:
        """The name of the lesson `by` places further down the list; None beyond its ends."""
        names = [summary.name for summary in self.summaries]
        place = names.index(self.name) + by
        return names[place] if 0 <= place < len(names) else None


def suitable_speed(scenario: Scenario) -> float:
    """The speed at which a race takes about `TICKS` paints."""
    return max(speed for speed in SPEEDS if speed <= max(scenario.steps / TICKS, 1))


def open_browser(max_steps: float, keep_progress: bool) -> LessonBrowser:
    """Open the lessons whose races have at most `max_steps` steps; `keep_progress` saves the progress in a file."""
    allowed = tuple(summary for summary in summaries() if summary.steps <= max_steps)
    browser = LessonBrowser(allowed, Progress(progress_file() if keep_progress else None))
    browser.restore()
    return browser
