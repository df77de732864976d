"""The base of all widgets that show a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from textual.widget import Widget

    from tui.state.frame import Frame
else:
    Widget = object  # a mix-in: Textual looks for styles and bindings in the first base that is a widget


class ShowsFrame(Widget):
    """A widget to which its screen gives each new frame.

    A plain property: data binding between Textual's reactive attributes would take a tenth of the time of a paint.
    """

    SHOWS_STEPS: ClassVar[bool] = True
    """Whether the widget depends on more of a frame than its scenario and view."""
    _frame: Frame | None = None
    _taking = False

    @property
    def frame(self) -> Frame | None:
        """The frame to show."""
        return self._frame

    @frame.setter
    def frame(self, frame: Frame | None) -> None:
        before, self._frame = self._frame, None if frame is None else self.as_drawn(frame)
        if self.SHOWS_STEPS or frame is None or frame.edited_since(before):
            self.frame_changed(before)

    def as_drawn(self, frame: Frame) -> Frame:
        """The frame that the widget keeps and draws from."""
        return frame

    def frame_changed(self, before: Frame | None) -> None:
        """Show `self.frame` in place of the frame before."""
        raise NotImplementedError

    def take_frame(self, frame: Frame) -> None:
        """Show a frame, and leave the painting to the screen, which does it once all panels have theirs."""
        self._taking = True
        try:
            self.frame = frame
        finally:
            self._taking = False

    def check_idle(self) -> None:
        """Ask for a paint, unless the screen is about to paint: this takes three messages."""
        if not self._taking:
            super().check_idle()
