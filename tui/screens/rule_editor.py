"""The editor for the user's own rules: it shows the equations while a rule is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from core.frozen import frozen
from core.hyper import Value, choice
from core.optimizers.entry import Optimizer
from tui.demo_safe import demo_safe
from tui.state.rule_draft import EXAMPLE, Draft, DraftError, free_name
from tui.widgets.dialogs.dialog import Dialog
from tui.widgets.entry import Entry
from tui.widgets.forms.form import Form
from tui.widgets.forms.row import Row
from tui.widgets.key_line import KeyLine
from tui.widgets.racer_style import display_text
from tui.widgets.rule_area import RuleArea
from tui.widgets.rule_reference import RULE_REFERENCE

DECAY = choice(
    "decay",
    "decay",
    "coupled",
    "Weight decay inside the gradient (g + λθ), or outside of it (θ ← θ(1 − ηλ), before the update).",
    ("coupled", "decoupled"),
)


class DecayForm(Form):
    """A form of one row: whether weight decay is coupled or decoupled."""

    class Changed(Message):
        """The user chose the other kind of decay."""

    def __init__(self, decay: str) -> None:
        super().__init__()
        self.decay = decay
        """The kind of decay."""

    def on_mount(self) -> None:
        """Show the row."""
        self.show_rows((Row("decay", DECAY, self.decay),))

    def change(self, row: Row, values: tuple[Value, ...]) -> None:
        """Note the chosen kind, and post `Changed`."""
        self.decay = str(values[0])
        self.show_rows((Row("decay", DECAY, self.decay),))
        self.post_message(self.Changed())


@frozen
class Edited:
    """The result of the editor: a draft, with its optimizer if it is to be raced now."""

    draft: Draft
    entry: Optimizer | None = None


@demo_safe
class RuleEditor(Dialog[Edited]):
    """Edits a rule with its name, settings and purpose, and shows its equations."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "finish", "Race it", priority=True, id="rule.finish"),
        Binding("ctrl+n", "example", "Example", priority=True, id="rule.example"),
        Binding("escape", "leave", "Leave", id="rule.leave"),
    ]
    AUTO_FOCUS = "RuleArea"
    BINDING_GROUP_TITLE = "Optimizer"
    HELP = RULE_REFERENCE
    DEFAULT_CSS = """
    RuleEditor {
        & > Vertical { width: 132; height: 28; max-height: 100%; max-width: 100%; padding: 0 1; }
        & .field { height: 1; }
        & .field > Static { width: 10; color: $text-muted; }
        & .field:focus-within > Static { color: $foreground; text-style: bold; }
        & .field > #rule-name { width: 1fr; max-width: 40; }
        & .field > DecayForm { width: 30; margin-left: 3; }
        & #rule-body { height: 1fr; layout: vertical; margin: 1 0 0 0; }
        & RuleArea { height: 3fr; min-height: 4; }
        & #rule-equations { height: 2fr; min-height: 3; padding: 0 1; border-top: solid $border-blurred;
            border-title-color: $text-muted; scrollbar-size-vertical: 1; }
        & #rule-equations:focus { border-top: solid $border; }
        & #rule-equations.-old Static { color: $text-disabled; }
        & #rule-equations Static { height: auto; }
        & .message { margin: 0; max-height: 4; min-height: 2; }
    }
    RuleEditor.-wide {
        & #rule-body { layout: horizontal; }
        & RuleArea { width: 3fr; height: 1fr; }
        & #rule-equations { width: 2fr; height: 1fr; border-top: none; border-left: solid $border-blurred; }
        & #rule-equations:focus { border-left: solid $border; }
    }
    """

    def __init__(self, draft: Draft = EXAMPLE, *, followers: Mapping[str, int] | None = None) -> None:
        """Begin with a draft; `followers` counts, for each rule of the scenario, the racers that use it."""
        super().__init__()
        self._begin = draft
        self._followers = dict(followers or {})
        self._entry: Optimizer | None = None
        self._error: DraftError | None = None

    def compose(self) -> ComposeResult:
        """Lay out the fields, the rule beside its equations, and the message."""
        draft = self._begin
        with Vertical() as box:
            box.border_title = "An optimizer of your own"
            with Horizontal(classes="field"):
                yield Static("name", markup=False)
                yield Entry(draft.name, placeholder="mine", id="rule-name")
                yield DecayForm(draft.decay)
            with Horizontal(classes="field"):
                yield Static("settings", markup=False)
                yield Entry(draft.settings, placeholder="lr=0.01 beta=0.9 nesterov=false", id="rule-settings")
            with Horizontal(classes="field"):
                yield Static("purpose", markup=False)
                yield Entry(draft.purpose, placeholder="one sentence on what it is for", id="rule-purpose")
            with Container(id="rule-body"):
                yield RuleArea(draft.rule.rstrip("\n"), id="rule-text")
                with VerticalScroll(id="rule-equations"):
                    yield Static("", markup=False)
            yield Static("", classes="message", markup=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Put the cursor at the end of the rule, and check the draft."""
        area = self.query_one(RuleArea)
        area.move_cursor(area.document.end)
        self.query_one("#rule-equations").tooltip = "The rule as a textbook prints it."
        self._check()

    @property
    def draft(self) -> Draft:
        """The texts in the fields."""
        return Draft(
            name=self._text("name").strip(),
            rule=self.query_one(RuleArea).text + "\n",
            settings=self._text("settings").strip(),
            purpose=self._text("purpose").strip(),
            decay=self.query_one(DecayForm).decay,
        )

    def _text(self, field: str) -> str:
        return self.query_one(f"#rule-{field}", Entry).value

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(DecayForm.Changed)
    def _check(self) -> None:
        draft = self.draft
        try:
            self._entry, self._error = draft.entry(), None
        except DraftError as error:
            self._entry, self._error = None, error
        self._show(draft.name)

    def _show(self, name: str) -> None:
        error = self._error
        for field in ("name", "settings"):
            self.query_one(f"#rule-{field}", Entry).set_class(error is not None and error.field == field, "-wrong")
        self.query_one(RuleArea).mark(error.place if error is not None else None)
        equations = self.query_one("#rule-equations")
        equations.set_class(error is not None, "-old")
        if self._entry is not None:
            equations.query_one(Static).update(display_text(self, "\n".join(self._entry.equations())))
        if error is not None:
            self.say(str(error), wrong=True)
        else:
            self.say(self._promise(name))

    def _promise(self, name: str) -> str:
        racers = self._followers.get(name)
        if racers is None:
            return f"^s adds {name} to the race"
        if racers == 0:
            return f"^s writes {name} anew, and adds it to the race"
        return f"^s writes {name} anew; {'its racer follows' if racers == 1 else f'its {racers} racers follow'}"

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.focus_next()

    @demo_safe
    def action_finish(self) -> None:
        """Close with the optimizer, or move the focus to the error."""
        if self._entry is not None:
            self.dismiss(Edited(self.draft, self._entry))
        elif self._error is not None and self._error.field == "rule":
            self.query_one(RuleArea).go_to_mark()
        elif self._error is not None:
            self.query_one(f"#rule-{self._error.field}").focus()

    @demo_safe
    def action_example(self) -> None:
        """Replace all fields by the example; undo in the text area brings the rule back."""
        area = self.query_one(RuleArea)
        area.replace(EXAMPLE.rule.rstrip("\n"), (0, 0), area.document.end)
        self.query_one("#rule-name", Entry).value = free_name(EXAMPLE.name, tuple(self._followers))
        self.query_one("#rule-settings", Entry).value = EXAMPLE.settings
        self.query_one("#rule-purpose", Entry).value = EXAMPLE.purpose

    @demo_safe
    def action_leave(self) -> None:
        """Close without an optimizer; the draft is kept."""
        self.dismiss(Edited(self.draft))
