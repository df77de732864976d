"""Each paint is shown at once: framed for a terminal that says it can, in one piece, and whole at another size."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pyte
import pytest

from tests.sampling import sampled
from tests.terminal import Terminal

pytestmark = pytest.mark.system

STOCK = (
    "import sys, tui.terminal.compositor as c; c.available = lambda: False;"
    "from tui.cli.main import main; sys.exit(main())"
)
PROGRAMS = {"sparing": ("-m", "tui"), "stock": ("-c", STOCK)}
QUESTION, YES, NO = b"\x1b[?2026$p", "\x1b[?2026;2$y", "\x1b[?2026;0$y"
BEGIN, END = b"\x1b[?2026h", b"\x1b[?2026l"
PAINT = re.compile(re.escape(BEGIN) + b"(.*?)" + re.escape(END), re.DOTALL)
MODES = re.compile(rb"\x1b\[\?[0-9;]+(?:[hl]|\$p)|\x1b\[[<>=][0-9]*u|\x1b\]22;[a-z-]*\x07")
"""What a program may say about the terminal itself: modes, questions, the shape of the mouse's pointer."""
CLEARS = (b"\x1b[J", b"\x1b[2J", b"\x1b[3J", b"\x1b[K", b"\x1bc")

Start = Callable[..., Terminal]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts the app, and answers whether the terminal shows paints at once."""
    with ExitStack() as stack:

        def started(compositor: str, answer: str, *words: str) -> Terminal:
            terminal = Terminal(sys.executable, *PROGRAMS[compositor], *words)
            stack.callback(terminal.close)
            terminal.wait_for_app()
            assert QUESTION in terminal.output
            terminal.send(answer)
            return terminal

        yield started


def play(terminal: Terminal, mark: bytes) -> None:
    """Let it play for some paints, seek, look elsewhere, and pause."""
    terminal.wait_for_text("┤")
    count = terminal.output.count(mark)
    terminal.wait_until(lambda: terminal.output.count(mark) > count + 8)
    for keys in ("m", "\x1b[H", "a", "\x1b", ">"):
        count = terminal.output.count(mark)
        terminal.send(keys)
        terminal.wait_until(lambda count=count: terminal.output.count(mark) > count)  # type: ignore[misc]


compositors = pytest.mark.parametrize("compositor", sampled(["sparing", "stock"], 2))


@compositors
def test_every_paint_is_framed_where_the_terminal_can(start: Start, compositor: str) -> None:
    terminal = start(compositor, YES)
    terminal.wait_until(lambda: END in terminal.output)
    begin = terminal.output.index(BEGIN)
    play(terminal, END)
    terminal.wait_until(lambda: terminal.output.rfind(END) > terminal.output.rfind(BEGIN))
    painted = terminal.output[begin : terminal.output.rfind(END) + len(END)]
    assert painted.count(BEGIN) == painted.count(END) == len(PAINT.findall(painted))
    assert MODES.sub(b"", PAINT.sub(b"", painted)) == b""
    assert not [clear for clear in CLEARS if clear in painted]
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.exit_code() == 143
    terminal.assert_given_back()


@compositors
@pytest.mark.parametrize("answer", sampled(["", NO], 2), ids=["silent", "no"])
def test_no_paint_is_framed_where_it_can_not(start: Start, compositor: str, answer: str) -> None:
    terminal = start(compositor, answer)
    begin = len(terminal.output)
    play(terminal, b"\x1b[1;1H" if compositor == "stock" else b"m")
    assert BEGIN not in terminal.output
    assert not [clear for clear in CLEARS if clear in terminal.output[begin:]]


def test_another_size_is_one_paint_of_everything(start: Start) -> None:
    terminal = start("sparing", YES, "--at", "50")
    terminal.wait_for_text("┤")
    terminal.wait_until(lambda: BEGIN in terminal.output)
    for columns, rows in ((80, 24), (160, 50)):
        settle(terminal)
        before = len(terminal.output)
        terminal.resize(columns, rows)
        terminal.wait_until(lambda before=before: PAINT.search(terminal.output, before))  # type: ignore[misc]
        settle(terminal)
        first, *later = [found[1] for found in PAINT.finditer(terminal.output, before)]
        once = pyte.Screen(columns, rows)
        pyte.ByteStream(once).feed(first)
        assert once.display == terminal.screen.display
        assert sum(map(len, later)) < 100


def test_there_and_back_is_painted_again(start: Start) -> None:
    terminal = start("sparing", "", "--at", "50")
    terminal.wait_for_text("┤")
    settle(terminal)
    shown = terminal.screen.display
    terminal.resize(100, 30)
    terminal.resize(120, 40)
    terminal.wait_until(lambda: terminal.screen.display == shown)


def test_a_frame_that_is_open_is_closed_when_a_stuck_terminal_is_left(start: Start) -> None:
    terminal = start("sparing", YES)
    terminal.wait_until(lambda: END in terminal.output)
    terminal.send(">" * 20 + "r")
    terminal.wait_until_stuck()
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.exit_code() == 143
    terminal.assert_given_back()


def settle(terminal: Terminal) -> None:
    """Read until nothing has come for a moment."""
    before = -1
    while before != len(terminal.output):
        before = len(terminal.output)
        for _ in range(8):  # each waits a moment for something
            terminal.read()
