"""An exception that nobody expected, wherever it is raised, is one sentence and an entry in a log."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from tests.sampling import sampled
from tests.terminal import Terminal
from tui.terminal import crash_log
from tui.terminal.crash_log import failure, summary, write_to_log

pytestmark = pytest.mark.system

FAILING = """
import asyncio, os, signal, sys, threading
from textual.app import App, ComposeResult
from textual.widget import Widget
from tui.terminal.input_events import InputEvents
from tui.terminal.terminal_app import TerminalApp

class Mistake(RuntimeError):
    pass

class Shown(Mistake):
    def __rich__(self):
        return "a picture of the secret"

def fail(*_, kind=Mistake):
    secret = "what the program holds"
    raise kind("a mistake in [bold]the app\\x1b]0;title\\x07")

class Unwritable:
    __eq__ = fail

class Canvas(Widget):
    broken = False

    def render(self):
        return fail() if self.broken else "Fall Line"

    def vanish_and_fail(self):
        self.remove()
        fail()

class Failing(TerminalApp[None]):
    BINDINGS = [("ctrl+q", "quit", "Quit")]
    crash_message = os.environ.get("CRASH_MESSAGE", "")

    def compose(self) -> ComposeResult:
        yield Canvas()

    def break_canvas(self):
        canvas = self.query_one(Canvas)
        canvas.broken = True
        canvas.refresh()

    async def wait_and_fail(self):
        await asyncio.sleep(0.01)
        fail()

    def key_a(self):
        fail()

    def key_b(self):
        fail(kind=Shown)

    def key_c(self):
        self.set_timer(0.01, fail)

    def key_d(self):
        self.run_worker(self.wait_and_fail())

    def key_e(self):
        self.run_worker(fail, thread=True)

    def key_f(self):
        threading.Thread(target=fail).start()

    def key_g(self):
        self.break_canvas()

    def key_h(self):
        asyncio.get_running_loop().call_soon(fail)
        asyncio.get_running_loop().call_later(0.2, self.exit)

    def key_i(self):
        self.doomed = asyncio.create_task(self.wait_and_fail())
        del self.doomed
        asyncio.get_running_loop().call_later(0.2, self.exit)

    def key_j(self):
        self._driver._writer_thread.write(Unwritable())

    def key_k(self):
        self.call_next(fail)

    def key_l(self):
        self._close_all = self.wait_and_fail
        self.exit()

    def key_n(self):
        self.query_one(Canvas).call_later(self.query_one(Canvas).vanish_and_fail)
        asyncio.get_running_loop().call_later(0.2, self.exit)

    def key_o(self):
        os.kill(os.getpid(), signal.SIGTERM)
        asyncio.get_running_loop().call_soon(self.query_one(Canvas).call_next, fail)

    def key_m(self):
        loop = asyncio.get_running_loop()

        def fail_and_leave(*_):
            loop.call_soon_threadsafe(loop.call_later, 0.2, self.exit)
            fail()

        InputEvents.of = fail_and_leave
        self._driver.write("\x1b]7777;ready\x07")

    def on_key(self, event):
        if event.key == "ctrl+c":
            self.break_canvas()
            event.prevent_default()

app = Failing()
app.run()
sys.exit(app.return_code)
"""
ENDING = {
    "a key": "a",
    "an error with a picture of its own": "b",
    "a timer": "c",
    "a worker": "d",
    "a worker in a thread": "e",
    "a thread": "f",
    "drawing": "g",
    "drawing during ctrl+c": "\x03",
    "the thread that writes": "j",
    "a callback": "k",
    "leaving": "l",
}
NOTED = {
    "the event loop": "h",
    "a task that nobody waits for": "i",
    "the thread that reads": "mxx",
    "a removed widget": "n",
}


def run(tmp_path: Path, keys: str, message: str = "") -> tuple[Terminal, int, bytes]:
    """The app after a mistake: its terminal, its exit code, and what stands on the terminal then."""
    script = tmp_path / "failing.py"
    script.write_text(FAILING)
    terminal = Terminal(sys.executable, str(script), XDG_STATE_HOME=str(tmp_path / "state"), CRASH_MESSAGE=message)
    try:
        terminal.wait_for_app()
        terminal.send(keys[0])
        if keys[1:]:
            terminal.wait_until(lambda: b"7777;ready" in terminal.output)
            terminal.send(keys[1:])
        code = terminal.exit_code()
        terminal.assert_given_back()
        return terminal, code, terminal.output.rsplit(b"\x1b[?1049l", 1)[1]
    finally:
        terminal.close()


def log(tmp_path: Path) -> Path:
    return tmp_path / "state" / "fallline" / "log" / "fallline.log"


@pytest.mark.parametrize("keys", sampled(ENDING.values(), 3), ids=ENDING)
def test_an_exception_is_one_sentence_and_a_log(keys: str, tmp_path: Path) -> None:
    _, code, farewell = run(tmp_path, keys)
    assert code == 1
    assert farewell.count(b"unexpected error") == 1
    assert b"a mistake in [bold]the app" in farewell
    assert b"\x1b]0;" not in farewell
    assert b"Traceback" not in farewell
    assert b"what the program holds" not in farewell
    assert str(log(tmp_path)).encode() in farewell
    written = log(tmp_path).read_text()
    assert "Traceback" in written
    assert "a mistake in" in written
    assert stat.S_IMODE(log(tmp_path).stat().st_mode) == 0o600


@pytest.mark.parametrize("keys", NOTED.values(), ids=NOTED)
def test_an_exception_that_does_not_end_the_app_is_in_the_log_alone(keys: str, tmp_path: Path) -> None:
    _, code, farewell = run(tmp_path, keys)
    assert code == 0
    assert b"mistake" not in farewell
    assert "a mistake in" in log(tmp_path).read_text()


def test_an_exception_after_a_signal_is_in_the_log_alone(tmp_path: Path) -> None:
    _, code, farewell = run(tmp_path, "o")
    assert code == 143
    assert b"mistake" not in farewell
    assert "a mistake in" in log(tmp_path).read_text()


@pytest.mark.parametrize("keys", sampled((ENDING | NOTED).values(), 7))
def test_strangers_are_told_nothing_and_nothing_is_written(keys: str, tmp_path: Path) -> None:
    terminal, _, farewell = run(tmp_path, keys, message="Fall Line has failed.")
    assert (b"Fall Line has failed." in farewell) == (keys in ENDING.values())
    assert b"mistake" not in terminal.output
    assert not log(tmp_path).exists()


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The log, in a place of its own."""
    path = tmp_path / "log" / "fallline.log"
    monkeypatch.setattr(crash_log, "log_path", lambda: path)
    return path


def test_the_log_is_bounded(state: Path) -> None:
    for turn in range(60):
        assert write_to_log(RuntimeError(f"{turn} " + "x" * 100_000)) == state
    aside = state.with_suffix(".old.log")
    assert {*state.parent.iterdir()} == {state, aside}
    assert all(path.stat().st_size <= crash_log.MAX_LOG + crash_log.MAX_TRACEBACK + 100 for path in (state, aside))
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (state, aside))


def test_a_log_that_cannot_be_written_is_none(state: Path) -> None:
    state.parent.mkdir()
    target = state.parent / "target"
    target.write_text("mine")
    state.symlink_to(target)
    assert write_to_log(RuntimeError("a mistake")) is None
    assert target.read_text() == "mine"
    state.unlink()
    state.mkdir()
    assert write_to_log(RuntimeError("a mistake")) is None
    assert "can't be written" in failure(RuntimeError("a mistake"), None)


def test_a_summary_is_one_short_line_of_characters_that_show() -> None:
    assert summary(ValueError("two\nlines \x1b[31m")) == "ValueError: two lines \\x1b[31m"
    assert summary(KeyError()) == "KeyError"
    assert len(summary(ValueError("x" * 1000))) == 200
