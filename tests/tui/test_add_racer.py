"""The dialog that adds racers, by a line or from the list."""

from __future__ import annotations

import pytest
from textual.app import App
from textual.widgets import OptionList, Static

from core.optimizers import OPTIMIZERS
from core.specs import RacerSpec, parse_racers
from tests.fixture_types import Until
from tests.sampling import sampled
from tui.widgets.dialogs.add_racer import AddRacer
from tui.widgets.entry import Entry


class Asking(App[None]):
    """Asks at once, and keeps the answer."""

    answers: list[tuple[RacerSpec, ...] | None]

    def on_mount(self) -> None:
        self.answers = []
        self.push_screen(AddRacer(), self.answers.append)

    @property
    def message(self) -> str:
        return str(self.screen.query_one(".message", Static).content)

    @property
    def offered(self) -> list[str]:
        return [str(option.id) for option in self.screen.query_one(OptionList).options]


@pytest.mark.system
@pytest.mark.parametrize(
    "case",
    sampled(
        [
            ([*"adam lr=0.3", "enter"], "adam lr=0.3"),
            ([*"fast: adam lr=0.3", "enter"], "fast: adam lr=0.3"),
            ([*"adam lr=[0.1,1]", "enter"], "adam lr=[0.1,1]"),
            ([*"adam", "enter"], "adam"),
            ([*"rms", "enter"], "rmsprop"),
            ([*"x: rms", "enter"], "x: rmsprop"),
            ([*"rms", "tab", *"lr=0.5", "enter"], "rmsprop lr=0.5"),
            (["enter"], next(iter(OPTIMIZERS))),
            (["down", "down", "up", "enter"], list(OPTIMIZERS)[1]),
        ],
        3,
    ),
)
async def test_what_is_entered_is_added(case: tuple[list[str], str], until: Until) -> None:
    keys, answer = case
    app = Asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        await until(pilot, lambda: bool(app.answers))
        assert app.answers == [parse_racers(answer)]


async def test_the_list_is_filtered_and_explains(until: Until) -> None:
    app = Asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.offered == list(OPTIMIZERS))
        await pilot.press(*"adamw")
        await until(pilot, lambda: app.offered[:1] == ["adamw"])
        assert all("adamw" in name or "adamw" in OPTIMIZERS[name].title.lower() for name in app.offered)
        option = app.screen.query_one(OptionList).get_option_at_index(0)
        assert OPTIMIZERS["adamw"].purpose in str(option.prompt)
        detail = app.screen.query_one(".detail", Static)
        for hyper in OPTIMIZERS["adamw"].hypers:
            await until(pilot, lambda hyper=hyper: f"{hyper.name}=" in str(detail.content))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("adm lr=1", "Did you mean adam?"),
        ("adam lr=x", "lr must"),
        ("adam zz=1", 'no parameter "zz"'),
        ("zzz", "zzz"),
    ],
)
async def test_a_wrong_line_says_why_and_adds_nothing(text: str, sentence: str, until: Until) -> None:
    app = Asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.screen.query_one(Entry).value = text
        await until(pilot, lambda: sentence in app.message)
        await pilot.press("enter")
        await pilot.pause()
        assert app.answers == []
        await pilot.press("escape")
        await until(pilot, lambda: app.answers == [None])


async def test_a_list_says_how_many(until: Until) -> None:
    app = Asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.screen.query_one(Entry).value = "adam lr=[0.1,1] beta1=[0,0.5,0.9]"
        await until(pilot, lambda: "adds 6 racers" in app.message)


async def test_a_click_explains_and_a_double_click_adds(until: Until) -> None:
    app = Asking()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.click(OptionList, offset=(3, 2))
        await until(pilot, lambda: app.screen.query_one(OptionList).highlighted == 2)
        assert not app.answers
        await pilot.click(OptionList, offset=(3, 2), times=2)
        await until(pilot, lambda: bool(app.answers))
        assert app.answers == [(RacerSpec(list(OPTIMIZERS)[2]),)]
