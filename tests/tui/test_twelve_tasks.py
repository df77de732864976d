"""Twelve tasks that people come with, each by keys alone: what they lead to, and how many keys they take at most."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.fixture_types import Until
from tui.app import FallLine
from tui.export.film import FILM
from tui.screens.anatomy import AnatomyScreen
from tui.screens.lessons import LessonsScreen
from tui.screens.rule_editor import RuleEditor
from tui.state.files import parse_scenario, read_text
from tui.widgets.dialogs.data_dialog import DataDialog
from tui.widgets.dialogs.quit import Quit
from tui.widgets.dialogs.save_file import SaveFile
from tui.widgets.dialogs.status_dialog import StatusDialog
from tui.widgets.key_line import KeyLine

pytestmark = pytest.mark.system

SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
CSV = "name,height,weight\n" + "".join(f"p{n},{1.5 + n / 100},{50 + n}\n" for n in range(40))


class User:
    """Somebody at a keyboard, whose keys are counted."""

    def __init__(self, pilot: Pilot[None], until: Until) -> None:
        self.pilot, self._until = pilot, until
        self.app: FallLine = pilot.app  # type: ignore[assignment]
        self.count = 0

    async def press(self, *keys: str) -> None:
        """Press keys; each has had its effect when the next one is pressed."""
        for key in keys:
            self.count += 1
            await self.pilot.press(key)
            await self.until(lambda: not self.app.events_held)
            await self.pilot.pause()

    async def write(self, text: str) -> None:
        """Type a text, a key for each character."""
        await self.press(*text)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for the app, as one looks at it."""
        await self._until(self.pilot, holds)

    async def see(self, kind: type) -> None:
        """Wait for a screen or a dialog."""
        await self.until(lambda: isinstance(self.app.screen, kind))

    @property
    def shown(self) -> str:
        """All texts of the widget that has the focus."""
        panel = self.app.focused
        return "" if panel is None else "\n".join(panel.render_line(y).text for y in range(panel.size.height))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own, with a table."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.csv").write_text(CSV)
    return tmp_path


@SIZES
async def test_adam_at_seven_rates(until: Until, size: tuple[int, int]) -> None:
    async with FallLine().run_test(size=size) as pilot:
        user = User(pilot, until)
        await user.press("a")
        await user.write("adam lr=[.001,.003,.01,.03,.1,.3,1]")
        await user.press("enter")
        rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0]
        await user.until(lambda: [racer.get("lr") for racer in user.app.session.scenario.racers[3:]] == rates)
        assert user.count <= 37


@SIZES
async def test_gradient_descent_diverges_and_says_why(until: Until, size: tuple[int, int]) -> None:
    async with FallLine().run_test(size=size) as pilot:
        user = User(pilot, until)
        await user.press("e", "enter", "shift+up", "escape", "end", "7", "enter")
        await user.see(StatusDialog)
        racer = user.app.session.frame().racers[0]
        assert racer.status.kind == "diverged"
        assert "is above 2/λmax" in user.app.screen.query("StatusDialog Static").first().render().plain  # type: ignore[union-attr]
        assert user.count <= 7


@SIZES
async def test_a_table_with_a_column_of_text_is_fitted_with_mini_batches(until: Until, size: tuple[int, int]) -> None:
    async with FallLine().run_test(size=size) as pilot:
        user = User(pilot, until)
        await user.press("ctrl+o", "p", "e", "enter")
        await user.see(DataDialog)
        await user.press("enter", "colon")
        await user.write("batch")
        await user.press("enter")
        await user.write("10")
        await user.until(lambda: user.app.session.scenario.problem.get("batch") == 10)
        problem = user.app.session.scenario.problem
        assert (problem.name, problem.get("x"), problem.get("y")) == ("regression", "height", "weight")
        assert user.count <= 14


@SIZES
async def test_a_typed_landscape_shows_its_minima(until: Until, size: tuple[int, int]) -> None:
    async with FallLine().run_test(size=size) as pilot:
        user = User(pilot, until)
        await user.press("1", "enter")
        await user.write("form")
        await user.press("enter")
        await user.write("x^4-x^2+y^2")
        await user.until(lambda: str(user.app.session.scenario.problem) == "x^4-x^2+y^2")
        await user.press("escape")
        await user.until(lambda: "×" in user.shown)  # a racer may stand on the other one
        minima = sorted(round(minimum.point[0], 4) for minimum in user.app.session.frame().problem.minima)
        assert minima == [-0.7071, 0.7071]
        assert user.count <= 19


@SIZES
async def test_a_rule_is_written_broken_and_mended(until: Until, size: tuple[int, int]) -> None:
    async with FallLine().run_test(size=size) as pilot:
        user = User(pilot, until)
        await user.press("o")
        await user.see(RuleEditor)
        await user.press("ctrl+s")
        await user.until(lambda: [rule.name for rule in user.app.session.scenario.rules] == ["mine"])
        await user.press("o")
        await user.see(RuleEditor)
        editor = user.app.screen
        await user.press("enter", "q")
        await user.until(lambda: "line 4" in str(editor.query_one(".message").render()))
        await user.press("backspace", "backspace", "ctrl+s")
        await user.until(lambda: user.app.screen is not editor)
        assert user.app.session.scenario.racers[-1].optimizer.startswith("mine")
        assert user.count <= 8


@SIZES
async def test_the_loss_at_an_exact_step_is_read(until: Until, size: tuple[int, int]) -> None:
    async with FallLine(at=300).run_test(size=size) as pilot:
        user = User(pilot, until)
        await user.press("5", "left", "left", "shift+left")
        step = user.app.session.view.cursor
        assert step is not None
        loss = user.app.session.frame().racers[2].loss[step]
        await user.until(lambda: f"step {step}" in user.shown and f"{loss:.4g}"[:4] in user.shown)
        assert user.count <= 4


@SIZES
async def test_lesson_seven_is_presented(until: Until, size: tuple[int, int]) -> None:
    async with FallLine().run_test(size=size) as pilot:
        user = User(pilot, until)
        await user.press("colon")
        await user.write("piece")
        await user.press("enter")
        await user.see(LessonsScreen)
        await user.press("P")
        await user.until(lambda: user.app.screen.has_class("-present"))
        assert user.app.screen.browser.name == "adam"  # type: ignore[attr-defined]
        assert user.count <= 8


@SIZES
async def test_a_race_is_saved_quit_reopened_and_shared(until: Until, size: tuple[int, int], folder: Path) -> None:
    async with FallLine().run_test(size=size) as pilot:
        user = User(pilot, until)
        await user.press("e", "enter", "up", "ctrl+s")
        await user.see(SaveFile)
        await user.press("enter")
        await user.until((folder / "rosenbrock.toml").exists)
        raced = user.app.session.scenario
        await user.press("escape", "y", "q")
        await user.see(Quit)
        words = shlex.split(user.app.clipboard)
        await user.press("enter")
        assert user.count <= 9
    assert words[0] == "fallline"
    assert f"{raced.racers[0]}" in words
    path = folder / "rosenbrock.toml"
    again = FallLine(parse_scenario(path, read_text(path)), file=path)
    assert again.session.scenario == raced


@SIZES
async def test_a_film_is_recorded(until: Until, size: tuple[int, int], folder: Path) -> None:
    async with FallLine().run_test(size=size) as pilot:
        user = User(pilot, until)
        await user.press("E")
        await user.write(f"a{FILM}")
        await user.press("enter")
        await user.until(lambda: (folder / f"a{FILM}").exists() and user.app.screen is user.app.screen_stack[0])
        assert (folder / f"a{FILM}").read_text().startswith('{"version": 2')
        assert user.count <= 8


@SIZES
async def test_all_racers_get_one_weight_decay(until: Until, size: tuple[int, int]) -> None:
    async with FallLine().run_test(size=size) as pilot:
        user = User(pilot, until)
        await user.press("e", "enter", "tab", "tab", "tab", "tab")
        await user.write(".01")
        await user.press("ctrl+t")
        await user.until(
            lambda: [racer.get("weight_decay") for racer in user.app.session.scenario.racers] == [0.01] * 3
        )
        assert user.count <= 10


@SIZES
async def test_beta2_is_nudged_while_the_race_plays(until: Until, size: tuple[int, int]) -> None:
    async with FallLine().run_test(size=size) as pilot:
        user = User(pilot, until)
        await user.press("2", "j", "j", "enter", "tab", "tab", "up")
        await user.until(lambda: user.app.session.scenario.racers[2].get("beta2") not in (None, 0.999))
        step = user.app.session.clock.step
        await user.until(lambda: user.app.session.clock.step > step)
        assert user.count <= 7


@pytest.mark.parametrize("size", [(80, 24)], ids=str)
async def test_the_anatomy_is_found_without_reading_anything(until: Until, size: tuple[int, int]) -> None:
    async with FallLine().run_test(size=size) as pilot:
        user = User(pilot, until)
        line = user.app.screen.query_one(KeyLine)
        await user.until(lambda: "f3 Anatomy" in line.render_line(0).text)
        await user.press("f3")
        await user.see(AnatomyScreen)
        assert user.count <= 1
