"""From tokens to events: what is out of bounds is dropped, and what people type arrives."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message
from textual.messages import TerminalSupportsSynchronizedOutput

from tests.tui.test_input_tokens import streams
from tui.terminal.input_events import InputEvents, last_of_moves
from tui.terminal.input_reader import REPORT_INTERVAL, LastReports
from tui.terminal.input_tokens import Sequence, Tokenizer
from tui.terminal.terminal_size import MAX_COLUMNS, MAX_ROWS, clamped


def heard(data: bytes) -> list[Message]:
    """The events of a stream that ends in silence."""
    tokenizer, made = Tokenizer(1000), InputEvents()
    tokens = tokenizer.feed(data) + tokenizer.expire()
    return [event for token in tokens for event in made.of(token)]


def keys(data: bytes) -> list[tuple[str, str | None]]:
    found = heard(data)
    assert all(isinstance(event, events.Key) for event in found)
    return [(event.key, event.character) for event in found if isinstance(event, events.Key)]


numbers = st.integers(0, 300).map(str) | st.sampled_from(["55296", "65535", "1114112", "9" * 12, "9" * 2000, "-1"])
parameters = st.lists(st.lists(numbers, max_size=4).map(":".join), max_size=6)
sequences = st.builds(
    lambda mark, parts, end: f"\x1b[{mark}{';'.join(parts)}{end}".encode(),
    st.sampled_from(["", "<", "?", ">", "48;", "M"]),
    parameters,
    st.sampled_from([*"u~ABCDEFHPQRSMmtcnIOZ", "$y"]),
)


@given(st.lists(sequences | streams, max_size=10).map(b"".join))
def test_any_stream_gives_events_in_bounds(data: bytes) -> None:
    for event in heard(data):
        if isinstance(event, events.Key):
            assert event.character is None or len(event.character) <= 1
            assert re.fullmatch(r"(?:[a-z]+\+)*.[\w]*", event.key, re.DOTALL)
        elif isinstance(event, events.Resize):
            assert 1 <= event.size.width <= MAX_COLUMNS
            assert 1 <= event.size.height <= MAX_ROWS
        elif isinstance(event, events.MouseEvent):
            assert 0 <= event.x < 10**10
            assert 0 <= event.y < 10**10


KEYS = {
    "a letter": (b"x", [("x", "x")]),
    "a letter of two bytes": ("é".encode(), [("é", "é")]),
    "a control character": (b"\x11", [("ctrl+q", "\x11")]),
    "escape": (b"\x1b", [("escape", "\x1b")]),
    "a letter with alt": (b"\x1bx", [("alt+x", "x")]),
    "a letter with alt in front of others": (b"\x1bxyz", [("alt+x", "x"), ("y", "y"), ("z", "z")]),
    "a key that has its own code with alt": (b"\x1b\x7f", [("ctrl+w", None)]),
    "shift and tab": (b"\x1b[Z", [("shift+tab", None)]),
    "F1 of the Linux console": (b"\x1b[[A", [("f1", None)]),
    "F1": (b"\x1bOP", [("f1", None)]),
    "an arrow with ctrl": (b"\x1b[1;5A", [("ctrl+up", None)]),
    "page down": (b"\x1b[6~", [("pagedown", None)]),
    "kitty: enter": (b"\x1b[13u", [("enter", "\r")]),
    "kitty: a letter": (b"\x1b[97;;97u", [("a", "a")]),
    "kitty: a capital": (b"\x1b[97;2;65u", [("A", "A")]),
    "kitty: with ctrl": (b"\x1b[97;5u", [("ctrl+a", None)]),
    "kitty: other forms of the key": (b"\x1b[97:65:97;2;65u", [("A", "A")]),
    "kitty: a press": (b"\x1b[97;1:1u", [("a", "a")]),
    "kitty: a repetition": (b"\x1b[1;1:2A", [("up", None)]),
    "kitty: several characters": (b"\x1b[0;;97:98u", [("a", "a"), ("b", "b")]),
    "kitty: a character and a control": (b"\x1b[0;;97:27u", [("a", "a")]),
    "xterm: a tab with ctrl": (b"\x1b[27;5;9~", [("ctrl+tab", None)]),
    "xterm: a capital": (b"\x1b[27;2;65~", [("A", "A")]),
    "a byte of no character": (b"\xff", [("replacement_character", "\ufffd")]),
}


@pytest.mark.parametrize(("data", "expected"), KEYS.values(), ids=KEYS)
def test_keys(data: bytes, expected: list[tuple[str, str | None]]) -> None:
    assert keys(data) == expected


NOTHING = {
    "kitty: let go": b"\x1b[97;1:3u",
    "kitty: an arrow let go": b"\x1b[1;5:3A",
    "kitty: no event": b"\x1b[97;1:4u",
    "kitty: beyond Unicode": b"\x1b[1114112u",
    "kitty: 12 digits": b"\x1b[999999999999u",
    "kitty: a surrogate": b"\x1b[55296u",
    "kitty: a control character": b"\x1b[3u",
    "kitty: a C1 control character": b"\x1b[155u",
    "kitty: modifiers out of bounds": b"\x1b[97;257u",
    "a function key that there is not": b"\x1b[99~",
    "C1 in UTF-8": b"\xc2\x9b",
    "device attributes": b"\x1b[?64;1;2;6c\x1b[>1;4000;19c",
    "a place of the cursor": b"\x1b[12;40R",
    "a status": b"\x1b[0n",
    "no size": b"\x1b[48;0;80;0;0t",
    "a size of six digits": b"\x1b[48;24;100000;0;0t",
    "a mouse far away": b"\x1b[<0;100000;1M",
    "a mouse above": b"\x1b[<0;1;-1M",
    "a button that there is not": b"\x1b[<128;1;1M",
    "a mode that nobody asked for": b"\x1b[?1;1$y",
    "a mode that the terminal does not know": b"\x1b[?2026;0$y",
}


@pytest.mark.parametrize("data", NOTHING.values(), ids=NOTHING)
def test_nothing_is_heard(data: bytes) -> None:
    assert heard(data) == []


def test_a_capability_is_heard_once() -> None:
    assert [type(event) for event in heard(b"\x1b[?2026;2$y" * 9)] == [TerminalSupportsSynchronizedOutput]


@pytest.mark.parametrize(
    ("report", "kind", "button"),
    [
        (b"\x1b[M \xc1\x22", events.MouseDown, 1),
        (b"\x1b[M#\xc1\x22", events.MouseUp, 1),
        (b"\x1b[M`\xc1\x22", events.MouseScrollUp, 0),
    ],
    ids=["down", "up", "wheel"],
)
def test_the_mouse_of_the_oldest_protocol(report: bytes, kind: type[events.MouseEvent], button: int) -> None:
    (event,) = heard(report)
    assert isinstance(event, kind)
    assert (event.x, event.y, event.button) == (160, 1, button)


def test_a_mouse_in_pixels_that_the_terminal_does_not_know_is_one_in_cells() -> None:
    _, event = heard(b"\x1b[48;40;120;0;0t\x1b[<0;5;6M")
    assert isinstance(event, events.MouseDown)
    assert (event.x, event.y) == (4, 5)


def test_of_moves_in_a_row_the_last_is_heard_and_clicks_stay_where_they_are() -> None:
    moved, click = [Sequence(f"\x1b[<35;{n};1M") for n in range(1, 9)], Sequence("\x1b[<0;3;1M")
    dragged = Sequence("\x1b[<32;4;1M")
    tokens = [*moved[:3], click, dragged, dragged, *moved[3:]]
    assert list(last_of_moves(tokens)) == [moved[2], click, dragged, moved[-1]]
    wheel = [Sequence("\x1b[<96;1;1M")] * 2  # a wheel that is turned with the motion bit
    assert list(last_of_moves([*wheel])) == wheel


def test_of_many_sizes_the_last_is_handed_on() -> None:
    reports = LastReports()
    sizes = [events.Resize.from_dimensions((n, 9), None) for n in range(20, 29)]
    assert reports.hold(sizes[0])
    assert reports.due(0.0) == [sizes[0]]
    assert all(map(reports.hold, sizes))
    assert reports.due(REPORT_INTERVAL / 2) == []
    assert reports.due(REPORT_INTERVAL) == [sizes[-1]]
    assert reports.due(9.0) == []


def test_of_the_focus_only_changes_are_handed_on() -> None:
    reports = LastReports()
    here, gone = events.AppFocus(), events.AppBlur()
    handed_on = []
    for turn, report in enumerate([here, here, gone, gone, here]):
        assert reports.hold(report)
        handed_on += reports.due(float(turn))
    assert handed_on == [here, gone, here]
    assert not reports.hold(events.Key("x", "x"))


@pytest.mark.parametrize(
    ("asked", "given_"), [((80, 24), (80, 24)), ((0, -1), (1, 1)), ((10**5, 10**5), (MAX_COLUMNS, MAX_ROWS))]
)
def test_sizes_are_clamped(asked: tuple[int, int], given_: tuple[int, int]) -> None:
    assert clamped(*asked) == given_


def test_a_long_text_is_a_paste_where_the_terminal_marks_none() -> None:
    text = "m: 0\rm = beta1*m + (1 - beta1)*g\rtheta = theta - lr*m"
    (event,) = heard(text.encode())
    assert isinstance(event, events.Paste)
    assert event.text == text


@pytest.mark.parametrize("data", [b"j" * 47, b"jk" * 20 + b"\x11" + b"jk" * 20], ids=["short", "with a control"])
def test_what_may_be_typed_is_keys(data: bytes) -> None:
    assert len(keys(data)) == len(data)
