"""The app inside tmux and GNU screen, as somebody in front of the outer terminal sees it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.terminal import GUARD, Terminal

pytestmark = pytest.mark.system

APP = f"{sys.executable} -m tui --at 50"
SHELL = ("bash", "--norc", "--noprofile", "-i")
PROMPT = {"PS1": "ready> ", "HISTFILE": ""}
TMUX = """
set -g default-terminal {term}
set -g status off
set -g mouse on
set -s set-clipboard on
set -s escape-time 10
set -ga terminal-features ",xterm*:RGB:clipboard"
set -g window-size latest
"""
SCREEN = """
term screen-256color
defutf8 on
altscreen on
startup_message off
vbell off
"""
F3, F4, LEFT, RIGHT, SHIFT_RIGHT = "\x1bOR", "\x1bOS", "\x1b[D", "\x1b[C", "\x1b[1;2C"


def needed(program: str) -> None:
    """Skip where it is not installed."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed here: apt-get install {program}")


class Session:
    """A session of tmux or screen of one's own, with a shell in it; terminals come and go."""

    def __init__(self, folder: Path, *program: str) -> None:
        self.folder = folder
        self.program = program
        self.place = {"SCREENDIR": str(folder), "TMUX_TMPDIR": str(folder)}
        self.views: list[Terminal] = []

    def view(self, *words: str, **environment: str) -> Terminal:
        """Somebody's terminal on it."""
        given: dict[str, Any] = {**self.place, "LANG": "C.UTF-8", **PROMPT, **environment}
        self.views.append(Terminal(*self.program, *words, **given))
        return self.views[-1]

    def tell(self, *words: str) -> str:
        """What the multiplexer answers to a command from outside."""
        command, environ = [*self.program, *words], os.environ | self.place
        return subprocess.run(command, capture_output=True, text=True, env=environ, timeout=GUARD, check=False).stdout

    def close(self) -> None:
        """End it, whatever runs in it."""
        for words in (("kill-server",), ("-X", "quit")):
            with suppress(OSError):
                self.tell(*words)
        for view in self.views:
            view.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """With a short name: that of a socket has at most a hundred characters."""
    with tempfile.TemporaryDirectory(prefix="fl") as name:
        Path(name).chmod(0o700)
        yield Path(name)


@pytest.fixture(params=["tmux-256color", "screen-256color"])
def tmux(request: pytest.FixtureRequest, folder: Path) -> Iterator[Session]:
    """tmux with a server of its own."""
    needed("tmux")
    if subprocess.run(["infocmp", request.param], capture_output=True, check=False).returncode:
        pytest.skip(f"there is no terminfo of {request.param}: apt-get install ncurses-term")
    (folder / "conf").write_text(TMUX.format(term=request.param))
    with ExitStack() as stack:
        session = Session(folder, "tmux", "-u", "-f", str(folder / "conf"), "-L", "own")
        stack.callback(session.close)
        yield session


def begin(session: Session, *words: str, app: str = APP, **environment: str) -> Terminal:
    """A terminal in which the app was started from the session's shell."""
    view = session.view(*words, *SHELL, **environment)
    view.wait_for_text("ready>")
    view.send(f"stty -g > {session.folder}/before; {app}\r")
    view.wait_for_text("Fall Line")
    view.wait_for_text("┤")
    return view


def step(view: Terminal) -> int:
    """The step that the transport bar shows."""
    found = re.findall(r"(\d+)/400 ", view.screen.display[-2])
    return int(found[0]) if found else -1


def use(view: Terminal) -> None:
    """Arrows with and without shift, function keys, ctrl, and the mouse."""
    view.send(RIGHT)
    view.wait_until(lambda: not view.shows("x [−2, 2]"))
    view.send("0")
    view.wait_until(lambda: view.shows("x [−2, 2]"))
    view.send(F3)
    view.wait_for_text("Curvature and stability")
    view.send("\x1b")
    view.wait_for_text("Standings")
    view.send(F4)
    view.wait_for_text("Open in race")
    view.send("\x1b")
    view.wait_for_text("Standings")
    view.send("\x10")
    view.wait_for_text("Search for commands")
    view.send("\x1b")
    view.wait_until(lambda: not view.shows("Search for commands"))


def quit_to_the_shell(session: Session, view: Terminal) -> None:
    """Leave the app: the shell has its terminal as it was."""
    view.send("\x11")
    view.wait_until(lambda: not view.shows("Standings"))
    view.send(f"stty -g > {session.folder}/after; echo $((40 + 2)) $?\r")
    view.wait_for_text("42 0")
    assert (session.folder / "before").read_text() == (session.folder / "after").read_text()


def shades(view: Terminal) -> int:
    """How many backgrounds there are."""
    return len({cell.bg for row in view.screen.buffer.values() for cell in row.values()})


def calm(view: Terminal) -> list[str]:
    """What stands there when nothing has come for a moment."""
    before = -1
    while before != len(view.output):
        before = len(view.output)
        for _ in range(8):  # each waits a moment for something
            view.read()
    return list(view.screen.display)


# tmux


def test_keys_mouse_and_clipboard_in_tmux(tmux: Session) -> None:
    view = begin(tmux, "new-session")
    use(view)
    view.send("\x1b[<0;60;39M\x1b[<0;60;39m")  # a click into the bar
    view.wait_until(lambda: step(view) not in (-1, 50))
    there = step(view)
    view.send(LEFT)
    view.wait_until(lambda: step(view) == there - 4)
    view.send(SHIFT_RIGHT)
    view.wait_until(lambda: step(view) == there + 36)
    view.send("y")
    view.wait_until(lambda: "fallline" in tmux.tell("show-buffer"))
    view.wait_until(lambda: b"\x1b]52;" in view.output)
    quit_to_the_shell(tmux, view)
    flags = ("alternate_on", "mouse_any_flag", "mouse_sgr_flag", "insert_flag", "origin_flag")
    assert tmux.tell("display-message", "-p", " ".join(f"#{{{flag}}}" for flag in flags)).split() == ["0"] * len(flags)
    assert tmux.tell("display-message", "-p", "#{cursor_flag} #{wrap_flag}").split() == ["1", "1"]


@pytest.mark.parametrize(
    ("colorterm", "sent", "never"),
    [("truecolor", rb"[34]8;2;", rb"[34]8;5;"), ("", rb"[34]8;5;", rb"[34]8;2;")],
    ids=["truecolor", "256"],
)
def test_colours_in_tmux(tmux: Session, colorterm: str, sent: bytes, never: bytes) -> None:
    app = f"export COLORTERM={colorterm}; {APP}"
    view = begin(tmux, "new-session", app=app)
    calm(view)
    pipe = tmux.folder / "pipe"
    tmux.tell("pipe-pane", f"cat > {pipe}")
    view.resize(110, 38)  # so that all of it is painted
    view.wait_until(lambda: pipe.exists() and b"Standings" in pipe.read_bytes())
    calm(view)
    assert re.search(sent, pipe.read_bytes())
    assert not re.search(never, pipe.read_bytes())
    assert shades(view) > 5  # a landscape


def test_another_size_and_coming_back_in_tmux(tmux: Session) -> None:
    view = begin(tmux, "new-session")
    for columns, rows in ((100, 30), (160, 50), (120, 40)):
        view.resize(columns, rows)
        view.wait_until(
            lambda: "?" not in "".join(view.screen.display).replace("New here?", "") and view.shows("Standings")
        )
        shown = calm(view)
        assert [line.rstrip() for line in shown] == tmux.tell("capture-pane", "-p").split("\n")[:rows]
    tmux.tell("detach-client")
    view.wait_until(lambda: view.process.poll() is not None)
    again = tmux.view("attach")
    again.wait_for_text("Standings")
    assert calm(again) == shown
    tmux.tell("detach-client")
    tmux.tell("send-keys", ".")  # meanwhile
    small = tmux.view("attach")
    small.wait_for_text("51/400")
    small.resize(80, 24)
    small.wait_until(
        lambda: "?" not in "".join(small.screen.display).replace("New here?", "") and small.shows("51/400")
    )
    assert [line.rstrip() for line in calm(small)] == tmux.tell("capture-pane", "-p").split("\n")[:24]
    quit_to_the_shell(tmux, small)


def test_the_app_goes_with_tmux(tmux: Session) -> None:
    view = begin(tmux, "new-session", app=f"exec {APP}")
    pid = int(tmux.tell("display-message", "-p", "#{pane_pid}"))
    os.kill(pid, 0)
    tmux.tell("kill-server")

    def gone() -> bool:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        return False

    view.wait_until(gone)


# GNU screen


@pytest.fixture
def screen(folder: Path) -> Iterator[Session]:
    """screen with a folder of its own for its sockets."""
    needed("screen")
    (folder / "conf").write_text(SCREEN)
    with ExitStack() as stack:
        session = Session(folder, "screen", "-c", str(folder / "conf"), "-U", "-S", "own")
        stack.callback(session.close)
        yield session


def test_colours_keys_size_and_coming_back_in_screen(screen: Session) -> None:
    """screen 4 takes truecolor for other colours, and inherits COLORTERM; with a mouse it keeps escape to itself."""
    view = begin(screen, app=f"{APP} --no-mouse")
    use(view)
    grounds = {cell.bg for row in view.screen.buffer.values() for cell in row.values()}
    assert not grounds & {"brown", "brightbrown", "magenta", "white", "brightwhite"}
    assert shades(view) > 5
    view.resize(100, 30)
    view.wait_until(
        lambda: "?" not in "".join(view.screen.display).replace("New here?", "") and view.shows("Standings")
    )
    shown = calm(view)
    screen.tell("-d")
    view.wait_until(lambda: view.process.poll() is not None)
    again = screen.view("-r")
    again.resize(100, 30)
    again.wait_until(lambda: again.shows("Standings") and "?" not in "".join(again.screen.display))
    assert calm(again) == shown
    quit_to_the_shell(screen, again)
