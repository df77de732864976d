"""The configuration in the app: it begins with it, and keeps what is chosen, however it ends."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from textual.content import Content

from core.scenario import Scenario
from tests.fixture_types import Until
from tests.terminal import Terminal
from tui.app import FallLine
from tui.config.applied import view_options
from tui.config.config_file import config_path, read_config
from tui.config.options import Options
from tui.config.sources import Config
from tui.messages import LessonTaken
from tui.state import files
from tui.widgets.key_line import KeyLine
from tui.widgets.plots.landscape_panel import LandscapePanel

RACE = Scenario("rosenbrock", ("sgd",), steps=50)


def plain(title: object) -> str:
    """A title without its styles."""
    return Content.from_markup(str(title)).plain


def app_with(**options: object) -> FallLine:
    """An app with these options, which keeps what is chosen."""
    return FallLine(RACE, at=5, config=Config(Options(**options), path=config_path()))  # type: ignore[arg-type]


async def test_the_app_begins_as_configured(until: Until) -> None:
    app = app_with(theme="gruvbox", palette="mist", scale="linear", speed=50, forms="hidden")
    async with app.run_test(size=(120, 40)) as pilot:
        panel = app.screen.query_one(LandscapePanel)
        await until(pilot, lambda: "mist · linear" in plain(panel.border_subtitle))
        assert app.theme == "gruvbox"
        assert app.session.clock.speed == 50
        assert not app.screen.query_one("#forms").display
        await pilot.press("e")
        await until(pilot, lambda: bool(app.screen.query_one("#forms").display))
        assert plain(panel.border_subtitle).startswith("mist")
    app.save_work()
    assert read_config(config_path()).values == {"forms": "shown"}


async def test_what_is_chosen_is_kept(until: Until) -> None:
    app = app_with(speed=5)
    async with app.run_test(size=(120, 40)) as pilot:
        panel = app.screen.query_one(LandscapePanel)
        await until(pilot, lambda: "log" in str(panel.border_subtitle))
        await pilot.press("t", "h", "v", "t", "greater_than_sign", "e", "e")
        app.theme = "dracula"
        wanted = {"palette": "cividis", "scale": "quantile", "forms": "hidden"}
        await until(pilot, lambda: view_options(app.session.view) == wanted)
    app.save_work()
    kept = {"theme": "dracula", "palette": "cividis", "scale": "quantile", "speed": 10, "forms": "hidden"}
    assert read_config(config_path()).values == kept
    again = app_with(**kept)
    async with again.run_test(size=(120, 40)):
        pass
    config_path().unlink()
    again.save_work()
    assert not config_path().exists()


async def test_the_pace_of_a_lesson_is_not_kept(until: Until) -> None:
    app = app_with(speed=5)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.session.computed)
        app.post_message(LessonTaken(Scenario("beale", ("adam",), steps=2000), 20))
        await until(pilot, lambda: app.session.clock.speed == 20)
        app.save_work()
        assert not config_path().exists()
        await pilot.press("greater_than_sign")
        await until(pilot, lambda: app.session.clock.speed == 50)
    app.save_work()
    assert read_config(config_path()).values == {"speed": 50}


async def test_actions_get_other_keys(until: Until) -> None:
    keys = {"race.duplicate": "f7,ctrl+d", "race.back": "j", "app.help": "f12"}
    app = FallLine(RACE, at=5, config=Config(keys=keys))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("d")
        await pilot.press("j")
        await until(pilot, lambda: app.session.clock.step == 4)
        assert len(app.session.scenario.racers) == 1
        await pilot.press("f7")
        await until(pilot, lambda: len(app.session.scenario.racers) == 2)
        shown = {key.description: key.shown for key in app.screen.query_one(KeyLine).keys}
        assert (shown["Help"], shown["Step"]) == ("f12", "j")
        commands = {command.title: command.help for command in app.get_system_commands(app.screen)}
        assert commands["Duplicate the racer"] == "f7  ^d"
        assert commands["Faster"] == "> · speed ×2 40/s"


@pytest.mark.parametrize(
    ("config", "told"),
    [
        (Config(keys={"race.ad": "f7"}), "no action 'race.ad'. Did you mean race.add?"),
        (Config(complaint="config.toml: line 1: \x1b[2J is wrong"), r"line 1: \x1b[2J is wrong"),
    ],
)
async def test_what_is_wrong_is_told(config: Config, told: str, until: Until) -> None:
    app = FallLine(RACE, at=5, config=config)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: any(told in toast.message for toast in app._notifications))


@contextmanager
def running(*words: str) -> Iterator[Terminal]:
    terminal = Terminal(sys.executable, "-m", "tui", "--problem", "beale", "--at", "5", *words)
    try:
        terminal.wait_for_app()
        yield terminal
    finally:
        terminal.close()


def quit_by_key(terminal: Terminal) -> int:
    terminal.send("\x11")
    return terminal.exit_code()


def quit_by_signal(terminal: Terminal) -> int:
    terminal.process.send_signal(signal.SIGTERM)
    return terminal.exit_code()


@pytest.mark.system
@pytest.mark.parametrize(("leave", "code"), [(quit_by_key, 0), (quit_by_signal, 128 + signal.SIGTERM)])
def test_it_is_kept_however_the_app_ends(leave: Callable[[Terminal], int], code: int) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text('# mine\nscale = "linear"\n')
    with running("--theme", "nord") as terminal:
        terminal.wait_for_text("linear")
        terminal.send("t")
        terminal.wait_for_text("ember")
        assert leave(terminal) == code
    assert config_path().read_text() == '# mine\nscale = "linear"\npalette = "ember"\n'


@pytest.mark.system
def test_the_demo_neither_reads_nor_writes_the_file() -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text('scale = "linear"\n')
    with running("--demo") as terminal:
        terminal.wait_for_text("log · x")
        terminal.send("t")
        terminal.wait_for_text("ember · log · x")
        assert quit_by_key(terminal) == 0
    assert config_path().read_text() == 'scale = "linear"\n'


def test_two_threads_that_save_keep_one_session(monkeypatch: pytest.MonkeyPatch, state_folder: Path) -> None:
    """The thread that watches over the end may save while the app does."""
    app = FallLine(RACE)
    write = files.write_scenario

    def slow(path: Path, scenario: Scenario) -> None:
        other.start()
        other.join(0.2)  # it waits
        write(path, scenario)

    monkeypatch.setattr(files, "write_scenario", slow)
    other = Thread(target=app.save_work)
    app.save_work()
    other.join()
    assert len(list((state_folder / "fallline" / "sessions").iterdir())) == 1
