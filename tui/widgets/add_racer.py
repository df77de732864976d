"""The dialog that asks which racer to add."""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from core.optimizers import OPTIMIZERS
from core.optimizers.entry import Optimizer
from core.specs import RacerSpec, parse_racers
from tui.demo_safe import demo_safe
from tui.widgets.controls import Entry
from tui.widgets.dialog import Dialog
from tui.widgets.racer_style import display_text

RacerSpecs: TypeAlias = tuple[RacerSpec, ...]

HINT = "⏎ adds it · ↑↓ choose · tab completes the name, then lr=…"


@demo_safe
class AddRacer(Dialog[RacerSpecs]):
    """Asks for a spec line, or for an optimizer from the list below it; None when nothing shall be added."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "highlight(-1)", "Choose", key_display="↑↓", id="dialog.up"),
        Binding("down", "highlight(1)", "Next", show=False, id="dialog.down"),
        Binding("tab", "complete", "Complete", priority=True, id="dialog.complete"),
    ]
    DEFAULT_CSS = """
    AddRacer OptionList {
        height: auto; max-height: 10; margin: 1 0; border: none; padding: 0; background: $surface;
        text-wrap: nowrap; text-overflow: ellipsis; scrollbar-size-vertical: 1;
    }
    AddRacer .detail { height: auto; max-height: 5; color: $text-muted; }
    """

    def __init__(self, rules: tuple[Optimizer, ...] = ()) -> None:
        """Offer the catalog and, before it, the rules of the scenario."""
        super().__init__()
        self.rules = rules
        self.entries = {entry.name: entry for entry in (*rules, *OPTIMIZERS.values())}

    def compose(self) -> ComposeResult:
        """Lay out the entry, its message and the list."""
        with Vertical() as box:
            box.border_title = "Add a racer"
            yield Entry(placeholder="adam lr=0.1   or   adam lr=[0.01,0.1,1]")
            yield Static(display_text(self, HINT), classes="message", markup=False)
            choices = OptionList(*self._options(""), compact=True)
            choices.can_focus = False  # the entry keeps the keys, and sends up and down on
            choices.highlighted = 0
            yield choices
            yield Static("", classes="detail", markup=False)

    @property
    def highlighted(self) -> str:
        """The name of the highlighted optimizer, or nothing."""
        choices = self.query_one(OptionList)
        index = choices.highlighted
        return "" if index is None else str(choices.get_option_at_index(index).id)

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        text = event.input.value
        choices = self.query_one(OptionList)
        choices.clear_options()
        choices.add_options(self._options(_word(text)))
        choices.highlighted = 0 if choices.option_count else None
        if not text.strip() or (_unfinished(text) and self.highlighted):
            self.say(HINT)
            return
        try:
            count = len(parse_racers(text, self.rules))
        except ValueError as error:
            self.say(str(error), wrong=True)
        else:
            self.say(HINT if count == 1 else f"⏎ adds {count} racers, one for each value")

    @on(OptionList.OptionHighlighted)
    def _explain(self, event: OptionList.OptionHighlighted) -> None:
        entry = self.entries[str(event.option.id)]
        hypers = " ".join(f"{hyper.name}={hyper.format(hyper.default)}" for hyper in entry.hypers)
        self.query_one(".detail", Static).update(display_text(self, f"{entry.purpose}\n{hypers}"))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        try:
            racers = parse_racers(self._completed(event.value), self.rules)
        except ValueError:
            return  # the message already says why
        self.dismiss(racers)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(parse_racers(str(event.option.id), self.rules))

    @demo_safe
    def action_highlight(self, by: int) -> None:
        """Highlight the optimizer `by` rows further down."""
        choices = self.query_one(OptionList)
        if choices.highlighted is not None:
            choices.highlighted = min(max(choices.highlighted + by, 0), choices.option_count - 1)

    @demo_safe
    def action_complete(self) -> None:
        """Write the highlighted optimizer's name into the line."""
        entry = self.query_one(Entry)
        if _unfinished(entry.value) and self.highlighted:
            entry.value = f"{self._completed(entry.value)} "
            entry.cursor_position = len(entry.value)

    def _completed(self, text: str) -> str:
        """The line; a single unfinished word in it means the highlighted optimizer."""
        if not (_unfinished(text) and self.highlighted):
            return text
        label, colon, _ = text.rpartition(":")
        return f"{label}: {self.highlighted}" if colon else self.highlighted

    def _options(self, word: str) -> list[Option]:
        """The optimizers with the word in name or title: the same name first, then those that begin with it."""
        found = [entry for entry in self.entries.values() if word in entry.name or word in entry.title.lower()]
        found.sort(key=lambda entry: (entry.name != word, not entry.name.startswith(word)))
        column = max(map(len, self.entries)) + 2
        return [Option(Text.assemble((e.name.ljust(column), "bold"), e.purpose), e.name) for e in found]


def _unfinished(text: str) -> bool:
    """Whether the line stops within its first word, label aside."""
    after = text.rpartition(":")[2]
    return not after.strip() or (len(after.split()) == 1 and not after[-1].isspace())


def _word(text: str) -> str:
    words = text.rpartition(":")[2].split()
    return words[0].lower() if words else ""
