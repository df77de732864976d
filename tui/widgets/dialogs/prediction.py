"""The dialog that asks the question of a lesson's claim before the claim is revealed."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from core.lessons import Claim
from core.lessons.answers import choices, read_answer
from tui.demo_safe import demo_safe
from tui.widgets.dialogs.list_dialog import ListDialog
from tui.widgets.entry import Entry
from tui.widgets.key_line import KeyLine
from tui.widgets.racer_style import display_text

NUMBER_HINT = "⏎ compares your number with what was measured; an empty answer reveals it"
WORD_HINT = "↑↓ choose · ⏎ compares it with what was measured; an empty answer reveals it"


@demo_safe
class Prediction(ListDialog[str]):
    """Asks for an answer; empty where the user wants to see the claim without one, None where it stays hidden."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Compare", priority=True, id="prediction.submit")
    ]
    HELP = """
    ### Predict

    Answer the question with a number, a formula of numbers such as `2/101`, or a word of the list; `never` is an answer
    where something may not happen. `enter` reveals the claim, and says how good the answer is: right within the
    tolerance of the claim or rounded to two digits or more, close within 10 %, else too small or too large.
    """

    def __init__(self, claim: Claim) -> None:
        super().__init__()
        self.claim = claim
        self.words = choices(claim.expected)

    @property
    def hint(self) -> str:
        """What the keys do."""
        return WORD_HINT if self.words else NUMBER_HINT

    def compose(self) -> ComposeResult:
        """Lay out the question, the entry, its message and the words to choose from."""
        with Vertical() as box:
            box.border_title = "Predict"
            yield Static(display_text(self, self.claim.ask), markup=False)
            yield Entry()
            yield Static(display_text(self, self.hint), classes="message", markup=False)
            options = self.option_list(Option(word, word) for word in self.words)
            options.display = bool(self.words)
            yield options
        yield KeyLine()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to choose and to complete only where there are words to choose from."""
        return bool(self.words) or action not in ("highlight", "complete")

    def on_mount(self) -> None:
        """Highlight no word: an empty answer is none."""
        self.query_one(OptionList).highlighted = None

    @on(Input.Changed)
    def _typed(self) -> None:
        self.say(self.hint)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self._answer(str(event.option.id))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        self._answer(event.value.strip() or self.highlighted)

    def _answer(self, text: str) -> None:
        try:
            if text:
                read_answer(text, self.claim)
        except ValueError as error:
            self.say(str(error), wrong=True)
        else:
            self.dismiss(text)

    @demo_safe
    def action_complete(self) -> None:
        """Write the highlighted word."""
        if self.highlighted:
            self.write(self.highlighted)
