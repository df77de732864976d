"""The transport bar: buttons, scrubber, step and speed in one line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive

from tui.demo_safe import demo_safe
from tui.messages import PlayToggled, SpeedRequested, StepRequested
from tui.state.frame import neighbour_speed
from tui.widgets.racer_style import ascii_only
from tui.widgets.shows_frame import ShowsFrame
from tui.widgets.text_rows import Row, TextRows

if TYPE_CHECKING:
    from tui.state.frame import Clock, Frame

# Geometric signs: many fonts lack the media signs of Unicode, or draw them as emoji two cells wide.
_BUTTONS = {"start": " ┃◀ ", "back": " ◂ ", "play": " ▶ ", "forward": " ▸ ", "end": " ▶┃ "}
_PAUSE = " ‖ "
# In ASCII the buttons for one step look like their keys: an arrow would look like play.
_PLAIN = {"start": " |< ", "back": " , ", "play": " > ", "forward": " . ", "end": " >| "}
_PLAIN_PAUSE = ' " '
_BUTTON_AT = tuple(name for name, sign in _BUTTONS.items() for _ in sign)
_BAR_AT = len(_BUTTON_AT)
_SLOWER, _FASTER = " ‹", "› "
_SPEED = 11  # cells of the longest speed with its unit
_HELP = {
    "start": "To the start (home)",
    "back": "One step back (,)",
    "play": "Play or pause (space)",
    "forward": "One step forward (.)",
    "end": "To the end (end)",
    "slower": "Slower (<); steps a second",
    "faster": "Faster (>); steps a second",
    "bar": "Click or drag to a step",
}


class Transport(ShowsFrame, TextRows, can_focus=True):
    """`┃◀  ◂  ▶  ▸  ▶┃ ━━━━━●──────────  142/500 ‹ ×4 80/s ›`, one line high."""

    BINDING_GROUP_TITLE = "Transport"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "scrub(-1)", "Scrub", key_display="← →", tooltip="Scrub back", id="transport.left"),
        Binding("right", "scrub(1)", "Scrub forward", show=False, id="transport.right"),
        Binding("shift+left", "scrub(-10)", "Scrub far back", show=False, id="transport.far_left"),
        Binding("shift+right", "scrub(10)", "Scrub far forward", show=False, id="transport.far_right"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "transport--button",
        "transport--hover",
        "transport--played",
        "transport--rest",
        "transport--text",
    }
    DEFAULT_CSS = """
    Transport { height: 1; width: 1fr; padding: 0 1; pointer: pointer; }
    Transport > .transport--button { color: $foreground; }
    Transport > .transport--hover { color: $foreground; background: $primary 40%; text-style: bold; }
    Transport > .transport--played { color: $primary; }
    Transport > .transport--rest { color: $foreground 40%; }
    Transport > .transport--text { color: $foreground; }
    Transport:focus > .transport--played { color: $text-accent; text-style: bold; }
    Transport:focus > .transport--text { text-style: bold; }
    """

    HELP = """
    Click or drag on the line to go to a step; the buttons go to the start, one step back, play or pause, one step
    on, and to the end.
    """

    hovered: reactive[str] = reactive("", repaint=False, init=False)
    """The part under the pointer."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._dragging = False

    def frame_changed(self, before: Frame | None) -> None:
        """Move the handle."""
        self.redraw()

    def watch_hovered(self) -> None:
        """Highlight the part under the pointer, and show its help as a tooltip."""
        self.tooltip = _HELP.get(self.hovered)
        self.redraw()

    # Drawing

    def rows(self, width: int) -> Sequence[Row]:
        """Return the one line."""
        if self.frame is None:
            return [[]]
        clock = self.frame.clock
        plain = ascii_only(self)
        signs = _PLAIN if plain else _BUTTONS
        if clock.playing:
            signs = signs | {"play": _PLAIN_PAUSE if plain else _PAUSE}
        row = [(sign, self._button_style(name)) for name, sign in signs.items()]
        row.extend(self._bar(self._bar_width(width), clock))
        text = self.style_of("transport--text")
        row.append((f" {clock.step:>{self._digits}}/{self._total} ", text))
        row.append((_SLOWER, self._button_style("slower")))
        row.append((f"{clock.speed_text:^{_SPEED}}", text))
        row.append((_FASTER, self._button_style("faster")))
        return [row]

    def _button_style(self, name: str) -> Style:
        return self.style_of("transport--hover" if self.hovered == name else "transport--button")

    def _bar(self, width: int, clock: Clock) -> Row:
        handle = round((width - 1) * min(1.0, clock.step / self._total))
        played, rest = self.style_of("transport--played"), self.style_of("transport--rest")
        return [("━" * handle, played), ("●", played), ("─" * (width - 1 - handle), rest)]

    # Layout

    @property
    def _total(self) -> int:
        return max(1, self.frame.scenario.steps, self.frame.clock.step) if self.frame else 1

    @property
    def _digits(self) -> int:
        return len(str(self._total))

    def _bar_width(self, width: int) -> int:
        return max(2, width - _BAR_AT - (2 * self._digits + 3) - (_SPEED + 4))

    def part_at(self, x: int) -> str:
        """Return the name of the part at a column: a button, `bar`, `slower`, `faster` or nothing."""
        if x < 0:
            return ""
        if x < _BAR_AT:
            return _BUTTON_AT[x]
        x -= _BAR_AT
        bar = self._bar_width(self.scrollable_content_region.width)
        if x < bar:
            return "bar"
        x -= bar + 2 * self._digits + 3
        if 0 <= x < 3:
            return "slower"
        return "faster" if _SPEED + 1 <= x < _SPEED + 4 else ""

    def step_at(self, x: int) -> int:
        """Return the step at a column of the scrubber; columns beside it count as its ends."""
        width = self._bar_width(self.scrollable_content_region.width)
        column = min(max(x - _BAR_AT, 0), width - 1)
        return round(column / (width - 1) * self._total)

    # Mouse and keys

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Press a button, or begin to drag the handle."""
        if self.frame is None or event.button != 1:
            return
        x = event.get_content_offset_capture(self).x
        part = self.part_at(x)
        if part == "bar":
            self._dragging = True
            self.capture_mouse()
            self._go(self.step_at(x))
        elif message := self._message_of(part):
            self.post_message(message)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the handle, or highlight the part under the pointer."""
        x = event.get_content_offset_capture(self).x
        if self._dragging:
            self._go(self.step_at(x))
        else:
            self.hovered = self.part_at(x)

    def on_mouse_up(self) -> None:
        """Stop dragging."""
        self._dragging = False
        self.release_mouse()

    def on_leave(self) -> None:
        """Remove the highlight."""
        self.hovered = ""

    @demo_safe
    def action_scrub(self, by: int) -> None:
        """Go forward by `by` hundredths of the race, in a race of less than 200 steps by `by` steps."""
        if self.frame is not None:
            self._go(self.frame.clock.step + by * max(1, self._total // 100))

    def _message_of(self, part: str) -> Message | None:
        if self.frame is None:
            return None
        clock = self.frame.clock
        steps = {
            "start": 0,
            "back": max(0, clock.step - 1),
            "forward": min(clock.step + 1, self._total),
            "end": self._total,
        }
        if part in steps:
            return StepRequested(steps[part])
        if part == "play":
            return PlayToggled()
        if part in {"slower", "faster"}:
            return SpeedRequested(neighbour_speed(clock.speed, part == "faster"))
        return None

    def _go(self, step: int) -> None:
        step = min(max(step, 0), self._total)
        if self.frame is not None and step != self.frame.clock.step:
            self.post_message(StepRequested(step))
