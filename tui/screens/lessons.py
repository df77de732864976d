"""The lessons screen: the list, a lesson's text and claims, and its race."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar
from weakref import WeakKeyDictionary

from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Markdown, OptionList

from core.lessons import Examination
from core.scenario import Scenario
from tui.demo import gates
from tui.demo_safe import demo_safe
from tui.lessons import LessonSummary, lesson, summaries
from tui.lessons.panels import BOTH, MAX_PANELS, panels_for
from tui.lessons.progress import Progress, progress_file
from tui.messages import LessonTaken
from tui.screens.panel_keys import Places, panel_keys
from tui.screens.session_screen import SessionScreen
from tui.state.choices import SPEEDS
from tui.state.frame import View, Weights
from tui.state.session import Session
from tui.state.style_slots import first_slots
from tui.widgets.header_line import HeaderLine
from tui.widgets.key_groups import CLOCK
from tui.widgets.key_line import KeyLine
from tui.widgets.lessons.claims_panel import ClaimsPanel
from tui.widgets.lessons.lesson_list import LessonList
from tui.widgets.lessons.lesson_text import LessonText
from tui.widgets.plots.data_panel import DataPanel
from tui.widgets.plots.landscape_panel import LandscapePanel
from tui.widgets.plots.loss_panel import LossPanel
from tui.widgets.plots.surface_panel import SurfacePanel
from tui.widgets.plots.weights_panel import WeightsPanel
from tui.widgets.racer_style import display_text

SLICE = 0.02
"""Time slice of measuring between two paints, in seconds."""
TICKS = 150
"""Paints that a lesson's race should take."""


class LessonBrowser:
    """The state that outlives the screen: lessons, the open one, measurements and progress."""

    def __init__(self, summaries: tuple[LessonSummary, ...], progress: Progress) -> None:
        self.summaries = summaries
        self.progress = progress
        self.name = summaries[0].name
        self._examinations: dict[str, Examination] = {}

    def examination(self) -> Examination:
        """The measurements of the open lesson so far."""
        found = self._examinations.get(self.name)
        if found is None:
            found = self._examinations[self.name] = Examination(lesson(self.name))
        return found

    def races(self) -> tuple[tuple[str, Scenario], ...]:
        """The scenarios of the open lesson by name; of a scenario with several variants, the first."""
        return tuple((name, variants[0]) for name, variants in lesson(self.name).scenarios.items())


def suitable_speed(scenario: Scenario) -> int:
    """The speed at which a race takes about `TICKS` paints."""
    return max(speed for speed in SPEEDS if speed <= max(scenario.steps / TICKS, 1))


def open_browser(max_steps: float, keep_progress: bool) -> LessonBrowser:
    """Open the lessons whose races have at most `max_steps` steps; `keep_progress` saves the progress in a file."""
    allowed = tuple(summary for summary in summaries() if summary.steps <= max_steps)
    return LessonBrowser(allowed, Progress(progress_file() if keep_progress else None))


_BROWSERS: WeakKeyDictionary[App[object], LessonBrowser] = WeakKeyDictionary()
"""The browser of each app."""


@demo_safe
class LessonsScreen(SessionScreen):
    """A lesson's text, its race, and its claims, which are measured while the user reads."""

    CSS_PATH = "lessons.tcss"
    PLACES: ClassVar[Places] = (
        ("List of lessons", "LessonList"),
        ("Text", "LessonText"),
        ("Claims", "ClaimsPanel"),
        ("Landscape", "LandscapePanel, SurfacePanel"),
        ("Loss", "LossPanel"),
        ("Weights or data", "WeightsPanel, DataPanel"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Open in race", id="lessons.take"),
        # bound again to hide them from the key line, which has no room for them here
        Binding("comma", "step(-1)", "Step back", show=False, group=CLOCK, id="race.back"),
        Binding("less_than_sign", "speed(False)", "Slower", show=False, group=CLOCK, id="race.slower"),
        Binding("n", "next_race", "Next race", id="lessons.next_race"),
        Binding("p", "panel", "Text/race", id="lessons.panel"),
        Binding("v", "surface", "3-D", id="race.surface"),
        Binding(
            "left_square_bracket",
            "racer(-1)",
            "Racer",
            key_display="[ ]",
            tooltip="Previous racer",
            id="lessons.previous_racer",
        ),
        Binding("right_square_bracket", "racer(1)", "Next racer", show=False, id="lessons.next_racer"),
        Binding("slash", "app.search('Lesson')", "Search the lessons", show=False, id="lessons.search"),
        *panel_keys(PLACES),
        Binding("escape,f4,f2", "leave", "Back", key_display="esc", id="lessons.leave"),
    ]
    AUTO_FOCUS = "LessonList"
    BINDING_GROUP_TITLE = "Lessons"
    HELP = """
    ### Lessons

    Each lesson is a text, races, and claims about the races that are measured while you read. `enter` opens the race on
    the race screen, where you can change everything; `u` brings your own race back there.
    """

    def __init__(self, browser: LessonBrowser, *, paints_per_second: float = 20.0) -> None:
        self.browser = browser
        self._race = 0
        self._examination = browser.examination()
        super().__init__(Session(browser.races()[0][1]), paints_per_second=paints_per_second)

    @classmethod
    def over(cls, below: SessionScreen) -> LessonsScreen:
        """Make the screen with the app's browser, which remembers the open lesson."""
        app = below.app
        if app not in _BROWSERS:
            _BROWSERS[app] = open_browser(gates.max_steps(app), gates.may_use_files(app))
        screen = cls(_BROWSERS[app], paints_per_second=below.paints_per_second)
        screen.session.set_view(below.session.view.shaded(screen.session.view))
        return screen

    def compose(self) -> ComposeResult:
        """Lay the panels out."""
        yield self.showing(HeaderLine())
        with Horizontal(id="lessons"):
            yield LessonList(self.browser.summaries, self.browser.progress)
            with Vertical(id="reading"):
                with LessonText(id="text"):
                    yield Markdown(open_links=False)
                yield ClaimsPanel()
            with Vertical(id="watching"):
                yield self.showing(LandscapePanel())
                yield self.showing(SurfacePanel())
                yield self.showing(LossPanel())
                yield self.showing(WeightsPanel())
                yield self.showing(DataPanel())
        yield KeyLine()

    def on_mount(self) -> None:
        """Open the lesson that was open before."""
        super().on_mount()
        self.query_one(LessonList).choose(self.browser.name)
        self._open(self.browser.name)

    # Lessons

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id is not None and event.option_id != self.browser.name:
            self._open(event.option_id)

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_take()

    def _open(self, name: str) -> None:
        self.browser.name = name
        self._examination = self.browser.examination()
        self.browser.progress.note(name)
        self.query_one(LessonList).mark(name)
        text = self.query_one(LessonText)
        text.border_title = display_text(self, self._examination.lesson.title)
        text.scroll_home(animate=False)
        # a star would be taken for Markdown
        self.query_one(Markdown).update(display_text(self, self._examination.lesson.text, times=" "))
        self.query_one(ClaimsPanel).show(self._examination)
        self._show_race(0)
        self.refresh_bindings()

    def _show_race(self, index: int) -> None:
        """Play one of the lesson's races from its start."""
        self._race = index
        name, scenario = self.browser.races()[index]
        session = self.session
        session.play(False)
        session.edit(scenario)
        session.clear_ghosts()  # the race before was another one, not an earlier state of this one
        panels = panels_for(self._examination.lesson.show, session.race.problem)
        slots = first_slots(scenario.racers)
        weights: Weights = "both" if BOTH in panels else "weights"
        session.set_view(session.view.shaded(View(slots=slots, weights=weights, surface="surface" in panels)))
        session.seek(0)
        session.set_pace(suitable_speed(scenario))
        session.play(True)
        self.set_class("loss" in panels, "-loss")
        self.set_class("weights" in panels or BOTH in panels, "-weights")
        self.set_class("data" in panels, "-data")
        self.set_class(len(panels) < MAX_PANELS, "-few")
        self.query_one("#watching").border_title = display_text(self, name)
        self.show_session()

    def show_session(self) -> None:
        """Show the session's snapshot; only a problem of two parameters has a surface."""
        self.set_class(self.session.view.surface and self.session.race.problem.dims == 2, "-surface")
        super().show_session()

    # Measuring

    def _tick(self) -> None:
        self._measure()
        super()._tick()

    def _run_or_pause_timer(self) -> None:
        """Let the timer run also while a claim is being measured."""
        super()._run_or_pause_timer()
        if self._timer is not None and not self._examination.done:
            self._timer.resume()

    def _measure(self) -> None:
        """Measure for a moment, and show the outcomes."""
        examination = self._examination
        if examination.done:
            return
        examination.work(SLICE)
        self.query_one(ClaimsPanel).show(examination)
        if examination.passed:
            self.browser.progress.note(self.browser.name, passed=True)
            self.query_one(LessonList).mark(self.browser.name)

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the actions that apply to this lesson and this width."""
        if action == "next_race":
            return len(self.browser.races()) > 1
        if action == "racer":
            return len(self.session.scenario.racers) > 1
        if action == "panel":
            return self.has_class("-narrow")
        if action == "surface":
            return self.session.race.problem.dims == 2
        return True

    @demo_safe
    def action_next_race(self) -> None:
        """Watch the lesson's next race."""
        self._show_race((self._race + 1) % len(self.browser.races()))

    @demo_safe
    def action_panel(self) -> None:
        """Swap text and race where only one of them fits."""
        self.toggle_class("-watching")

    def reveal(self, panel: Widget) -> bool:
        """Show the text or the race where only one of them fits; a plot that the lesson does without stays hidden."""
        if panel.display:
            self.action_panel()
        return panel.display

    @demo_safe
    def action_surface(self) -> None:
        """Show the landscape in three dimensions, or flat again."""
        view = self.session.view
        self.session.set_view(replace(view, surface=not view.surface))
        self.show_session()

    @demo_safe
    def action_take(self) -> None:
        """Open the race on the race screen."""
        scenario = self.browser.races()[self._race][1]
        self.app.post_message(LessonTaken(scenario, suitable_speed(scenario)))

    @demo_safe
    def action_leave(self) -> None:
        """Go back to the screen before."""
        self.dismiss()
