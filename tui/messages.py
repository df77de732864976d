"""The messages that widgets post to the screen: one type for each request of the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from core.scenario import Scenario
    from tui.lessons.own import OwnLesson
    from tui.state.choices import Scale
    from tui.state.frame import View


class ScenarioChanged(Message):
    """The user entered a new, valid scenario.

    `edit` names the edited setting ("racers[1].lr"); consecutive edits of one setting are one step of undo.
    `origins` is given when racers were added, removed or moved: the former index of each racer, None for a new
    one. Colours, markers and the selection follow their racers by it.
    """

    def __init__(self, scenario: Scenario, edit: str = "", origins: tuple[int | None, ...] | None = None) -> None:
        super().__init__()
        self.scenario = scenario
        self.edit = edit
        self.origins = origins


class ViewChanged(Message):
    """The user changed how the race is shown: zoom, metric, selection, hidden racers."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view


class StartChosen(Message):
    """The user chose a point of the landscape as the start of all racers."""

    def __init__(self, point: tuple[float, ...]) -> None:
        super().__init__()
        self.point = point


class StepRequested(Message):
    """Go to a step."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class PlayToggled(Message):
    """Play if paused, pause if playing."""


class ShadingChosen(Message):
    """Shade landscapes with this palette and scale of heights, with or without isolines."""

    def __init__(self, palette: str | None, scale: Scale | None, isolines: bool) -> None:
        super().__init__()
        self.palette = palette
        self.scale = scale
        self.isolines = isolines


class SpeedRequested(Message):
    """Play at this many steps a tick."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self.speed = speed


class AddRequested(Message):
    """Open the dialog that adds racers."""


class DataRequested(Message):
    """Open the dialog that chooses a data file and its columns."""


class RacerOpened(Message):
    """Open the form of the racer at `index`."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self.index = index


class LessonTaken(Message):
    """Open a lesson's race on the race screen, at this speed."""

    def __init__(self, scenario: Scenario, speed: float) -> None:
        super().__init__()
        self.scenario = scenario
        self.speed = speed


class LessonOpened(Message):
    """Put a lesson of the user into the list of lessons, and open it."""

    def __init__(self, lesson: OwnLesson) -> None:
        super().__init__()
        self.lesson = lesson


class RaceTaken(Message):
    """Race a cell of a sweep: the race's scenario with other values, and the racer that has them."""

    def __init__(self, scenario: Scenario, selected: int) -> None:
        super().__init__()
        self.scenario = scenario
        self.selected = selected
