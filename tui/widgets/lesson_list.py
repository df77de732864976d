"""The list of lessons by course; signs mark those that were opened and those that passed."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.lessons import LessonSummary
from tui.lessons.progress import Progress
from tui.widgets.racer_style import display_text


class LessonList(OptionList):
    """`✓` passed, `○` opened; enter takes the lesson's race to the race screen."""

    BORDER_TITLE = "Lessons"
    HELP = """\
Up and down choose a lesson, `enter` takes its race to the race screen to play with it. `✓` all its claims held,
`○` it was opened.
"""
    DEFAULT_CSS = """
    LessonList {
        border: round $foreground 30%;
        border-title-color: $foreground;
        border-subtitle-color: $foreground 60%;
        background: $background;
        padding: 0;
        height: 1fr;
        scrollbar-size-vertical: 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &:focus { border: round $accent; background: $background; background-tint: $foreground 0%; }
        & > .option-list--option { padding: 0; }
        & > .option-list--option-disabled { color: $foreground 60%; text-style: bold; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Play with it", id="lessons.select")]

    def __init__(self, summaries: tuple[LessonSummary, ...], progress: Progress, *, id: str | None = None) -> None:
        self._heads = {head.name: head for head in summaries}
        self._progress = progress
        options: list[Option] = []
        course = None
        for head in summaries:
            if head.course != course:
                course = head.course
                options.append(Option(course or "Lessons", disabled=True))
            options.append(Option(self._prompt(head), id=head.name))
        super().__init__(*options, id=id)

    def on_mount(self) -> None:
        """Count the lessons passed."""
        self._count()

    def choose(self, name: str) -> None:
        """Highlight a lesson."""
        self.highlighted = self.get_option_index(name)

    def mark(self, name: str) -> None:
        """Update the sign of a lesson from the progress."""
        self.replace_option_prompt(name, self._prompt(self._heads[name]))
        self._count()

    def _count(self) -> None:
        passed = len(self._progress.passed & self._heads.keys())
        self.border_subtitle = f"{passed} of {len(self._heads)} passed"

    def _prompt(self, head: LessonSummary) -> Content:
        if head.name in self._progress.passed:
            return Content.assemble(("✓", "$text-success"), f" {display_text(self, head.title)}")
        return Content(f"{'○' if head.name in self._progress.seen else ' '} {display_text(self, head.title)}")
