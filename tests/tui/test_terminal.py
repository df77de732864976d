"""Whatever ends the app, the terminal is as it was: seen from the other side of a pseudo-terminal."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.sampling import sampled
from tests.terminal import GUARD, Terminal

MINIMAL = """
import sys
from textual.app import App, ComposeResult
from textual.widgets import Static
from tui.terminal.terminal_app import TerminalApp

class Minimal(TerminalApp[None]):
    BINDINGS = [("ctrl+q", "quit", "Quit"), ("ctrl+z", "suspend_process", "Suspend")]
    beats = 0

    def compose(self) -> ComposeResult:
        yield Static("Fall Line")

    def key_x(self) -> None:
        raise RuntimeError("a mistake in the app")

    def key_f(self) -> None:
        self.set_interval(0.001, self.flood)

    def flood(self) -> None:
        self.beats += 1
        text = chr(65 + self.beats % 26) * (self.size.width * self.size.height)
        self.query_one(Static).update(text)

app = Minimal()
app.run()
sys.exit(app.return_code)
"""

# The real app, with a mistake behind the key m.
BROKEN = """
import sys
from tui.cli.main import main
from tui.demo_safe import demo_safe
from tui.screens.race import RaceScreen

@demo_safe
def broken(screen: RaceScreen) -> None:
    raise RuntimeError("a mistake in the app")

RaceScreen.action_metric = broken
sys.exit(main(sys.argv[1:]))
"""

Start = Callable[..., Terminal]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the minimal app, or Python with the arguments given, and waits until it is on the screen."""
    script = tmp_path / "minimal.py"
    script.write_text(MINIMAL)
    with ExitStack() as stack:

        def started(*arguments: str, nohup: bool = False, job: bool = False) -> Terminal:
            terminal = Terminal(sys.executable, *(arguments or (str(script),)), nohup=nohup, job=job)
            stack.callback(terminal.close)
            terminal.wait_for_app()
            return terminal

        yield started


APP = ("-m", "tui")
both = pytest.mark.parametrize("program", sampled([APP, ()], 2), ids=["app", "minimal"])


@both
@pytest.mark.parametrize("number", sampled([signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT], 2))
def test_a_signal_gives_the_terminal_back(start: Start, program: tuple[str, ...], number: signal.Signals) -> None:
    terminal = start(*program)
    terminal.process.send_signal(number)
    assert terminal.exit_code() == 128 + number
    terminal.assert_given_back()


@both
def test_quitting_gives_the_terminal_back(start: Start, program: tuple[str, ...]) -> None:
    terminal = start(*program)
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()


@pytest.mark.system
@both
def test_a_terminal_with_resize_reports_and_mouse_pixels_is_given_back(start: Start, program: tuple[str, ...]) -> None:
    terminal = start(*program)
    terminal.send("\x1b[?2048;2$y")  # "I know in-band resize reports, they are off"
    terminal.wait_until(lambda: {"2048", "1016"} <= terminal.modes())
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.exit_code() == 143
    terminal.assert_given_back()


@pytest.mark.system
@pytest.mark.parametrize(
    ("program", "key", "told"),
    [((), "x", True), (("-c", BROKEN), "m", True), (("-c", BROKEN, "--demo"), "m", False)],
    ids=["minimal", "app", "demo"],
)
def test_a_mistake_in_the_app_gives_the_terminal_back(
    start: Start, program: tuple[str, ...], key: str, told: bool
) -> None:
    """And is told in a sentence, but not to strangers."""
    terminal = start(*program)
    terminal.send(key)
    assert terminal.exit_code() == 1
    terminal.assert_given_back()
    farewell = terminal.output.rsplit(b"\x1b[?1049l", 1)[1]
    assert (b"a mistake in the app" in farewell) == told
    assert told or b"Fall Line has failed" in farewell
    assert b"Traceback" not in farewell


@pytest.mark.system
@both
@pytest.mark.parametrize("nohup", [False, True])
def test_the_program_goes_when_its_terminal_goes(start: Start, program: tuple[str, ...], nohup: bool) -> None:
    terminal = start(*program, nohup=nohup)
    terminal.hang_up()
    assert terminal.process.wait(GUARD) == 129


@pytest.mark.system
@pytest.mark.parametrize("nohup", sampled([False, True], 2))
def test_the_program_goes_when_its_terminal_goes_in_the_middle_of_output(start: Start, nohup: bool) -> None:
    terminal = start(nohup=nohup)
    terminal.send("f")
    terminal.wait_for_text("AAAA")
    terminal.wait_until_stuck()
    terminal.hang_up()
    assert terminal.process.wait(GUARD) == 129


@pytest.mark.system
@both
def test_a_signal_is_heard_while_the_terminal_takes_no_output(start: Start, program: tuple[str, ...]) -> None:
    terminal = start(*program)
    terminal.send("f" if not program else ">" * 20 + "r")
    if not program:
        terminal.wait_for_text("AAAA")
    terminal.wait_until_stuck()
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.process.wait(GUARD) == 143
    terminal.drain()
    terminal.assert_given_back()


@pytest.mark.system
def test_no_process_is_left_over(start: Start) -> None:
    for number in (signal.SIGKILL, signal.SIGHUP, None):
        terminal = start(*APP)
        if number is None:
            terminal.hang_up()
        else:
            terminal.process.send_signal(number)
        assert terminal.process.wait(GUARD) in (-signal.SIGKILL, 129)


@pytest.mark.system
@both
@pytest.mark.parametrize("key", sampled([True, False], 2))
def test_suspended_and_resumed(start: Start, program: tuple[str, ...], key: bool) -> None:
    terminal = start(*program, job=True)
    if key:
        terminal.send("\x1a")
    else:
        os.killpg(os.tcgetpgrp(terminal.master), signal.SIGTSTP)
    terminal.wait_until(terminal.stopped)
    terminal.drain()
    terminal.assert_given_back()
    terminal.screen.reset()
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_until_back()
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()


@pytest.mark.system
def test_nothing_is_suspended_that_no_shell_can_bring_back(start: Start) -> None:
    """As the first process of a terminal, such as by `tmux new-session fallline`."""
    terminal = start(*APP)
    terminal.process.send_signal(signal.SIGTSTP)
    terminal.send("\x1a")
    terminal.wait_for_text("no shell is waiting")
    assert not terminal.stopped()
    assert terminal.raw()
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()


@pytest.mark.system
def test_the_whole_job_is_suspended(start: Start) -> None:
    """A program that waits for the app, such as `make`, must not keep the shell waiting."""
    waits = f"import subprocess; subprocess.run([{sys.executable!r}, '-m', 'tui'])"
    terminal = start("-c", waits, job=True)
    terminal.send("\x1a")
    terminal.wait_until(terminal.stopped)
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_until_back()
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()


@pytest.mark.system
@pytest.mark.parametrize("stop", [True, False])
def test_continued_without_having_been_suspended(start: Start, stop: bool) -> None:
    terminal = start()
    if stop:
        terminal.process.send_signal(signal.SIGSTOP)
        terminal.wait_until(terminal.stopped)
    terminal.screen.reset()
    terminal.process.send_signal(signal.SIGCONT)
    terminal.wait_until_back()
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()


@pytest.mark.system
def test_the_demo_does_not_go_to_the_background_and_keeps_nothing(start: Start, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    program = f"import os; os.chdir({str(home)!r}); os.environ['HOME'] = {str(home)!r}\n{BROKEN}"
    terminal = start("-c", program, "--demo", "--problem", "beale")
    terminal.send("\x1a\x13\x0f")  # suspend, save, open
    terminal.send("\x10Screenshot")
    terminal.wait_for_text("No matches")
    terminal.send("\x1b\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()
    assert list(home.iterdir()) == []


@pytest.mark.system
def test_the_demo_ends_when_nobody_is_there(start: Start) -> None:
    terminal = start(*APP, "--demo", "--idle", "1")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()
    assert b"ended after 1 seconds without a key" in terminal.output.rsplit(b"\x1b[?1049l", 1)[1]


@pytest.mark.system
@pytest.mark.parametrize("demo", sampled([True, False], 2))
def test_a_flood_of_keys_and_an_endless_paste_do_not_keep_it_from_ending(start: Start, demo: bool) -> None:
    terminal = start(*APP, *(["--demo"] if demo else []))
    for _ in range(4):  # many times what may wait; all that the terminal holds is worked on before a send returns
        terminal.send("lm.,<>" * 100)
        terminal.read()
    terminal.send("\x1b[200~" + "x" * 4000)
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.exit_code() == 143
    terminal.assert_given_back()
