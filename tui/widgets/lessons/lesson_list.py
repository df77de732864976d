"""The list of lessons by course; signs mark those that were opened and those that passed."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from tui.lessons import LessonSummary
from tui.lessons.progress import Progress
from tui.widgets.numbered import Numbered
from tui.widgets.panel import BORDER_CSS
from tui.widgets.racer_style import display_text
from tui.widgets.reading_list import ReadingList


class LessonList(ReadingList, Numbered):
    """`✓` passed, `○` opened; enter takes the lesson's race to the race screen."""

    BORDER_TITLE = "Lessons"
    HELP = """\
Up, down or a click choose a lesson, `enter` or a double click takes its race to the race screen to play with it.
`✓` all its claims held, `○` it was opened.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open in race", id="lessons.select"),
        Binding("up,k", "cursor_up", "Lesson before", show=False, id="lessons.up"),
        Binding("down,j", "cursor_down", "Next lesson", show=False, id="lessons.down"),
    ]
    DEFAULT_CSS = f"""
    LessonList {{
        {BORDER_CSS}
        background: $background;
        padding: 0;
        height: 1fr;
        scrollbar-size-vertical: 1;
        text-wrap: nowrap;
        text-overflow: ellipsis;
        &:focus {{ background: $background; background-tint: $foreground 0%; }}
        & > .option-list--option {{ padding: 0; }}
        & > .option-list--option-disabled {{ color: $text-muted; text-style: bold; }}
    }}
    """

    def __init__(self, summaries: tuple[LessonSummary, ...], progress: Progress, *, id: str | None = None) -> None:
        self._summaries = {summary.name: summary for summary in summaries}
        self._progress = progress
        options: list[Option] = []
        course = None
        for summary in summaries:
            if summary.course != course:
                course = summary.course
                options.append(Option(course or "Lessons", disabled=True))
            options.append(Option(self._prompt(summary), id=summary.name))
        super().__init__(*options, id=id)

    def on_mount(self) -> None:
        """Count the lessons passed."""
        self._count()

    def on_resize(self) -> None:
        """Keep the highlighted lesson in view: panels of its race take room after it was chosen."""
        self.call_after_refresh(self.scroll_to_highlight)

    def choose(self, name: str) -> None:
        """Highlight a lesson."""
        self.highlighted = self.get_option_index(name)

    def mark(self, name: str) -> None:
        """Update the sign of a lesson from the progress."""
        self.replace_option_prompt(name, self._prompt(self._summaries[name]))
        self._count()

    def _count(self) -> None:
        passed = len(self._progress.passed & self._summaries.keys())
        self.border_subtitle = f"{passed} of {len(self._summaries)} done"

    def _prompt(self, summary: LessonSummary) -> Content:
        if summary.name in self._progress.passed:
            return Content.assemble(("✓", "$text-success"), f" {display_text(self, summary.title)}")
        return Content(f"{'○' if summary.name in self._progress.seen else ' '} {display_text(self, summary.title)}")
