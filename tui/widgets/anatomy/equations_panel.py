"""The equations of one update, with its numbers: all at once, or line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from core.inspection.anatomy import AnatomyLine
from core.number_text import rounded
from tui.demo_safe import demo_safe
from tui.widgets.panel import FramePanel
from tui.widgets.racer_style import display_text, marker_and_style
from tui.widgets.text_rows import Row, fit

if TYPE_CHECKING:
    from tui.state.frame import RacerFrame


CATCHING_UP = "Catching up …"


class EquationsPanel(FramePanel, can_focus=True):
    """The last update of the selected racer, or of the racer `beside` places after it."""

    BINDING_GROUP_TITLE = "Equations"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "walk", "Next line", id="equations.walk"),
        Binding("backspace", "walk_back", "Line back", show=False, id="equations.walk_back"),
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

    # Drawing

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
            note = CATCHING_UP if update else "Before the first update: press . to make it."
            return [[(note, self.style_of("equations--note"))]]
        shown = self._lines[: self.walked] if self.walked else self._lines
        names = self.frame.problem.names if self.frame is not None else ("x", "y")
        return [row for i, line in enumerate(shown) for row in self._block(line, names, width, i == self.walked - 1)]

    def _block(self, line: AnatomyLine, names: Sequence[str], width: int, now: bool) -> Iterator[Row]:
        head = self.style_of("equations--now" if now else "equations--line")
        equation, note = display_text(self, line.equation), display_text(self, line.note)
        inline = note and not now and cell_len(note) <= width - cell_len(equation) - 3
        yield [(equation, head), (f"   {note}" if inline else "", self.style_of("equations--note"))]
        if now and note:
            yield [(f"  {note}", self.style_of("equations--note"))]
        for i, (numbers, value) in enumerate(zip(line.numbers, line.values, strict=True)):
            name = f"{names[i]}: " if len(line.values) > 1 and i < len(names) else ""
            result = display_text(self, rounded(value, 4))
            text = f"  {name}{display_text(self, numbers)} = " if numbers else f"  {name}"
            cut = width - cell_len(result)
            yield [
                (
                    text if cell_len(text) <= cut else fit(text, max(cut - 3, 0)) + " = ",
                    self.style_of("equations--numbers"),
                ),
                (result, self.style_of("equations--value")),
            ]
