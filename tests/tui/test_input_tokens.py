"""The tokenizer of terminal input: any bytes, cut anywhere, in linear time."""

from __future__ import annotations

import sys
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sampling import sampled
from tui.terminal.input_tokens import Alt, EscapeKey, Pasted, Sequence, Text, Token, Tokenizer, X10Mouse
from tui.terminal.paste import PASTE_BEGIN, PASTE_END

LIMIT = 20
PIECES = (
    *(b"\x1b", b"\x1b[", b"\x1bO", b"\x1b]", b"\x1bP", b"\x1b\\", b"\x1b[M", b"\x1b[[", b"\x1b[<0;1;1M", b"\x1b[I"),
    *(
        PASTE_BEGIN,
        PASTE_END,
        b"\x1b[201",
        b"\x07",
        b"\x18",
        b"\x11",
        b"\0",
        b"\r",
        b"$",
        b";1",
        b"97",
        b":",
        b"u",
        b"~",
    ),
    *("é".encode(), "😀".encode(), b"\xf0\x9f", b"\xe9", b"\xff", b"\x9b", b"\xed\xa0\x80", b"x", b"O", b"M", b"\x7f"),
)
streams = st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=30).map(b"".join)


def tokens(*chunks: bytes, limit: int = LIMIT, silence: bool = True) -> list[Token]:
    """The tokens of a stream; texts in a row are one."""
    tokenizer = Tokenizer(limit)
    found = [token for chunk in chunks for token in tokenizer.feed(chunk)]
    if silence and tokenizer.patience is not None:
        found += tokenizer.expire()
    joined: list[Token] = []
    for token in found:
        match joined[-1:], token:
            case [Text(before)], Text(text):
                joined[-1] = Text(before + text)
            case _:
                joined.append(token)
    return joined


@given(streams, st.lists(st.integers(0, 200), max_size=20))
def test_a_stream_means_the_same_however_it_is_cut(data: bytes, places: list[int]) -> None:
    ends = sorted({0, len(data), *(place % (len(data) + 1) for place in places)})
    assert tokens(*(data[first:last] for first, last in pairwise(ends))) == tokens(data)
    assert tokens(*(bytes([byte]) for byte in data)) == tokens(data)


@given(streams)
def test_after_silence_nothing_is_left_of_what_was_before(data: bytes) -> None:
    tokenizer = Tokenizer(LIMIT)
    tokenizer.feed(data)
    tokenizer.expire()
    assert tokenizer.patience is None
    assert tokenizer.feed(b"\x1b[Ax") == [Sequence("\x1b[A"), Text("x")]


@given(streams)
def test_a_key_is_heard_after_anything_but_a_paste(data: bytes) -> None:
    """An escape cuts short what is unfinished."""
    assert tokens(data, PASTE_END, b"\x1b[24~")[-1] == Sequence("\x1b[24~")


@given(streams)
def test_tokens_are_bounded_and_hold_what_they_may(data: bytes) -> None:
    for token in tokens(data):
        match token:
            case Pasted(text):
                assert 0 < len(text) <= LIMIT + 1
                assert all(character in "\t\r\n" or not is_control(character) for character in text)
            case Sequence(text):
                assert text.isascii()
                assert text.startswith(("\x1b[", "\x1bO"))
                assert text[2:].isprintable()
            case X10Mouse(button, column, row):
                assert 32 <= min(button, column, row) <= max(button, column, row) <= 255
            case Alt(character):
                assert len(character) == 1
            case Text(text):
                assert "\x1b" not in text
            case EscapeKey():
                pass


def is_control(character: str) -> bool:
    return character < " " or "\x7f" <= character < "\xa0"


WHOLE = {
    "a key": (b"x", Text("x")),
    "a letter of two bytes": ("é".encode(), Text("é")),
    "a byte of no character": (b"\xff", Text("\ufffd")),
    "latin-1 and a key": (b"\xe9x", Text("\ufffdx")),
    "a character cut short": (b"\xf0\x9f\x98", Text("\ufffd")),
    "the escape key": (b"\x1b", EscapeKey()),
    "a letter with alt": (b"\x1bx", Alt("x")),
    "a Greek letter with alt": ("\x1bα".encode(), Alt("α")),
    "a bracket with alt": (b"\x1b[", Alt("[")),
    "an O with alt": (b"\x1bO", Alt("O")),
    "a P with alt": (b"\x1bP", Alt("P")),
    "an arrow": (b"\x1b[1;5A", Sequence("\x1b[1;5A")),
    "an arrow in application mode": (b"\x1bOA", Sequence("\x1bOA")),
    "F1 of the Linux console": (b"\x1b[[A", Sequence("\x1b[[A")),
    "a shifted key of rxvt": (b"\x1b[23$", Sequence("\x1b[23$")),
    "a mode": (b"\x1b[?2026;1$y", Sequence("\x1b[?2026;1$y")),
    "the mouse beyond column 95": (b"\x1b[M \xff\x9b", X10Mouse(32, 255, 155)),
    "a paste": (b"\x1b[200~a\x1b[31m\0b\tc\r\n\x9b\x1b[201~", Pasted("a[31mb\tc\r\n\ufffd")),
    "a paste without an end": (b"\x1b[200~abc\x1b[20", Pasted("abc[20")),
}


@pytest.mark.parametrize(("data", "token"), WHOLE.values(), ids=WHOLE)
def test_one_token(data: bytes, token: Token) -> None:
    assert tokens(data) == [token]


DROPPED = {
    "a title": b"\x1b]0;title\x07",
    "a title ended by ST": b"\x1b]0;title\x1b\\",
    "a device control string": b"\x1bP1$r0m\x1b\\",
    "an end of a string": b"\x1b]\x1b\\",
    "a long sequence": b"\x1b[" + b"1;" * 1000 + b"m",
    "a parameter behind an intermediate byte": b"\x1b[1$1y",
    "a sequence without an end": b"\x1b[12;",
    "a mouse without a place": b"\x1b[M ",
    "an empty paste": PASTE_BEGIN + PASTE_END,
}


@pytest.mark.parametrize("data", DROPPED.values(), ids=DROPPED)
def test_nothing(data: bytes) -> None:
    found = tokens(data)
    assert [token for token in found if token != Sequence("\x1b[201~")] == []


CUT_SHORT = {
    "a sequence": (b"\x1b[12;\x11x", [Text("\x11x")]),
    "a sequence by another one": (b"\x1b[12;\x1b[A", [Sequence("\x1b[A")]),
    "a sequence by a letter": ("\x1b[12;é".encode(), [Text("é")]),
    "a title by a control character": (b"\x1b]0;title\x11", [Text("\x11")]),
    "a title by a sequence": (b"\x1b]0;title\x1b[A", [Sequence("\x1b[A")]),
    "a mouse by a sequence": (b"\x1b[M \x1b[A", [Sequence("\x1b[A")]),
    "a letter by a sequence": (b"\xf0\x9f\x1b[A", [Text("\ufffd"), Sequence("\x1b[A")]),
    "a letter with alt by a key": (b"\x1b\xf0\x9fx", [Alt("\ufffd"), Text("x")]),
    "an escape by an escape": (b"\x1b\x1b[A", [EscapeKey(), Sequence("\x1b[A")]),
}


@pytest.mark.parametrize(("data", "expected"), CUT_SHORT.values(), ids=CUT_SHORT)
def test_cut_short(data: bytes, expected: list[Token]) -> None:
    assert tokens(data) == expected


@given(st.text("abc", max_size=100), st.lists(st.integers(0, 100), max_size=9))
def test_of_a_long_paste_enough_is_kept_to_be_seen_as_too_long(text: str, places: list[int]) -> None:
    data = PASTE_BEGIN + text.encode() + PASTE_END + b"y"
    ends = sorted({0, len(data), *(place % len(data) for place in places)})
    found = tokens(*(data[first:last] for first, last in pairwise(ends)))
    assert found == [*([Pasted(text[: LIMIT + 1])] if text else []), Text("y")]


LONG = {
    "parameters": (b"\x1b[", b"1;", b"m"),
    "digits": (b"\x1b[", b"9", b"u"),
    "a title": (b"\x1b]0;", b"a", b"\x07"),
    "half ends of a title": (b"\x1b]0;", b"\x1b", b"\\"),
    "a paste": (PASTE_BEGIN, b"a", PASTE_END),
    "half ends of a paste": (PASTE_BEGIN, b"\x1b[201", PASTE_END),
    "letters cut short": (b"", b"\xf0\x9f", b""),
    "beginnings": (b"", b"\x1b[", b"A"),
    "arrows": (b"", b"\x1b[1;5A", b""),
}


def lines_run(data: bytes, size: int) -> int:
    """How many lines of the tokenizer are run for a stream that comes in pieces of a size."""
    count = 0

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace if "terminal" in frame.f_code.co_filename else None

    tokenizer = Tokenizer(100)
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        for place in range(0, len(data), size):
            tokenizer.feed(data[place : place + size])
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("size", sampled([1, 4096], 2))
@pytest.mark.parametrize(("begin", "middle", "end"), LONG.values(), ids=LONG)
def test_twice_as_long_is_twice_the_work(begin: bytes, middle: bytes, end: bytes, size: int) -> None:
    once, twice = (lines_run(begin + middle * (length // len(middle)) + end, size) for length in (5000, 10_000))
    assert twice <= 2.1 * once + 50
