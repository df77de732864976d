"""What the widgets post up: one typed message for each thing a user can want."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from core.scenario import Scenario
    from tui.state.frame import View


class ScenarioChanged(Message):
    """A valid, whole new scenario was entered.

    `edit` names what was edited ("racers[1].lr"): a run of changes to one thing is one step of undo.
    `origins`, given when racers came, went or moved, holds for each new racer the index it had before (None:
    a newcomer): so colours, markers and the selection stay with their racers.
    """

    def __init__(self, scenario: Scenario, edit: str = "", origins: tuple[int | None, ...] | None = None) -> None:
        super().__init__()
        self.scenario = scenario
        self.edit = edit
        self.origins = origins


class ViewChanged(Message):
    """One wants to look at the same race in another way."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view


class StartChosen(Message):
    """A point of the landscape was chosen as the start of all racers."""

    def __init__(self, point: tuple[float, ...]) -> None:
        super().__init__()
        self.point = point


class StepRequested(Message):
    """The clock should stand at this step."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class PlayToggled(Message):
    """The clock should run if it stands, and stand if it runs."""


class SpeedRequested(Message):
    """The clock should go at this many steps a tick."""

    def __init__(self, speed: int) -> None:
        super().__init__()
        self.speed = speed


class AddRequested(Message):
    """A racer should be asked for and added."""


class RacerOpened(Message):
    """The form of the racer at `index` is wanted."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self.index = index


class LessonTaken(Message):
    """A lesson's race is wanted on the race screen, at this speed, to play with it."""

    def __init__(self, scenario: Scenario, speed: int) -> None:
        super().__init__()
        self.scenario = scenario
        self.speed = speed
