"""The last line of the screen: which keys it shows, and that a click presses them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixture_types import Until
from tui.app import FallLine
from tui.screens.help_screen import HelpScreen
from tui.widgets.forms.racer_form import RacerForm
from tui.widgets.key_line import MORE, Key, KeyLine, fitting

words = st.text("abc", min_size=1, max_size=8)
keys = st.lists(st.builds(Key, words, words, words, st.sampled_from(["help", "a", "b", "c"])), max_size=12)


@given(keys, st.integers(0, 120))
def test_keys_are_left_out_from_the_right_and_help_stays(all_keys: list[Key], width: int) -> None:
    shown = fitting(all_keys, width, "help")
    if None not in shown:
        assert shown == all_keys
        return
    gap = shown.index(None)
    others = [key for key in all_keys if key.action != "help"]
    assert shown[:gap] == others[:gap]
    assert shown[gap + 1 :] == [key for key in all_keys if key.action == "help"]
    if gap:
        assert sum(key.width for key in shown if key) + len(MORE) <= width


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_it_leads_to_all_keys_whatever_the_width(size: tuple[int, int], until: Until) -> None:
    app = FallLine(at=3)
    async with app.run_test(size=size) as pilot:
        line = app.screen.query_one(KeyLine)
        await until(pilot, lambda: "Help" in line.render_line(0).text)
        text = line.render_line(0).text
        assert len(text) == size[0]
        await pilot.click(KeyLine, offset=(text.index("Help"), 0))
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))


async def test_it_follows_the_focus(until: Until) -> None:
    app = FallLine(at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        line = app.screen.query_one(KeyLine)
        await until(pilot, lambda: "Zoom" in line.render_line(0).text)
        app.screen.query_one(RacerForm).go(0)
        await until(pilot, lambda: "Zoom" not in line.render_line(0).text)


async def test_it_says_what_the_arrows_do_in_a_number_field(until: Until) -> None:
    app = FallLine(at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        line = app.screen.query_one(KeyLine)
        await until(pilot, lambda: "Zoom" in line.render_line(0).text)
        await pilot.press("e", "enter")
        await until(pilot, lambda: "↑↓ Nudge" in line.render_line(0).text)


async def test_a_click_presses_the_key(until: Until) -> None:
    app = FallLine(at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        line = app.screen.query_one(KeyLine)
        await until(pilot, lambda: "Play" in line.render_line(0).text)
        await pilot.click(KeyLine, offset=(line.render_line(0).text.index("Play"), 0))
        await until(pilot, lambda: app.session.clock.playing)
