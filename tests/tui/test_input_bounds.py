"""What comes from the terminal stays in bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from textual import events

from tui.terminal.input_bounds import BEGIN, END, BoundedParser, Pasting

LIMIT = 20
texts = st.text("ab\x1b[20~1", max_size=2 * LIMIT).filter(lambda text: END not in text and BEGIN not in text)


def cut(data: str, places: list[int]) -> list[str]:
    ends = sorted({place % (len(data) + 1) for place in places} | {len(data)})
    return [data[first:last] for first, last in zip([0, *ends], ends, strict=False)]


@given(st.lists(st.tuples(texts, texts), max_size=4), st.lists(st.integers(0, 1000), max_size=20))
def test_short_pastes_and_all_else_pass_however_they_are_cut(pieces: list[tuple[str, str]], places: list[int]) -> None:
    data = "".join(f"{typed}{BEGIN}{pasted[:LIMIT]}{END}" for typed, pasted in pieces)
    pasting = Pasting(LIMIT + len(END))
    assert "".join(map(pasting.shorten, cut(data, places))) == data


@given(st.text("abc", min_size=LIMIT + 2, max_size=500), st.lists(st.integers(0, 1000), max_size=20))
def test_of_a_long_paste_enough_passes_to_be_seen_as_too_long(text: str, places: list[int]) -> None:
    pasting = Pasting(LIMIT)
    left = "".join(map(pasting.shorten, cut(f"x{BEGIN}{text}{END}y", places)))
    assert left.startswith(f"x{BEGIN}")
    assert left.endswith(f"{END}y")
    assert LIMIT < len(left) - len(f"x{BEGIN}{END}y") <= LIMIT + 1


@given(st.lists(st.text("ab\x1b[20~1", max_size=50), max_size=50))
def test_a_paste_without_an_end_takes_no_room(chunks: list[str]) -> None:
    pasting = Pasting(LIMIT)
    begun = pasting.shorten(BEGIN)
    left = "".join(pasting.shorten(chunk.replace("~", "")) for chunk in chunks)
    assert begun == BEGIN
    assert len(left) <= LIMIT + len(END)


def test_keys_after_a_long_paste_are_heard() -> None:
    parser = BoundedParser(LIMIT)
    heard = [*parser.feed(f"{BEGIN}{'a' * 1000}"), *parser.feed(f"{'b' * 1000}{END}q")]
    paste, key = heard
    assert isinstance(paste, events.Paste)
    assert len(paste.text) == LIMIT + 1
    assert isinstance(key, events.Key)
    assert key.key == "q"
