"""Input that waits while the app is behind: bounded, in order, and the newest counts."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.message import Message

from tui.terminal.waiting_events import INTERRUPT, MAX_WAITING, WaitingEvents


class App:
    """Takes as many events as it has room for."""

    def __init__(self) -> None:
        self.room = 0
        self.taken: list[Message] = []
        self.waiting = WaitingEvents(self.take, lambda: self.room > 0)

    def take(self, event: Message) -> None:
        self.room -= 1
        self.taken.append(event)

    def take_all(self) -> list[Message]:
        self.room = 10**6
        self.waiting.hand_on()
        return self.taken


def key(name: str) -> events.Key:
    return events.Key(name, None)


def move(x: int) -> events.MouseMove:
    return events.MouseMove(None, x, 0, 0, 0, 0, False, False, False)


def size(columns: int) -> events.Resize:
    return events.Resize(Size(columns, 24), Size(columns, 24))


def test_events_come_in_order_as_far_as_there_is_room() -> None:
    app = App()
    keys = [key(name) for name in "abc"]
    for event in keys:
        app.waiting.add(event)
    app.waiting.hand_on()
    assert app.taken == []
    assert app.waiting
    app.room = 2
    app.waiting.hand_on()
    assert app.taken == keys[:2]
    assert app.take_all() == keys
    assert not app.waiting


def test_of_too_many_the_newest_wait() -> None:
    app = App()
    keys = [key(f"f{number}") for number in range(10 * MAX_WAITING)]
    for event in keys:
        app.waiting.add(event)
    assert app.take_all() == keys[-MAX_WAITING:]


def test_an_interrupt_drops_what_waits_before_it() -> None:
    app = App()
    kept = [key(INTERRUPT), key("c")]
    for event in (key("a"), move(1), *kept):
        app.waiting.add(event)
    assert app.take_all() == kept


def test_a_flood_drops_no_report_and_of_each_kind_the_last_is_handed_on_first() -> None:
    app = App()
    first, last, focus, blur = size(80), size(120), events.AppFocus(), events.AppBlur()
    for event in (first, focus, last, blur, *(key("a") for _ in range(10 * MAX_WAITING))):
        app.waiting.add(event)
    taken = app.take_all()
    assert taken[:3] == [focus, last, blur]
    assert len(taken) == 3 + MAX_WAITING


def test_of_pastes_and_of_moves_in_a_row_the_last_waits() -> None:
    app = App()
    pastes = [events.Paste(text) for text in "ab"]
    moves = [move(x) for x in range(3)]
    between = key("a")
    for event in (pastes[0], moves[0], moves[1], between, moves[2], pastes[1]):
        app.waiting.add(event)
    assert app.take_all() == [moves[1], between, moves[2], pastes[1]]
