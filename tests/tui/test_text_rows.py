"""Rows of text repaint only what changed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from tui.changed_spans import changed_spans
from tui.widgets.text_rows import Row, TextRows, changed_columns, fit

PLAIN = Style()
RED = Style(color="red")


def strip(text: str, style: Style = PLAIN) -> Strip:
    return Strip([Segment(text, style)])


@pytest.mark.parametrize(
    ("before", "after", "spans"),
    [
        (strip("abc"), strip("abc"), []),
        (strip("abc"), strip("aXc"), [(1, 2)]),
        (strip("a1b2c"), strip("a2b3c"), [(1, 4)]),  # near ones are joined
        (strip("1....1.....1"), strip("2....2.....2"), [(0, 6), (11, 12)]),
        (strip("abc"), strip("abc", RED), [(0, 3)]),
        (strip("ab"), strip("abc"), [(0, 3)]),
        (strip("日a"), strip("日b"), [(2, 3)]),
        (strip("m̂ 7"), strip("m̂ 1"), [(2, 3)]),  # an accent has no cell of its own
        (strip("m̂"), strip("m"), [(0, 1)]),
    ],
)
def test_changed_spans(before: Strip, after: Strip, spans: list[tuple[int, int]]) -> None:
    assert changed_spans(changed_columns(before, after)) == spans


@pytest.mark.parametrize(
    ("text", "width", "fitted"),
    [("ab", 4, "ab  "), ("abcdef", 4, "abc…"), ("日本語", 4, "日… "), ("ab", 0, ""), ("", 2, "  ")],
)
def test_fit(text: str, width: int, fitted: str) -> None:
    assert fit(text, width) == fitted


class Counter(TextRows):
    number = 0

    def rows(self, width: int) -> Sequence[Row]:
        return [[("step ", PLAIN), (str(self.number), RED)], [("still", PLAIN)]]


async def test_only_the_changed_cells_are_repainted(monkeypatch: pytest.MonkeyPatch) -> None:
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
