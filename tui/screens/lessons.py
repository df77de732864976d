"""The lessons screen: the list, a lesson's text and claims, and its race."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from textual import on
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.events import DescendantFocus, Key
from textual.widget import Widget
from textual.widgets import Markdown, OptionList

from tui.demo import gates
from tui.demo_safe import demo_safe
from tui.lessons.browser import LessonBrowser, open_browser, suitable_speed
from tui.lessons.panels import BOTH, LANDSCAPES, MAX_PANELS, panels_for
from tui.messages import LessonTaken
from tui.screens.key_sections import does
from tui.screens.lesson_keys import LESSON_KEYS, PLACES
from tui.screens.session_screen import SessionScreen
from tui.state.frame import View, Weights
from tui.state.session import Session
from tui.state.style_slots import first_slots
from tui.widgets.header_line import HeaderLine
from tui.widgets.key_echo import KeyEcho
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
_BROWSERS: WeakKeyDictionary[App[Any], LessonBrowser] = WeakKeyDictionary()
"""The browser of each app."""


def browser_of(app: App[Any]) -> LessonBrowser:
    """The lessons of an app."""
    if app not in _BROWSERS:
        _BROWSERS[app] = open_browser(gates.max_steps(app), gates.may_use_files(app))
    return _BROWSERS[app]


@demo_safe
class LessonsScreen(SessionScreen):
    """A lesson's text, its race, and its claims, which are measured while the user reads."""

    CSS_PATH = "lessons.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (60, "-narrow"), (104, "-wide"), (150, "-roomy")]  # noqa: RUF012
    PLACES = PLACES
    BINDINGS = LESSON_KEYS
    AUTO_FOCUS = "LessonList"
    BINDING_GROUP_TITLE = "Lessons"
    HELP = """
    ### Lessons

    Each lesson is a text, races, and claims about the races that are measured while you read; `c` unfolds the claims,
    `n` goes on to the next lesson. `enter` opens the race on the race screen, where you can change everything; `u`
    brings your own race back there. `P` presents on a projector: a wide text, one plot, and the keys that are pressed;
    enlarge the font of the terminal.
    """

    def __init__(self, browser: LessonBrowser, *, paints_per_second: float = 20.0) -> None:
        self.browser = browser
        self._race = 0
        self._examination = browser.examination()
        super().__init__(Session(browser.races()[0][1]), paints_per_second=paints_per_second)

    @classmethod
    def over(cls, below: SessionScreen) -> LessonsScreen:
        """Make the screen with the app's browser, which remembers the open lesson."""
        screen = cls(browser_of(below.app), paints_per_second=below.paints_per_second)
        screen.session.set_view(below.session.view.shaded(screen.session.view))
        return screen

    def compose(self) -> ComposeResult:
        """Lay the panels out."""
        yield self.showing(HeaderLine())
        with Horizontal(id="lessons"):
            with Vertical(id="reading"):
                with LessonText(id="text"):
                    yield Markdown(open_links=False)
                yield ClaimsPanel()
            with Vertical(id="beside"):
                yield LessonList(self.browser.summaries, self.browser.progress)
                with Vertical(id="watching"):
                    yield self.showing(LandscapePanel())
                    yield self.showing(SurfacePanel())
                    yield self.showing(LossPanel())
                    yield self.showing(WeightsPanel())
                    yield self.showing(DataPanel())
        yield KeyEcho()
        yield KeyLine()

    def on_mount(self) -> None:
        """Open the lesson that was open before, once the base classes have started the clock."""
        self.call_next(self._open_first)

    def _open_first(self) -> None:
        self.query_one(LessonList).choose(self.browser.name)
        self._open(self.browser.name)
        self._present()

    @on(DescendantFocus)
    def _focus_moved(self, event: DescendantFocus) -> None:
        """Give the list its rows while it has the focus; a lesson is opened by going to its text or its race."""
        in_list = isinstance(event.widget, LessonList)
        self.set_class(in_list, "-choosing")
        if not in_list:
            self._note()

    # An audience

    @demo_safe
    def action_present(self) -> None:
        """Show the text, one plot and the keys that are pressed, or everything again."""
        self.browser.presenting = not self.browser.presenting
        self._present()

    def _present(self) -> None:
        self.set_class(self.browser.presenting, "-present")
        if self.browser.presenting:
            self.set_focus(self.query_one(LessonText))

    def on_key(self, event: Key) -> None:
        """Show the audience which key was pressed, and what it does."""
        active = self.active_bindings.get(event.key)
        if self.browser.presenting and active is not None and active.enabled and active.binding.description:
            key = self.app.get_key_display(replace(active.binding, key=event.key, key_display=None))
            self.query_one(KeyEcho).note(key, does(active.binding))

    # Lessons

    @on(OptionList.OptionHighlighted)
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option_id is not None and event.option_id != self.browser.name:
            self._open(event.option_id)

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_take()

    def _note(self, *, passed: bool = False) -> None:
        """Record that the lesson was opened or, with `passed`, that the user is done with it."""
        self.browser.progress.note(self.browser.name, passed=passed)
        self.query_one(LessonList).mark(self.browser.name)

    def _open(self, name: str) -> None:
        self.browser.name = name
        self._examination = self.browser.examination()
        text = self.query_one(LessonText)
        text.border_title = display_text(self, self._examination.lesson.title)
        text.scroll_home(animate=False)
        # a star would be taken for Markdown
        self.query_one(Markdown).update(display_text(self, self._examination.lesson.text, times=" "))
        self._show_claims()
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
        self.set_class(not set(LANDSCAPES).isdisjoint(panels), "-landscape")
        self.set_class("loss" in panels, "-loss")
        self.set_class("weights" in panels or BOTH in panels, "-weights")
        self.set_class("data" in panels, "-data")
        self.set_class(len(panels) < MAX_PANELS, "-few")
        self.query_one("#watching").border_title = display_text(self, name)
        self.show_session()

    def show_session(self) -> None:
        """Show the session's snapshot; only a problem of two parameters has a surface."""
        self.set_class(self.session.view.surface and self.session.race.problem.dims > 1, "-surface")
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
        self._show_claims()

    def _show_claims(self) -> None:
        self.query_one(ClaimsPanel).show(self._examination, self.browser.answers())

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only the actions that apply to this lesson and this width."""
        if action == "next_race":
            return len(self.browser.races()) > 1
        if action == "racer":
            return len(self.session.scenario.racers) > 1
        if action in ("next_lesson", "previous_lesson"):
            return self.browser.neighbour(1 if action == "next_lesson" else -1) is not None
        if action == "predict":
            return self.browser.question() is not None
        if action == "claims":
            return bool(self._examination.lesson.claims)
        if action == "surface":
            return self.session.race.problem.dims > 1 and self.has_class("-landscape")
        return True

    @demo_safe
    def action_next_race(self) -> None:
        """Watch the lesson's next race."""
        self._show_race((self._race + 1) % len(self.browser.races()))

    @demo_safe
    def action_next_lesson(self) -> None:
        """Mark this lesson as done, and open the next one."""
        self._note(passed=True)
        self._go(1)

    @demo_safe
    def action_previous_lesson(self) -> None:
        """Open the lesson before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        name = self.browser.neighbour(by)
        if name is not None:
            self.query_one(LessonList).choose(name)  # whose highlight opens it

    @demo_safe
    def action_predict(self) -> None:
        """Ask the lesson's next question, and reveal the claim that answers it."""
        number = self.browser.question()
        if number is not None:
            from tui.widgets.dialogs.prediction import Prediction  # noqa: PLC0415 - not needed until now

            self.app.push_screen(Prediction(self._examination.lesson.claims[number]), partial(self._answered, number))

    def _answered(self, number: int, answer: str | None) -> None:
        if answer is not None:
            self.browser.answers()[number] = answer
            self._show_claims()
            self.query_one(ClaimsPanel).reveal(number)
            self.refresh_bindings()

    @demo_safe
    def action_claims(self) -> None:
        """Unfold the claims, or fold them."""
        self.query_one(ClaimsPanel).action_fold()

    def reveal(self, panel: Widget) -> bool:
        """Fold the list that covers a plot on a small screen; a plot that the lesson does without stays hidden."""
        self.remove_class("-choosing")
        return panel.display

    @demo_safe
    def action_surface(self) -> None:
        """Show the landscape in three dimensions, or flat again."""
        view = self.session.view
        self.session.set_view(replace(view, surface=not view.surface))
        self.show_session()

    @demo_safe
    def action_take(self) -> None:
        """Open the race on the race screen; that is what a lesson is for, so it is done."""
        self._note(passed=True)
        scenario = self.browser.races()[self._race][1]
        self.app.post_message(LessonTaken(scenario, suitable_speed(scenario)))

    @demo_safe
    def action_leave(self) -> None:
        """Go back to the screen before."""
        self.dismiss()
