"""The base of all widgets that show a frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from tui.state.frame import Frame


class ShowsFrame:
    """A widget to which its screen gives each new frame.

    A plain property: data binding between Textual's reactive attributes would take a tenth of the time of a paint.
    """

    SHOWS_STEPS: ClassVar[bool] = True
    """Whether the widget depends on more of a frame than its scenario and view."""
    _frame: Frame | None = None

    @property
    def frame(self) -> Frame | None:
        """The frame to show."""
        return self._frame

    @frame.setter
    def frame(self, frame: Frame | None) -> None:
        before, self._frame = self._frame, frame
        if self.SHOWS_STEPS or frame is None or frame.edited_since(before):
            self.frame_changed(before)

    def frame_changed(self, before: Frame | None) -> None:
        """Show `self.frame` in place of the frame before."""
        raise NotImplementedError
