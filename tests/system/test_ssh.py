"""The recipe of docs/ssh-demo.md over a real sshd: guests get the app and nothing else, and leave nothing behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.system.sshd import Server
from tests.terminal import GUARD, Terminal

pytestmark = [pytest.mark.system, pytest.mark.xdist_group("sshd")]  # one server for all

KILLS = 50
AT_ONCE = 5
Visit = Callable[..., Terminal]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with ExitStack() as stack:
        server = Server(tmp_path_factory.mktemp("sshd"))
        stack.callback(server.close)
        yield server


@pytest.fixture
def visit(server: Server) -> Iterator[Visit]:
    """Guests, sent away at the end; afterwards nobody is left."""
    with ExitStack() as stack:

        def visited(*words: str) -> Terminal:
            terminal = server.visit(*words)
            stack.callback(terminal.close)
            return terminal

        yield visited
    until_gone(server)


def until_gone(server: Server) -> float:
    """Wait until nothing of the recipe runs any more; how many seconds that took."""
    begun = time.monotonic()
    while left := server.running():
        assert time.monotonic() - begun < GUARD, f"left behind: {left}"
        time.sleep(0.02)
    return time.monotonic() - begun


# The app


def test_the_app_starts_and_quits(server: Server, visit: Visit) -> None:
    terminal = visit()
    terminal.wait_for_app()
    given = json.loads((server.folder / "environ.json").read_text())
    assert given.pop("TERM") == "xterm-256color"
    assert not set(given) - {"PATH", "HOME", "LANG", "SSH_CONNECTION", "PWD", "SHLVL", "_", "LC_CTYPE"}
    terminal.send("\x1a")  # for a shell behind it
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    terminal.assert_given_back()


def test_it_can_be_used(visit: Visit) -> None:
    terminal = visit()
    terminal.wait_for_app()
    terminal.send("a")
    terminal.wait_for_text("Add a racer")
    terminal.send("adam lr=0.3\r")
    terminal.wait_for_text("adam lr=0.3")
    terminal.send("\x11")
    assert terminal.exit_code() == 0


# Nothing else


@pytest.mark.parametrize("words", [("id",), ("-T",), ("-T", "sh", "-i"), ("sh -c 'id; touch made'",), ("-s", "sftp")])
def test_a_command_or_a_shell_gets_none(server: Server, words: tuple[str, ...]) -> None:
    done = server.run(server.command("ssh", *words))
    assert (done.returncode, done.stdout) == (2, "")
    assert "-s" in words or "the app needs a terminal" in done.stderr  # a subsystem's stderr goes nowhere


@pytest.mark.parametrize("words", [("-t", "id"), ("-tt", "sh -i"), ("-t", "exec bash || cat /etc/passwd")])
def test_a_command_with_a_terminal_gets_the_app(visit: Visit, words: tuple[str, ...]) -> None:
    terminal = visit(*words)
    terminal.wait_for_app()
    terminal.send("\x11")
    assert terminal.exit_code() == 0
    assert b"uid=" not in terminal.output
    assert b"root:" not in terminal.output


def test_sftp_and_scp_get_none(server: Server, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.write_text("mine")
    there = f"{server.host}:{tmp_path}/there"
    for words in (("scp", str(here), there), ("scp", "-O", str(here), there), ("scp", f"{there}/../here", f"{here}2")):
        assert server.run(server.command(*words, destination=False)).returncode != 0
    done = subprocess.run(
        server.command("sftp", "-b", "-"),
        input=f"put {here} {tmp_path}/there\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert list(tmp_path.iterdir()) == [here]


@pytest.mark.parametrize("kind", ["-L", "-D"])
def test_nothing_is_forwarded_from_here(server: Server, visit: Visit, kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as target, socket.create_server(("127.0.0.1", 0)) as free:
        port, wanted = free.getsockname()[1], target.getsockname()[1]
        free.close()
        terminal = visit(f"{kind}{port}" + (f":127.0.0.1:{wanted}" if kind == "-L" else ""))
        terminal.wait_for_app()
        with socket.create_connection(("127.0.0.1", port), GUARD) as connection:
            connection.settimeout(GUARD)
            # SOCKS 5 without a password, then: connect to 127.0.0.1
            request = b"\x05\x01\x00\x05\x01\x00\x01\x7f\x00\x00\x01" + wanted.to_bytes(2, "big")
            connection.sendall(request if kind == "-D" else b"hello")
            answer = b""
            with suppress(ConnectionResetError):  # a refusal that arrives before what was sent is read
                while data := connection.recv(100):
                    answer += data
        assert answer in (b"", b"\x05\x00")  # at most the hello of the client's own SOCKS
        target.setblocking(False)
        with pytest.raises(BlockingIOError):
            target.accept()
        terminal.send("\x11")
        assert terminal.exit_code() == 0


def test_nothing_is_forwarded_to_here(server: Server) -> None:
    done = server.run(server.command("ssh", "-N", "-oExitOnForwardFailure=yes", "-R0:127.0.0.1:9"))
    assert done.returncode == 255
    assert "remote port forwarding failed" in done.stderr


def test_the_agent_and_the_display_stay_at_home(server: Server, visit: Visit, tmp_path: Path) -> None:
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(tmp_path / "agent")], stdout=subprocess.DEVNULL)
    try:
        while not (tmp_path / "agent").exists():
            assert agent.poll() is None
        before = set(Path("/tmp").glob("ssh-*"))
        command = server.command("ssh", "-tt", "-A", "-X")
        terminal = Terminal(*command, SSH_AUTH_SOCK=str(tmp_path / "agent"), DISPLAY="127.0.0.1:99")
        try:
            terminal.wait_for_app()
            assert set(Path("/tmp").glob("ssh-*")) == before
            assert not {"SSH_AUTH_SOCK", "DISPLAY"} & set(json.loads((server.folder / "environ.json").read_text()))
            terminal.send("\x11")
            assert terminal.exit_code() == 0
            assert b"X11 forwarding request failed" in terminal.output
        finally:
            terminal.close()
    finally:
        agent.terminate()
        agent.wait(GUARD)


# However it ends


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_a_signal_gives_the_terminal_back(server: Server, visit: Visit, number: signal.Signals) -> None:
    terminal = visit()
    terminal.wait_for_app()
    os.kill(server.app(), number)
    assert terminal.exit_code() == 128 + number
    terminal.assert_given_back()


def test_a_mistake_gives_the_terminal_back_and_tells_nothing(server: Server, visit: Visit) -> None:
    broken = server.folder / "broken"
    broken.touch()
    try:
        terminal = visit()
        terminal.wait_for_app()
        terminal.send("m")
        assert terminal.exit_code() == 1
    finally:
        broken.unlink()
    terminal.assert_given_back()
    assert b"Traceback" not in terminal.output


def test_a_closed_window_ends_it(server: Server, visit: Visit) -> None:
    terminal = visit()
    terminal.wait_for_app()
    terminal.hang_up()
    until_gone(server)


def test_time_is_up(tmp_path: Path) -> None:
    server = Server(tmp_path, **{"5_3600": "5", "UnusedConnectionTimeout_60": "1"})
    try:
        terminal = server.visit()
        try:
            assert terminal.exit_code() == 124
            terminal.assert_given_back()
        finally:
            terminal.close()
        assert server.run(server.command("ssh", "-N")).returncode == 255  # who asks for nothing does not stay either
    finally:
        server.close()


def test_no_kill_of_the_client_leaves_anything_behind(server: Server, record_property: Any) -> None:
    """Kill -9 of ssh at any time: while the app starts, while it plays, while it is typed on."""
    slowest = 0.0
    for batch in range(KILLS // AT_ONCE):
        guests = [server.visit() for _ in range(AT_ONCE)]
        try:
            for turn, guest in enumerate(guests):
                if turn > batch % AT_ONCE:
                    continue  # killed at some moment of its start
                guest.wait_for_text("Fall Line")
                guest.send(">>>r" if turn % 2 else "aadam")
            for guest in guests:
                guest.process.kill()
            slowest = max(slowest, until_gone(server))
        finally:
            for guest in guests:
                guest.close()
    assert server.running() == []
    record_property("kills", KILLS)
    print(f"{KILLS} kills, no orphan; the last process went {slowest:.1f} s after the kills of a batch")
