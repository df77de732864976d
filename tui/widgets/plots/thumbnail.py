"""The landscape of a catalog entry, in whatever room its page leaves."""

from __future__ import annotations

from core.scenario import Scenario
from core.specs import ProblemSpec
from tui.state.frame import Clock, Frame, View
from tui.widgets.plots.landscape_panel import LandscapePanel


class Thumbnail(LandscapePanel, can_focus=False):
    """Shows a problem with its minima and its start; computed in slices when it is first in sight, and kept."""

    def __init__(self) -> None:
        super().__init__(disabled=True)  # it cannot be panned, and takes no start
        self.styles.width = self.styles.height = "1fr"  # the race screen's style sheet, which is the app's, has others
        self.styles.min_height = 9
        self._frames: dict[ProblemSpec, Frame] = {}

    def show(self, spec: ProblemSpec | None) -> None:
        """Show a problem; None hides the panel."""
        self.display = spec is not None
        if spec is None:
            return
        if spec not in self._frames:
            shell = Frame(Scenario(spec), View(), Clock(), stale=False, racers=(), epoch=0)
            self._frames[spec] = shell
        if self.frame is not self._frames[spec]:
            self.take_frame(self._frames[spec])
