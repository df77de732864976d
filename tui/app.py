"""The app: themes, palette, and the race screen."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandInput, CommandPalette, Provider
from textual.screen import Screen

from core.scenario import Scenario
from core.specs import ProblemSpec
from tui.config.applied import with_options
from tui.config.kept_work import KeptWork
from tui.config.options import AUTO
from tui.config.sources import DEFAULTS, Config
from tui.demo import gates
from tui.demo.gates import RestrictedApp
from tui.demo.policy import FULL, Policy
from tui.demo_safe import demo_safe
from tui.messages import LessonOpened, LessonTaken, RaceTaken, ScenarioChanged
from tui.plotting.colors import Depth
from tui.screens.listed import SCREENS, load_all, screen_bindings, shows
from tui.screens.race import RaceScreen
from tui.screens.session_screen import SessionScreen
from tui.state.default_scenario import default_scenario, on_chosen_problem
from tui.state.session import Session
from tui.terminal.type_ahead import TypeAheadApp
from tui.widgets.key_groups import AROUND
from tui.widgets.racer_style import depth_of
from tui.widgets.theme_colors import readable_variables

if TYPE_CHECKING:
    from tui.lessons.own import OwnLesson

CommandInput.cursor_blink = False  # type: ignore[assignment] # the palette's would send 1.5 kB a second at rest


LOADING = 2.0
"""Seconds after which screens are imported that no key has opened yet: the race has been drawn by then."""
PAUSE = 0.05
"""Seconds between two of their modules."""


def palette_provider() -> type[Provider]:
    """The provider of the palette, imported when it opens."""
    from tui.screens.palette import Everything  # noqa: PLC0415 - not needed at the start

    return Everything


class FallLine(TypeAheadApp[None], RestrictedApp[None]):
    """Fall Line in a terminal."""

    TITLE = "Fall Line"
    CSS_PATH = "screens/race.tcss"  # a default screen does not load a CSS_PATH of its own
    # Textual declares these as instance variables, so they cannot be ClassVar.
    HORIZONTAL_BREAKPOINTS = [(0, "-slim"), (60, "-narrow"), (104, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (18, "-short"), (34, "-tall")]  # noqa: RUF012
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {palette_provider}
    BINDINGS: ClassVar[list[BindingType]] = [
        # Also over dialogs, which take no other keys of the app.
        Binding("f1", "help", "Help", priority=True, group=AROUND, id="app.help"),
        Binding("question_mark", "help", "Help", show=False, group=AROUND, id="app.help_too"),
        *screen_bindings(race_only=False),
        Binding("ctrl+p", "command_palette", "Palette", show=False, priority=True, group=AROUND, id="app.palette"),
        Binding("colon", "command_palette", "Palette", show=False, group=AROUND, id="app.palette_too"),
        Binding("q", "ask_to_quit", "Ask, then quit", show=False, group=AROUND, id="app.ask_to_quit"),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False, priority=True, group=AROUND, id="app.suspend"),
    ]

    def __init__(
        self,
        scenario: Scenario | None = None,
        *,
        at: int | None = None,
        fps: float = 20.0,
        file: Path | None = None,
        policy: Policy = FULL,
        ascii_only: bool = False,
        config: Config = DEFAULTS,
        lesson: OwnLesson | None = None,
    ) -> None:
        super().__init__(policy=policy)
        self.ascii_only = ascii_only
        self.config = config
        self.session = Session(
            scenario or default_scenario(),
            at=at or 0,
            playing=at is None,
            speed=config.options.speed,
            read=gates.reader(self),
        )
        self.session.set_view(with_options(self.session.view, config.options))
        if config.options.theme != AUTO:
            self.theme = config.options.theme
        self.set_keymap(dict(config.keys))
        self.hint = config.options.hint
        """Whether the line for newcomers is shown."""
        self._work = KeptWork(self)
        self._fps = fps
        self._file = file
        self._lesson = lesson

    def get_default_screen(self) -> Screen[None]:
        """The race."""
        race = RaceScreen(self.session, paints_per_second=self._fps, file=self._file)
        race.set_class(self.hint, "-new", update=False)  # it is styled when it is mounted
        return race

    def on_ready(self) -> None:
        """Open the lesson of the command line; a second later say what is wrong with the configuration, and enable the
        garbage collector; then import the other screens.
        """
        self.set_timer(1.0, enable_garbage_collector)
        self.set_timer(LOADING, self._load_screens)
        self.theme_changed_signal.subscribe(self, lambda _: self.call_after_refresh(self._repaint_all))
        if self._lesson is not None:
            self.post_message(LessonOpened(self._lesson))
        if self.config.complaint or self.config.keys:
            self.set_timer(1.0, self._check_configuration)

    @work(exit_on_error=False)  # it makes the coroutine when it runs: none is left over where the app ends before
    async def _load_screens(self) -> None:
        await load_all(PAUSE)

    @property
    def depth(self) -> Depth:
        """How many colours the terminal shows."""
        return depth_of(self)

    def get_css_variables(self) -> dict[str, str]:
        """The colours of the theme, adjusted until they are readable."""
        self.theme_variables = readable_variables(super().get_css_variables(), self.depth)
        return self.theme_variables

    def _repaint_all(self) -> None:
        """Repaint every widget of every screen: Textual 8.2.8 keeps some in the colours of the theme before."""
        for screen in self.screen_stack:
            for widget in screen.walk_children(with_self=True):
                widget.notify_style_update()
                widget.refresh()

    def _check_configuration(self) -> None:
        if complaint := self.config.complaint or unknown_keys(self.config.keys):
            self.notify(complaint, title="Configuration", severity="warning", timeout=10, markup=False)

    @demo_safe
    def action_command_palette(self) -> None:
        """Open the palette; Textual gives it an id, which the one before may still have while it closes."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette())

    @demo_safe
    def action_help(self) -> None:
        """Open the help of the top screen, or close it."""
        from tui.screens.help_screen import HelpScreen  # noqa: PLC0415 - not needed at the start

        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
        else:
            self.push_screen(HelpScreen(self.screen))

    @demo_safe
    def action_ask_to_quit(self) -> None:
        """Ask, then quit."""
        from tui.widgets.dialogs.quit import Quit  # noqa: PLC0415 - not needed at the start

        async def answered(quits: bool | None) -> None:
            if quits:
                await self.action_quit()

        self.push_screen(Quit(self._work.sentence), answered)

    def save_work(self) -> None:
        """Keep the session, and what was chosen."""
        self._work.save()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable `open_screen` while a dialog is on top, and for a screen that does not show this problem."""
        if action == "open_screen":
            on_top = isinstance(self.screen, SessionScreen | CommandPalette)
            return on_top and shows(str(parameters[0]), self.session.scenario.problem.entry)
        return super().check_action(action, parameters)

    @demo_safe
    async def action_open_screen(self, module: str) -> None:
        """Push a listed screen onto the current one, or go back to it."""
        below = self.screen
        if isinstance(below, SessionScreen):
            (listed,) = (screen for screen in SCREENS if screen.module == module)
            kind = await listed.loaded()
            if any(type(screen) is kind for screen in self.screen_stack):  # from a screen above it
                while type(self.screen) is not kind:
                    self.pop_screen()
            else:
                self.push_screen(kind.over(below))
            if module == "lessons":
                self.end_hint()

    @demo_safe
    def action_search(self, kind: str) -> None:
        """Search the commands of one kind: `Lesson`, `Select racer`."""
        from tui.screens.palette import only  # noqa: PLC0415 - not needed at the start

        self.push_screen(CommandPalette(providers=[only(kind)], placeholder=f"{kind}…"))

    @demo_safe
    def action_use(self, key: str) -> None:
        """Use an entry of the catalog in the race."""
        self._back_to_race().racer_actions.use(key)

    @demo_safe
    def action_preset(self, spec: str) -> None:
        """Race on one of the networks to begin with."""
        race = self._back_to_race()
        race.edit(on_chosen_problem(race.session.scenario, ProblemSpec.parse(spec)))

    @demo_safe
    def action_lesson(self, name: str) -> None:
        """Open a lesson."""
        from tui.screens.lessons import LessonsScreen  # noqa: PLC0415 - not needed at the start

        lessons = LessonsScreen.over(self._back_to_race())
        lessons.browser.name = name
        self.push_screen(lessons)
        self.end_hint()

    def action_open_file(self) -> None:
        """Open a scenario file or a lesson, from any screen over the race."""
        next(screen for screen in self.screen_stack if isinstance(screen, RaceScreen)).action_open()

    @on(LessonOpened)
    def _lesson_opened(self, event: LessonOpened) -> None:
        """Put a lesson of the user into the list, and open it."""
        from tui.screens.lessons import browser_of  # noqa: PLC0415 - not needed at the start

        browser_of(self).add(event.lesson)
        self.action_lesson(event.lesson.summary.name)

    @demo_safe
    def action_theme(self, name: str) -> None:
        """Choose a theme."""
        self.theme = name

    def _back_to_race(self) -> RaceScreen:
        """Close all screens over the race."""
        while not isinstance(self.screen, RaceScreen):
            self.pop_screen()
        return self.screen

    @on(ScenarioChanged)
    def end_hint(self) -> None:
        """Take the line for newcomers away: a value was changed, or the lessons were opened."""
        if self.hint:
            self.hint = False
            self.screen_stack[0].remove_class("-new")

    @on(LessonTaken)
    def _lesson_taken(self, event: LessonTaken) -> None:
        """Race a lesson's scenario on the race screen; undo brings the previous one back."""
        race = self._back_to_race()
        if event.scenario != self.session.scenario:
            race.edit(event.scenario)
        self.session.end_run_of_edits()
        self.session.set_pace(event.speed)
        race.action_restart()
        self.notify("u brings your own race back, f4 the lesson.", title="The lesson's race", timeout=6)

    @on(RaceTaken)
    def _race_taken(self, event: RaceTaken) -> None:
        """Race a cell of a sweep on the race screen; undo brings the values before back."""
        self._back_to_race().take(event.scenario, event.selected)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The actions of the keys, what can be chosen by name, and Textual's own commands."""
        from tui.screens.palette_commands import commands  # noqa: PLC0415 - not needed at the start

        textual = super().get_system_commands(screen)
        return self.gated(commands(screen, self.session, self.config.keys, textual))


def unknown_keys(keys: Mapping[str, str]) -> str:
    """A sentence about an action that the configuration gives a key, and that does not exist; else an empty text."""
    if not keys:
        return ""
    from tui.config.key_ids import complaint_about  # noqa: PLC0415 - it imports every screen

    return complaint_about(keys)


def enable_garbage_collector() -> None:
    """Enable the garbage collector, which the command line disabled, and freeze the objects that exist by now.

    It runs once in 10,000 new objects: a paint makes some hundreds, and a run takes longer than what it frees is worth.
    """
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


def run_app(
    scenario: Scenario | None,
    at: int | None = None,
    file: Path | None = None,
    policy: Policy = FULL,
    *,
    mouse: bool = True,
    config: Config = DEFAULTS,
    lesson: OwnLesson | None = None,
) -> int:
    """Run the app, save its session however it ends, and return the exit code."""
    fps, ascii_only = config.options.fps, config.options.ascii
    app = FallLine(
        scenario, at=at, fps=fps, file=file, policy=policy, ascii_only=ascii_only, config=config, lesson=lesson
    )
    try:
        app.run(mouse=mouse)
    finally:
        app.save_work()
    return app.return_code or 0
