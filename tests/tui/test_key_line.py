"""The last line of the screen: which keys it shows, and that a click presses them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.command import CommandPalette

from tests.fixture_types import Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.screens.catalog import Catalog
from tui.screens.help_screen import HelpScreen
from tui.widgets.entry import Entry
from tui.widgets.forms.racer_form import RacerForm
from tui.widgets.key_line import FIRST, HELP, MORE, TAKES, Key, KeyLine, by_importance, fitting

words = st.text("abc", min_size=1, max_size=8)
actions = st.sampled_from(["help", "a", "b", "c"])
keys = st.lists(
    st.builds(
        Key,
        words | st.sampled_from(["escape", *TAKES]),
        words,
        words,
        actions,
        id=st.sampled_from([None, "x", *FIRST]),
    ),
    max_size=12,
)


@given(keys, st.integers(0, 120))
def test_keys_are_left_out_from_the_right_but_help_and_the_way_out_stay(all_keys: list[Key], width: int) -> None:
    shown = fitting(all_keys, width)
    if None not in shown:
        assert shown == all_keys
        return
    assert shown.index(None) == len(shown) - 1
    kept = [key for key in shown if key]
    others = [key for key in kept if not key.stays]
    assert others == [key for key in all_keys if not key.stays][: len(others)]
    assert [key for key in kept if key.stays] == [key for key in all_keys if key.stays]
    assert all(key.stays for key in all_keys if key.id == HELP or key.key == "escape")
    if others:
        assert sum(key.width for key in kept) + len(MORE) <= width


@given(keys)
def test_the_important_ones_come_first_and_the_others_stay_in_order(all_keys: list[Key]) -> None:
    order = by_importance(all_keys)
    assert sorted(map(id, order)) == sorted(map(id, all_keys))
    others = [key for key in order if key.id not in FIRST]
    if any(key.id in FIRST and key.id != HELP for key in all_keys):
        ranks = [FIRST.index(key.id) if key.id in FIRST else len(FIRST) for key in order]
        assert ranks == sorted(ranks)
        leaves = [key.key != "escape" for key in others]
        assert leaves == sorted(leaves)
        stay = [key for key in others if key.key != "escape"]
        assert stay == [key for key in all_keys if key.id not in FIRST and key.key != "escape"]
    else:
        leaves = [key.key == "escape" for key in others]
        assert leaves == sorted(leaves)
        assert [key.id for key in order[len(others) :]] == [HELP] * (len(order) - len(others))
        takes = [key.key not in TAKES for key in others if key.key != "escape"]
        assert takes == sorted(takes)


@pytest.mark.parametrize("size", [(72, 24), (80, 24), (120, 40), (160, 50)])
async def test_the_first_keys_of_the_race_are_those_that_a_newcomer_needs(size: tuple[int, int], until: Until) -> None:
    app = FallLine(at=3)
    async with app.run_test(size=size) as pilot:
        line = app.screen.query_one(KeyLine)
        await until(pilot, lambda: "Help" in line.render_line(0).text)
        words = line.render_line(0).text.split()[1::2]
        assert words[:6] == ["Play", "Add", "Forms", "Anatomy", "Lessons", "Help"]


@pytest.mark.system
@pytest.mark.parametrize("width", sampled([80, 120, 160], 3))
@pytest.mark.parametrize(
    ("keys", "first"),
    [
        ("c", ["⏎ Take it", "↑↓ Choose", "tab Next kind"]),
        ("a", ["⏎ Add"]),
        ("ctrl+o", ["⏎ Open"]),
        ("ctrl+s", ["⏎ Save"]),
        ("E", ["⏎ Export"]),
        ("f2 x", ["⏎ Compute"]),
        ("2 n", ["⏎ Name it"]),
        ("o", ["^s Race it"]),
        ("q", ["⏎ Quit"]),
        ("7 enter", ["esc Close"]),
        ("s", ["⏎ Set start", "esc Cancel"]),
        ("v s", ["⏎ Set start", "esc Cancel"]),
        ("e enter", ["↑↓ Nudge"]),
        ("f2", ["space Play", "v View", "⏎ Race it", "x Axes"]),
        ("f3", ["space Play", "⏎ Next line", "b Side by side"]),
        ("f4", ["space Play", "n Next", "a Predict"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_a_line_begins_with_what_its_screen_is_for(keys: str, first: list[str], width: int, until: Until) -> None:
    app = FallLine(at=3)
    async with app.run_test(size=(width, 40 if width > 80 else 24)) as pilot:
        for key in keys.split():
            await pilot.press(key)
            await until(pilot, lambda: app.screen.is_mounted)
            await pilot.pause()
        begins = " " + "  ".join(first) + " "
        await until(
            pilot, lambda: any(line.render_line(0).text.startswith(begins) for line in app.screen.query(KeyLine))
        )


@pytest.mark.system
@pytest.mark.parametrize(
    ("key", "way"), [("f2", "esc Race"), ("f3", "esc Race"), ("f4", "esc Back"), ("c", "esc Leave")]
)
async def test_the_way_back_to_the_race_is_there_at_80_columns(key: str, way: str, until: Until) -> None:
    app = FallLine(at=3)
    async with app.run_test(size=(80, 24)) as pilot:
        race = app.screen
        await pilot.press(key)
        await until(pilot, lambda: app.screen is not race and app.screen.is_mounted)
        line = app.screen.query_one(KeyLine)
        await until(pilot, lambda: way in line.render_line(0).text)


async def test_a_click_on_the_dots_opens_the_palette(until: Until) -> None:
    app = FallLine(at=3)
    async with app.run_test(size=(80, 24)) as pilot:
        line = app.screen.query_one(KeyLine)
        await until(pilot, lambda: "…" in line.render_line(0).text)
        await pilot.click(KeyLine, offset=(line.render_line(0).text.index("…"), 0))
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))


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


@pytest.mark.system
async def test_the_catalog_offers_to_take_what_is_found_only(until: Until) -> None:
    app = FallLine(at=3)
    async with app.run_test(size=(160, 40)) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, Catalog))
        line = app.screen.query_one(KeyLine)
        await until(pilot, lambda: "Take it" in line.render_line(0).text)
        await pilot.press(*"adam")
        await until(pilot, lambda: "Edit a copy" in line.render_line(0).text)
        await pilot.press(*"qqq")
        await until(pilot, lambda: "Edit a copy" not in line.render_line(0).text)
        assert "Take it" not in line.render_line(0).text


@pytest.mark.system
@pytest.mark.parametrize("key", ["ctrl+p", "f1"])
async def test_it_is_the_screens_own_after_a_dialog(key: str, until: Until) -> None:
    """Also on a screen that was changed below the dialog."""
    app = FallLine(at=3)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, Catalog))
        catalog = app.screen
        line = catalog.query_one(KeyLine)
        await until(pilot, lambda: "Take it" in line.render_line(0).text)
        await pilot.press(key)
        await until(pilot, lambda: app.screen is not catalog)
        catalog.query_one(Entry).value = "qqq"
        await pilot.pause()
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is catalog)
        await until(pilot, lambda: "Take it" not in line.render_line(0).text)


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
