"""The dialogs that open and save scenario files: a path to type, completed from the folders and files on the disk."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from core.frozen import frozen
from core.input_files import shown_path
from core.safe_text import safe_text
from core.scenario import Scenario
from core.toml_positions import parsed
from tui.state.files import (
    DATA_SUFFIXES,
    SUFFIX,
    FileError,
    is_lesson,
    kept_sessions,
    parse_scenario,
    read_text,
    typed_path,
    write_scenario,
)
from tui.widgets.dialogs.list_dialog import ListDialog
from tui.widgets.entry import Entry
from tui.widgets.key_line import KeyLine
from tui.widgets.racer_style import display_text

if TYPE_CHECKING:
    from core.sweep.sweep_toml import SweepTable
    from tui.lessons.own import OwnLesson

MAX_COMPLETIONS = 200

Opened = TypeVar("Opened")


@frozen
class Document:
    """A scenario and the file that holds it, with the text that is in it."""

    path: Path
    text: str
    scenario: Scenario

    @property
    def has_sweep(self) -> bool:
        """Whether the table of a sweep stands beside the scenario."""
        return "sweep" in parsed(self.text)

    @property
    def sweep(self) -> SweepTable | None:
        """The table of a sweep beside the scenario; None without one, or with one that can't be read."""
        if not self.has_sweep:
            return None
        from core.sweep.sweep_toml import read_table  # noqa: PLC0415 - it imports numpy

        try:
            return read_table(self.text)
        except ValueError:
            return None

    @property
    def is_plain(self) -> bool:
        """Whether the file holds nothing, such as a comment, that saving would lose."""
        sweep = self.sweep
        table = "" if sweep is None else sweep.to_toml()
        return self.text == self.scenario.to_toml(str(self.path.parent)) + table


def choices(text: str, suffixes: tuple[str, ...] = (SUFFIX,)) -> list[str]:
    """Completions of a typed path: the folders, then the files of a kind, whose names begin with its last part."""
    folder, _, start = text.rpartition("/")
    hidden = start.startswith(".")
    found: list[tuple[bool, str]] = []
    try:
        with os.scandir(typed_path(f"{folder}/" if text.startswith("/") else folder or ".")) as entries:
            for entry in entries:
                wanted = entry.name.lower().startswith(start.lower()) and (hidden or entry.name[0] != ".")
                if wanted and (entry.is_dir() or entry.name.lower().endswith(suffixes)):
                    found.append((not entry.is_dir(), entry.name))
    except (OSError, ValueError):  # no such folder, or a name that no folder can have
        return []
    before = text[: len(text) - len(start)]
    return [f"{before}{name}" if is_file else f"{before}{name}/" for is_file, name in sorted(found)[:MAX_COMPLETIONS]]


class FileDialog(ListDialog[Opened], Generic[Opened]):
    """Asks for a path; None when nothing was opened or saved."""

    TITLE: ClassVar[str]
    HINT: ClassVar[str]
    CHOOSES: ClassVar[bool] = False
    """Whether the first path of the list is highlighted at once, so that enter takes it."""
    SUFFIXES: ClassVar[tuple[str, ...]] = (SUFFIX,)
    """The ends of the names that are listed."""

    def __init__(self, path: str = "") -> None:
        super().__init__()
        self._begin = path

    def compose(self) -> ComposeResult:
        """Lay out the path, its message and the list of paths."""
        with Vertical() as box:
            box.border_title = self.TITLE
            yield Entry(self._begin, placeholder="race.toml")
            yield Static(display_text(self, self.HINT), classes="message", markup=False)
            yield self.option_list()
        yield KeyLine()

    def on_mount(self) -> None:
        """List the folder that the dialog begins in."""
        folder, slash, _ = self._begin.rpartition("/")
        self._offer(f"{folder}{slash}")  # the name itself is selected, and typing replaces it

    def first(self) -> Sequence[Option]:
        """Options above the paths while nothing is typed."""
        return ()

    def _offer(self, text: str) -> None:
        first = () if text else self.first()
        options = [*first, *(Option(Content(safe_text(choice)), choice) for choice in choices(text, self.SUFFIXES))]
        self.offer(options, highlight_first=self.CHOOSES)
        self.query_one(OptionList).display = bool(options)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.say(self.HINT)
        self._offer(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        self.enter(event.value.strip())

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.take(str(event.option.id))

    def enter(self, text: str) -> None:
        """Open or save the path that was typed."""
        raise NotImplementedError

    def take(self, path: str) -> None:
        """Open or save the path that was chosen in the list; list the content of a folder."""
        self.write(path)
        if not path.endswith("/"):
            self.enter(path)

    def action_complete(self) -> None:
        """Write the highlighted path, or else the beginning that all offered paths share."""
        entry = self.query_one(Entry)
        found = choices(entry.value, self.SUFFIXES)
        common = self.highlighted or common_prefix(found)
        if len(common) > len(entry.value) or common in found:
            self.write(common)


def common_prefix(texts: Sequence[str]) -> str:
    """The longest common prefix."""
    first, last = min(texts, default=""), max(texts, default="")
    return first[: next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))]


LAST = "last session"


def parsed_file(path: Path, text: str) -> Document | OwnLesson:
    """The scenario or the lesson in the text of a file. Raises FileError."""
    if is_lesson(text):
        from tui.lessons.own import parse_own_lesson  # noqa: PLC0415 - it imports numpy

        return parse_own_lesson(path, text)
    return Document(path, text, parse_scenario(path, text))


class OpenFile(FileDialog["Document | OwnLesson | Path"]):
    """Opens a scenario file, a lesson or the last session; of a file of data it returns the path."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Open", priority=True, id="open.submit")]
    TITLE = "Open a scenario, a lesson or data"
    HELP = """
    ### Open a scenario, a lesson or data

    A scenario file (TOML) holds everything that a race depends on; a lesson is a text with races and claims, and goes
    into the list of lessons; a CSV file is data to fit, of which you choose the columns next. Type the path: `tab`
    completes it, `up` and `down` choose in the list, `enter` opens it. The first entry is the last session, which is
    kept when the app ends. `u` brings back the race that was there before.
    """
    HINT = "⏎ opens it · ↑↓ choose · tab completes the path"
    CHOOSES = True
    SUFFIXES = (SUFFIX, *DATA_SUFFIXES)

    def first(self) -> Sequence[Option]:
        """Offer the last session."""
        kept = kept_sessions()
        if not kept:
            return ()
        date, _, time = kept[0].stem.rpartition("-")[0].rpartition("-")
        return (Option(Content(f"the last session, of {date} {time[:2]}:{time[2:4]}"), LAST),)

    def enter(self, text: str) -> None:
        """Open the file of that name, else the highlighted one."""
        path = typed_path(text)
        if self.highlighted and not os.path.isfile(path):
            self.take(self.highlighted)
        else:
            self._open(path)

    def take(self, path: str) -> None:
        """Open the file or the session that was chosen; list the content of a folder."""
        if path == LAST:
            self._open(kept_sessions()[0])
        elif path.endswith("/"):
            self.write(path)
        else:
            self._open(typed_path(path))

    def _open(self, path: Path) -> None:
        if path.suffix.lower() in DATA_SUFFIXES and os.path.isfile(path):
            self.dismiss(path)
            return
        try:
            self.dismiss(parsed_file(path, read_text(path)))
        except FileError as error:
            self.say(str(error), wrong=True)


class SaveFile(FileDialog[Document]):
    """Saves a scenario, and its sweep if there is one; asks before it overwrites what the app did not write."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "submit", "Save", priority=True, id="save.submit")]
    TITLE = "Save this race"
    HELP = """
    ### Save this race

    Type a path: `tab` completes it, `enter` saves the race there, as a scenario file (TOML). A file that is there
    already is overwritten at the second `enter`. `fallline FILE` opens it again. From the sweep screen the file holds
    the sweep, too: `f2` shows it, `fallline sweep FILE` computes it.
    """
    HINT = "⏎ saves it · ↑↓ choose · tab completes the path"

    def __init__(
        self, scenario: Scenario, path: str, known: Document | None = None, sweep: SweepTable | None = None
    ) -> None:
        """Suggest `path`. A file that still holds what `known` says is overwritten without asking."""
        super().__init__(path)
        self.scenario = scenario
        self.sweep = sweep
        self.known = known
        self._asked: Path | None = None

    def enter(self, text: str) -> None:
        """Save under that name; enter once more overwrites a file."""
        if self.highlighted:
            self.write(self.highlighted)
            return
        if not text or text.endswith("/"):
            self.say("a file needs a name, such as race.toml", wrong=True)
            return
        path = typed_path(text)
        path = path if path.suffix or path.name in ("", "..") else path.with_suffix(SUFFIX)
        if self._asked != path and os.path.isfile(path) and not self._is_known(path):
            self._asked = path
            self.say(f"{shown_path(path)} is there already: ⏎ again writes over it, esc leaves it", wrong=True)
            return
        try:
            written = write_scenario(path, self.scenario, "" if self.sweep is None else self.sweep.to_toml())
        except FileError as error:
            self.say(str(error), wrong=True)
            return
        self.dismiss(Document(path, written, self.scenario))

    def take(self, path: str) -> None:
        """Put the path into the entry, and save nothing: a click alone must not overwrite a file."""
        self.write(path)

    def write(self, text: str) -> None:
        """Put a path into the entry."""
        self._asked = None
        super().write(text)

    def _is_known(self, path: Path) -> bool:
        """Whether the file is as the app left it, and saving would lose nothing but what it replaces."""
        if self.known is None or os.path.realpath(path) != os.path.realpath(self.known.path):
            return False
        try:
            text = read_text(path)
        except FileError:
            return False
        loses_sweep = self.sweep is None and self.known.sweep is not None
        return text == self.known.text and self.known.is_plain and not loses_sweep

    @on(Input.Changed)
    def _changed(self) -> None:
        self._asked = None
