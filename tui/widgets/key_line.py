"""The last line of the screen: the keys that are active now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual import events

from core.frozen import frozen
from tui.widgets.text_rows import Piece, Row, TextRows

if TYPE_CHECKING:
    from textual.screen import Screen

MORE = " … "
FIRST = (
    *("landscape.set_start", "surface.set_start", "landscape.cancel", "surface.cancel"),
    *("field.up", "field.open", "field.toggle", "field.to_all"),
    *("catalog.choose", "catalog.up", "catalog.next_kind", "catalog.copy"),
    *("race.play", "clock.play", "sweep.view", "sweep.take", "sweep.axes", "equations.walk", "anatomy.beside"),
    *("lessons.next", "lessons.predict", "lessons.select", "lessons.take", "claims.fold"),
    *("race.add", "race.forms", "race.anatomy", "app.lessons", "app.help", "race.sweep"),
)
"""What the panel or the screen is for, then what a newcomer needs; the way out and the others, from the focus outwards,
follow.
"""
HELP = "app.help"
TAKES = ("enter", "ctrl+s")
"""The keys that take what is in a dialog."""


@frozen
class Key:
    """A key binding as the line shows it: `shown` is the name of the key on the screen."""

    key: str
    shown: str
    description: str
    action: str
    enabled: bool = True
    id: str | None = None
    """The id of the binding."""

    @property
    def stays(self) -> bool:
        """Whether it is shown at every width: the help, and the way out."""
        return self.id == HELP or self.key == "escape"

    @property
    def width(self) -> int:
        """Width in cells: the key between blanks, the description and a blank."""
        return cell_len(self.shown) + cell_len(self.description) + 3


NO_KEY = Key("", "", "", "", enabled=False)
"""Where the line is empty."""


def by_importance(keys: Sequence[Key]) -> list[Key]:
    """The keys in the order in which a narrow line drops them, from the end; those of a dialog begin with the key that
    takes what is in it, and end with help.
    """
    ranks = {name: rank for rank, name in enumerate(FIRST)}
    if not any(key.id in ranks and key.id != HELP for key in keys):
        return sorted(keys, key=lambda key: (key.id == HELP, key.key == "escape", key.key not in TAKES))
    return sorted(keys, key=lambda key: ranks.get(key.id or "", len(FIRST) + (key.key != "escape")))


def fitting(keys: Sequence[Key], width: int) -> list[Key | None]:
    """The keys that fit, from the left, then None if some are left out; help and the way out are kept."""
    if sum(key.width for key in keys) <= width:
        return list(keys)
    room = width - len(MORE) - sum(key.width for key in keys if key.stays)
    shown: list[Key | None] = []
    for key in keys:
        if key.stays:
            shown.append(key)
            continue
        room -= key.width  # negative from the first that does not fit, so that none after it is shown
        if room >= 0:
            shown.append(key)
    return [*shown, None]


class KeyLine(TextRows):
    """The active bindings in one line; a click on one presses the key, a click on `…` opens the palette.

    Textual's Footer has a widget for each key, and makes all of them again whenever the focus moves: that was a fifth
    of the time to the first picture.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"keys--key", "keys--off", "keys--text"}
    DEFAULT_CSS = """
    KeyLine { height: 1; width: 1fr; dock: bottom; background: $footer-background; pointer: pointer; }
    KeyLine > .keys--key { text-style: bold; color: $footer-key-foreground; background: $footer-background; }
    KeyLine > .keys--off { color: $footer-description-foreground; background: $footer-background; text-style: dim; }
    KeyLine > .keys--text { color: $footer-description-foreground; background: $footer-background; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._key_ends: list[tuple[int, Key | None]] = []
        self._repaint_due = False
        self._keys: list[Key] | None = None

    def on_mount(self) -> None:
        """Subscribe to changes of the active bindings, as by the focus or by a dialog that opens or closes."""
        self.screen.bindings_updated_signal.subscribe(self, self._schedule_repaint)

    def on_unmount(self) -> None:
        """Unsubscribe."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _schedule_repaint(self, screen: Screen[object]) -> None:
        if self.app.app_focus and screen is self.screen and not self._repaint_due:
            self._repaint_due = True
            self.call_after_refresh(self._repaint)  # one repaint where the focus changes twice

    def _repaint(self) -> None:
        self._repaint_due = False
        if self.is_attached:  # the screen may have been closed meanwhile
            self.redraw()

    @property
    def keys(self) -> list[Key]:
        """The active bindings to show, one for each action."""
        found: dict[str, Key] = {}
        for _, binding, enabled, _ in self.screen.active_bindings.values():
            if binding.show:
                shown = self.app.get_key_display(binding)
                key = Key(binding.key, shown, binding.description, binding.action, enabled, binding.id)
                found.setdefault(binding.action, key)
        return by_importance(list(found.values()))

    def rows(self, width: int) -> Sequence[Row]:
        """Return the one line."""
        row: list[Piece] = []
        end = 0
        self._key_ends = []
        if self._keys is None or self.app.screen is self.screen:  # below a dialog the app has fewer
            self._keys = self.keys
        for key in fitting(self._keys, width):
            if key is None:
                row.append((MORE, self.style_of("keys--key")))
                self._key_ends.append((end + len(MORE), None))
                continue
            end += key.width
            self._key_ends.append((end, key))
            sign, words = ("keys--key", "keys--text") if key.enabled else ("keys--off", "keys--off")
            row += [(f" {key.shown} ", self.style_of(sign)), (f"{key.description} ", self.style_of(words))]
        return [row]

    async def on_click(self, event: events.Click) -> None:
        """Press the key under the mouse; the palette has those that do not fit."""
        event.stop()
        key = next((key for end, key in self._key_ends if event.x < end), NO_KEY)
        if key is None:
            await self.run_action("app.command_palette")
        elif key.enabled:
            self.app.simulate_key(key.key)
        elif key is not NO_KEY:
            self.app.bell()
