"""What strangers wrote never steers the terminal: every cell of a screen, picture or recording is printable."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from textual.app import ComposeResult
from textual.content import Content
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from core.optimizers.own import own_optimizer
from core.safe_text import safe_text
from core.scenario import Scenario
from core.specs import RacerSpec
from tests.fixture_types import Until
from tests.foreign import PLANT, PLANTS, SURROGATE, steering
from tests.sampling import sampled
from tui.app import FallLine
from tui.export.asciicast import Asciicast
from tui.export.svg import picture
from tui.screens.anatomy import AnatomyScreen
from tui.terminal.ascii_app import AsciiApp
from tui.terminal.capture import screen_strips
from tui.widgets.anatomy.equations_panel import EquationsPanel
from tui.widgets.racer_list import RacerList
from tui.widgets.standings import Standings

LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
NOTE = LINE_ENDS.sub("", PLANT)
"""The plant as a note of a rule may hold it; some of its characters begin a new line there."""
MARKUP = "[/b] [red]a[@click=app.quit]"
OWN = own_optimizer(
    "mine", f"m: 0  # {NOTE}\nm = beta*m + g  # a {NOTE} b\ntheta = theta - lr*m", "lr=0.01 beta=0.9", f"For {PLANT}."
)
RACERS = (RacerSpec("mine", own=OWN, label=MARKUP), "adam lr=0.1")


def texts(screen: Screen[Any]) -> str:
    return "\n".join(segment.text for strip in screen_strips(screen) for segment in strip)


def assert_safe(screen: Screen[Any]) -> None:
    assert not steering(texts(screen))
    assert not steering(picture(screen, "a race"))


class Wall(AsciiApp[None]):
    """Shows what nobody has made safe, in every kind of widget that takes a text."""

    CSS = "Static { border: round red; } TextArea, OptionList { height: 5; }"

    def __init__(self, text: str, ascii_only: bool) -> None:
        super().__init__()
        self.text, self.ascii_only = text, ascii_only

    def compose(self) -> ComposeResult:
        """Lay the widgets out."""
        framed = Static(Content(self.text), markup=False)
        framed.border_title = framed.border_subtitle = Content(self.text)
        yield framed
        yield Static(Content.styled("a link", f"link='https://a.b/{self.text}'"), markup=False)
        yield Input(self.text)
        yield TextArea(self.text)
        yield OptionList(Option(Content(self.text), "one"))


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("text", sampled([PLANT, SURROGATE, *PLANTS, f"世{PLANT}界"], 3))
async def test_no_widget_writes_what_is_not_printable(text: str, ascii_only: bool, until: Until) -> None:
    app = Wall(text, ascii_only)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        app.notify(text, title=text, markup=False)
        told = safe_text(text)[text.startswith("世") :][:4]
        await until(pilot, lambda: told in texts(app.screen))  # in the notification
        assert_safe(app.screen)
        for strip in screen_strips(app.screen):
            assert strip.cell_length == 100
        file = io.StringIO()
        cast = Asciicast(file, 100, 30, text)
        cast.show(0.0, screen_strips(app.screen))
        assert not steering(file.getvalue())
        header, *events = map(json.loads, file.getvalue().splitlines())
        assert header["title"] == text
        written = "".join(event[2] for event in events)
        assert not steering(re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", written))


async def anatomy(pilot: Pilot[None], until: Until) -> EquationsPanel:
    await pilot.press("f3")
    await until(pilot, lambda: isinstance(pilot.app.screen, AnatomyScreen))
    panel = pilot.app.screen.query_one(EquationsPanel)
    await until(pilot, lambda: bool(panel._lines))
    return panel


async def test_the_notes_of_a_rule_are_readable(until: Until) -> None:
    async with FallLine(Scenario(racers=RACERS, steps=9), at=3).run_test(size=(160, 50)) as pilot:
        panel = await anatomy(pilot, until)
        assert r"\x1b]0;pwn\x07\x1b[2J\x9b31m" in "".join(text for row in panel.rows(300) for text, _ in row)
        assert_safe(pilot.app.screen)
        await pilot.press("enter", "enter")
        await until(pilot, lambda: panel.walked == 2)
        assert r"\x1b]0;pwn" in texts(pilot.app.screen)
        assert_safe(pilot.app.screen)


KEYS = ("space", "c", "o", "a", "ctrl+o", "ctrl+s", "E", "f3", "f4", "f1", "ctrl+p", "y", "p", "v", "m")


@pytest.mark.system
@pytest.mark.parametrize("ascii_only", sampled([False, True], 2))
@pytest.mark.parametrize("keys", sampled([KEYS[2::5], KEYS], 2), ids=["some", "every"])
async def test_every_screen(
    keys: tuple[str, ...], ascii_only: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for plant in PLANTS:
        (tmp_path / f"a{plant}b.toml").write_text("steps = 'many'")
    app = FallLine(Scenario(racers=RACERS, steps=9), at=3, ascii_only=ascii_only)
    async with app.run_test(size=(120, 40)) as pilot:
        race = app.screen
        for key in keys:
            await pilot.press(key)
            await pilot.pause()
            assert_safe(app.screen)
            for widget in (*app.screen.query(Input), *app.screen.query(TextArea)):
                if isinstance(widget, Input):
                    widget.value = PLANT
                else:
                    widget.text = f"m: 0 # {PLANT}\nm = {PLANT}"
                await pilot.pause()
                assert_safe(app.screen)
            await pilot.press("enter")
            await pilot.pause()
            assert_safe(app.screen)
            for _ in range(4):
                if app.screen is not race:
                    await pilot.press("escape")
                    await pilot.pause()
                    assert_safe(app.screen)
        assert app.is_running


async def test_names_of_files_are_shown_as_they_are(
    until: Until, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a\x1b]0;pwn\x07\udc9b.toml").write_text("steps = 'many'")
    app = FallLine(at=3)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("ctrl+o")
        await until(pilot, lambda: bool(app.screen.query(OptionList)))
        await until(pilot, lambda: r"a\x1b]0;pwn\x07\udc9b.toml" in texts(app.screen))
        await pilot.press("enter")
        await until(pilot, lambda: "steps must be" in texts(app.screen))
        assert_safe(app.screen)


async def test_names_are_no_markup(until: Until) -> None:
    """Neither a title nor a tooltip takes a racer's name, or a column's, for Textual's markup."""
    app = FallLine(Scenario(racers=RACERS, steps=9), at=3)
    async with app.run_test(size=(160, 50)) as pilot:
        for _ in range(3):
            await pilot.press("p")
            await pilot.pause()
        await pilot.press("w")
        for widget in (app.screen.query_one(Standings), app.screen.query_one(RacerList)):
            for row in range(4):
                await pilot.hover(widget, offset=(5, row))
                await pilot.pause(0.4)
        assert app.is_running
        assert "[/b] [red]a" in texts(app.screen)


@pytest.mark.system
async def test_columns_are_no_markup(until: Until, tmp_path: Path) -> None:
    file = tmp_path / "data.csv"
    file.write_text(f"[/b]{NOTE.replace(';', '')},[red]y,label\n1,2,a\n2,3,b\n3,5,a\n4,4,b\n")
    for problem in ("regression", "logistic"):
        scenario = Scenario(f"{problem} data={file}", ("sgd lr=0.01",), steps=9)
        async with FallLine(scenario, at=3).run_test(size=(160, 50)) as pilot:
            for key in ("p", "w", "w", "w", "f3"):
                await pilot.press(key)
                await pilot.pause()
                assert_safe(pilot.app.screen)
            assert pilot.app.is_running
