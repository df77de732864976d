"""The dialog that adds racers."""

from __future__ import annotations

from typing import ClassVar, TypeAlias

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from core.external.registry import known
from core.optimizers.entry import Optimizer
from core.specs import RacerSpec, parse_racers
from tui.demo_safe import demo_safe
from tui.widgets.dialogs.list_dialog import ListDialog
from tui.widgets.entry import Entry
from tui.widgets.key_line import KeyLine
from tui.widgets.racer_style import display_text

RacerSpecs: TypeAlias = tuple[RacerSpec, ...]

HINT = "⏎ adds it · ↑↓ choose · tab completes the name, then lr=…"


@demo_safe
class AddRacer(ListDialog[RacerSpecs]):
    """Asks for a spec, or for an optimizer of the list under it; None when nothing is added."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Add", priority=True, id="add.submit")]
    HELP = """
    ### Add a racer

    Type a name, or a name with settings: `adam lr=0.1 beta2=0.99`. `up` and `down` choose in the list, `tab` writes the
    name into the line, `enter` adds the racer.

    - `lr=[0.01,0.1,1]` adds a racer for each value; two lists give all pairs.
    - `schedule=cosine` changes the learning rate over the steps.
    - `fast: adam lr=0.3` gives it a name.
    """
    DEFAULT_CSS = """
    AddRacer OptionList { margin: 1 0; }
    AddRacer .detail { height: auto; max-height: 5; color: $text-muted; }
    """

    def __init__(self, rules: tuple[Optimizer, ...] = ()) -> None:
        """Offer the scenario's own rules, then the user's own code and the catalog."""
        super().__init__()
        self.rules = rules
        self.entries = known(rules)

    def compose(self) -> ComposeResult:
        """Lay out the entry, its message and the list."""
        with Vertical() as box:
            box.border_title = "Add a racer"
            yield Entry(placeholder="adam lr=0.1   or   adam lr=[0.01,0.1,1]")
            yield Static(display_text(self, HINT), classes="message", markup=False)
            choices = self.option_list(self._options(""))
            choices.highlighted = 0
            yield choices
            yield Static("", classes="detail", markup=False)
        yield KeyLine()

    @on(Input.Changed)
    def _filter(self, event: Input.Changed) -> None:
        text = event.input.value
        self.offer(self._options(_word(text)), highlight_first=True)
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
    def action_complete(self) -> None:
        """Write the highlighted optimizer's name into the line."""
        entry = self.query_one(Entry)
        if _unfinished(entry.value) and self.highlighted:
            self.write(f"{self._completed(entry.value)} ")

    def _completed(self, text: str) -> str:
        """The text typed, with the highlighted optimizer in place of an optimizer's name that is not finished."""
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
    """Whether nothing follows the optimizer's name yet, not even a blank."""
    after = text.rpartition(":")[2]
    return not after.strip() or (len(after.split()) == 1 and not after[-1].isspace())


def _word(text: str) -> str:
    words = text.rpartition(":")[2].split()
    return words[0].lower() if words else ""
