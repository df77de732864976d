"""Rows of text repaint only what changed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from tui.changed_spans import changed_spans
from tui.widgets.text_rows import LEAST_CUT, Row, TextRows, changed_part, fit, fit_words

PLAIN = Style()
RED = Style(color="red")


def strip(*pieces: str | tuple[str, Style]) -> Strip:
    return Strip([Segment(*((piece, PLAIN) if isinstance(piece, str) else piece)) for piece in pieces])


@pytest.mark.parametrize(
    ("before", "after", "part"),
    [
        (strip("abc"), strip("aXc"), (1, 2)),
        (strip("step 9 of 19"), strip("step 8 of 18"), (5, 12)),
        (strip("abc"), strip(("aXc", RED)), (0, 3)),
        (strip("日a"), strip("日b"), (0, 3)),  # not known to be narrow
        (strip("step ", "1", " of 9"), strip("step ", "2", " of 9"), (5, 6)),
        (strip("a", "b", "c", "d"), strip("a", "x", "c", "y"), (1, 4)),
        (strip("a", "a", "b"), strip("a", "bb"), (1, 3)),
        (strip("a", "b"), strip("a", "a", "b"), (0, 3)),  # not as long
        (strip("a", "b"), strip("a", ("b", RED)), (1, 2)),
        (strip("日", "a", "m̂"), strip("日", "b", "m̂"), (2, 3)),
    ],
)
def test_changed_part(before: Strip, after: Strip, part: tuple[int, int]) -> None:
    assert changed_part(before, after) == part


@pytest.mark.parametrize(
    ("columns", "spans"),
    [([], []), ([1], [(1, 2)]), ([1, 3], [(1, 4)]), ([0, 5, 11], [(0, 6), (11, 12)])],
)
def test_changed_spans(columns: list[int], spans: list[tuple[int, int]]) -> None:
    assert changed_spans(columns) == spans


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [("ab", 4, "ab  "), ("abcdef", 4, "abc…"), ("日本語", 4, "日… "), ("ab", 0, ""), ("", 2, "  ")],
)
def test_fit(text: str, width: int, fitted: str) -> None:
    assert fit(text, width) == fitted


@given(st.lists(st.text("0123456789.abc=", min_size=1, max_size=9), max_size=8), st.integers(0, 40))
def test_fit_words_cuts_words_of_letters_only(words: list[str], width: int) -> None:
    text = " ".join(words)
    found = fit_words(text, width).rstrip()
    assert cell_len(fit_words(text, width)) == width
    if found == text:
        return
    *whole, last = found.removesuffix("…").split(" ")
    assert found.endswith("…") or not found
    assert whole == words[: len(whole)]
    assert not last or (words[len(whole)].isalpha() and words[len(whole)].startswith(last) and len(last) >= LEAST_CUT)


def test_fit_words_uses_the_room_that_is_left() -> None:
    assert fit_words("slow: 2.4 % nearer to f*", 16) == "slow: 2.4 % nea…"
    assert fit_words("slow: 2.4 % nearer to f*", 15) == "slow: 2.4 % …  "
    assert fit_words("moves at most 0.00123", 18) == "moves at most …   "
    assert fit_words(" lr=0.1 lr.hidden1=0.001", 20) == " lr=0.1 …           "


class Counter(TextRows):
    number = 0

    def rows(self, width: int) -> Sequence[Row]:
        return [[("step ", PLAIN), (str(self.number), RED)], [("still", PLAIN)]]


async def test_only_the_changed_segments_are_repainted(monkeypatch: pytest.MonkeyPatch) -> None:
    class Small(App[None]):
        def compose(self) -> ComposeResult:
            yield Counter()

    app = Small()
    async with app.run_test(size=(20, 4)) as pilot:
        counter = app.query_one(Counter)
        await pilot.pause()
        regions: list[Region] = []
        monkeypatch.setattr(counter, "refresh", lambda *changed: regions.extend(changed))
        counter.redraw()
        assert regions == []
        counter.number = 7
        counter.redraw()
        assert regions == [Region(5, 0, 1, 1)]
        assert counter.render_line(0).text.rstrip() == "step 7"


async def test_what_was_removed_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    class Small(App[None]):
        def compose(self) -> ComposeResult:
            yield Counter()

    app = Small()
    async with app.run_test(size=(20, 4)) as pilot:
        counter = app.query_one(Counter)
        await counter.remove()
        await pilot.pause()
        monkeypatch.setattr(counter, "rows", lambda width: pytest.fail("asked for its rows"))
        counter.redraw()
