"""The equations of one update, with its numbers: all at once, or line by line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from core.frozen import frozen
from core.inspection.anatomy import AnatomyLine
from core.number_text import rounded
from tui.demo_safe import demo_safe
from tui.messages import ViewChanged
from tui.widgets.panel import FramePanel
from tui.widgets.racer_style import display_text, marker_and_style
from tui.widgets.text_rows import Row, fit

if TYPE_CHECKING:
    from core.problems.groups import Group
    from tui.state.frame import RacerFrame


CATCHING_UP = "Catching up …"
LISTED = 4
"""Parameters of which each has a line; of more there are norms, and the line of one."""
_NO_BREAK = "\u00a0"


@frozen
class Line:
    """A line of text with its end, which is never cut: `optional` ends are left out where they don't fit."""

    lead: str
    text: str
    end: str
    style: Style
    end_style: Style
    optional: bool = False

    @property
    def width(self) -> int:
        """The columns of the whole line."""
        return cell_len(self.lead + self.text + self.end)

    @property
    def needed(self) -> int:
        """The columns without an optional end."""
        return cell_len(self.lead + self.text) if self.optional else self.width

    def _whole(self) -> Row:
        return [(self.lead + self.text, self.style), (self.end, self.end_style)]

    def cut(self, width: int) -> Row:
        """The line in one row."""
        if self.width <= width:
            return self._whole()
        if self.optional:
            return [(self.lead + self.text, self.style)]
        return [
            (fit(self.lead + self.text, max(width - cell_len(self.end), 0)), self.style),
            (self.end, self.end_style),
        ]

    def wrapped(self, width: int) -> list[Row]:
        """The line in as many rows as it takes, those after the first one indented."""
        if self.width <= width:
            return [self._whole()]
        end = "" if self.optional else self.end.replace(" ", _NO_BREAK)
        indent = " " * (len(self.lead) + 2)
        lines = wrap(self.lead + self.text + end, max(width, 10), subsequent_indent=indent, break_on_hyphens=False)
        rows: list[Row] = [[(line.replace(_NO_BREAK, " "), self.style)] for line in lines]
        if end and lines[-1].endswith(end):
            rows[-1] = [(lines[-1].removesuffix(end), self.style), (self.end, self.end_style)]
        return rows


class EquationsPanel(FramePanel, can_focus=True):
    """The last update of the selected racer, or of the racer `beside` places after it."""

    BINDING_GROUP_TITLE = "Equations"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "walk", "Next line", id="equations.walk"),
        Binding("backspace", "walk_back", "Line back", show=False, id="equations.walk_back"),
        Binding(
            "right", "parameter(1)", "Parameter", key_display="← →", tooltip="Next parameter", id="equations.parameter"
        ),
        Binding("left", "parameter(-1)", "Previous parameter", show=False, id="equations.last_parameter"),
        Binding("up,k", "scroll_up", "Scroll up", show=False, id="equations.up"),
        Binding("down,j", "scroll_down", "Scroll down", show=False, id="equations.down"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "equations--line",
        "equations--numbers",
        "equations--value",
        "equations--note",
        "equations--now",
    }
    DEFAULT_CSS = """
    EquationsPanel {
        overflow-y: auto;
        scrollbar-gutter: stable;
        padding: 0 0 0 1;
        & > .equations--line { color: $foreground; text-style: bold; }
        & > .equations--numbers { color: $text-muted; }
        & > .equations--value { color: $text-success; }
        & > .equations--note { color: $text-muted; text-style: italic; }
        & > .equations--now { color: $text-accent; text-style: bold; }
    }
    """

    walked: reactive[int] = reactive(0, repaint=False, init=False)
    """The number of lines shown while the user steps through the update; 0 for all."""

    def __init__(self, beside: int = 0, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._beside = beside
        self._lines: tuple[AnatomyLine, ...] = ()
        self.longest = 0
        """The columns of the longest line, where nothing is cut."""
        self.needed = 0
        """The columns of the longest line, where notes may be left out."""

    def watch_walked(self) -> None:
        """Show one line more or less."""
        self.redraw()

    @property
    def racer(self) -> RacerFrame | None:
        """The racer whose update is shown."""
        frame = self.frame
        if frame is None or not frame.racers:
            return None
        if self._beside and len(frame.racers) < 2:
            return None
        return frame.racers[(frame.view.selected + self._beside) % len(frame.racers)]

    @demo_safe
    def action_walk(self) -> None:
        """Show one line more, with its sentence; after the last one all lines."""
        self.walked = 0 if self.walked >= len(self._lines) else self.walked + 1

    @demo_safe
    def action_walk_back(self) -> None:
        """Show one line less."""
        self.walked = max(self.walked - 1, 0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One parameter is chosen where not all are listed."""
        return action != "parameter" or (self.frame is not None and self.frame.problem.dims > LISTED)

    @demo_safe
    def action_parameter(self, by: int) -> None:
        """Show the numbers of the next parameter, or those of the one before."""
        if self.frame is not None:
            self.post_message(ViewChanged(self.frame.view.beside(by, self.frame.problem.dims)))

    # Drawing

    def _why_none(self, update: int) -> str:
        """Why there are no equations of an update."""
        frame = self.frame
        if frame is None or update or (frame.stale and frame.clock.step):
            return CATCHING_UP
        return "Before the first update: press . to make it." if not frame.clock.step else "It has made no update."

    def rows(self, width: int) -> Sequence[Row]:
        """Return the equations, each with its arithmetic for every coordinate."""
        racer = self.racer
        if racer is None:
            self.set_titles("Equations", "")
            return [[("No racer: press a on the race screen to add one.", self.style_of("equations--note"))]]
        marker, _ = marker_and_style(self, racer.slot)
        update = racer.steps
        self.set_titles(f"{marker} {racer.name} · update {update}", "enter: line by line" if not self.walked else "")
        self._lines = racer.inspection.lines if racer.inspection is not None else ()
        if not self._lines:
            return [[(self._why_none(update), self.style_of("equations--note"))]]
        shown = self._lines[: self.walked] if self.walked else self._lines
        names = self.frame.problem.names if self.frame is not None else ("x", "y")
        blocks = [self._block(line, names, i == self.walked - 1) for i, line in enumerate(shown)]
        self.longest = max(part.width for block in blocks for part in block)
        self.needed = max(part.needed for block in blocks for part in block)
        wrapped = [row for block in blocks for part in block for row in part.wrapped(width)]
        if len(wrapped) <= self.scrollable_content_region.height:
            return wrapped
        return [part.cut(width) for block in blocks for part in block]

    def _block(self, line: AnatomyLine, names: Sequence[str], now: bool) -> list[Line]:
        head, note_style = (
            self.style_of("equations--now" if now else "equations--line"),
            self.style_of("equations--note"),
        )
        equation, note = display_text(self, line.equation), display_text(self, line.note)
        if now and note:
            lines = [Line("", equation, "", head, head), Line("  ", note, "", note_style, note_style)]
        else:
            lines = [Line("", equation, f"   {note}" if note else "", head, note_style, optional=True)]
        styles = self.style_of("equations--numbers"), self.style_of("equations--value")
        listed: Sequence[int] = range(len(line.values))
        if len(line.values) > LISTED and self.frame is not None:
            problem, listed = self.frame.problem, (self.frame.parameter,)
            if line.by_group and problem.groups:
                lead, told = "  ", by_group_text(line.values, problem.groups)
            else:
                lead, told = "  norm ", norms_text(line.values, problem.groups)
            lines.append(Line(lead, display_text(self, told), "", styles[1], styles[1]))
        for i in listed:
            numbers, result = line.numbers[i], display_text(self, rounded(line.values[i], 4))
            name = f"  {names[i]}: " if len(line.values) > 1 and i < len(names) else "  "
            text = display_text(self, numbers) if numbers else ""
            lines.append(Line(name, text, f" = {result}" if numbers else result, *styles))
        return lines


def by_group_text(values: Sequence[float], groups: Sequence[Group]) -> str:
    """The value of each group: `hidden1 0.21 · output 0.13`."""
    return " · ".join(f"{group.name} {rounded(values[group.start], 4)}" for group in groups)


def norms_text(values: Sequence[float], groups: Sequence[Group]) -> str:
    """The Euclidean norm of a value of each parameter, and those of its groups: `16.29 · hidden1 3.1 · output 1.1`."""
    parts = (f"{group.name} {rounded(math.hypot(*values[group.part]), 4)}" for group in groups)
    return " · ".join((rounded(math.hypot(*values), 4), *parts))
