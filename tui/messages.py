"""What the widgets post up: one typed message for each thing a user can want."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from core.scenario import Scenario
    from tui.frame import View


class ScenarioChanged(Message):
    """A valid, whole new scenario was entered."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__()
        self.scenario = scenario


class ViewChanged(Message):
    """One wants to look at the same race in another way."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view


class StartChosen(Message):
    """A point of the landscape was chosen as the start of all racers."""

    def __init__(self, point: tuple[float, float]) -> None:
        super().__init__()
        self.point = point


class StepRequested(Message):
    """The clock should stand at this step."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step
