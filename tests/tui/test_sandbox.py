"""In the sandbox nothing is opened, changed or started, and Python goes on; each test runs in its own process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2]
FORBIDDEN = [
    "open('secret').read()",
    "open('new', 'w')",
    "open('/etc/passwd')",
    "open('/dev/pts/../../etc/passwd')",
    "open(__import__('numpy').__file__, 'a')",
    "open(LINK)",
    "os.open('new', os.O_RDWR | os.O_CREAT)",
    "os.remove('secret')",
    "os.rename('secret', 'new')",
    "os.mkdir('new')",
    "os.listdir('.')",
    "os.listdir()",
    "list(os.scandir('/home'))",
    "pathlib.Path('secret').read_text()",
    "pathlib.Path('new').write_text('')",
    "tempfile.mkstemp()",
    "subprocess.run(['true'])",
    "os.system('touch new')",
    "os.execv('/bin/true', ['true'])",
    "os.fork()",
    "os.posix_spawn('/bin/true', ['true'], {})",
    "webbrowser.GenericBrowser('true').open('http://localhost')",
    "socket.create_connection(('127.0.0.1', 9))",
]
BEGIN = """
import os, pathlib, socket, subprocess, sys, tempfile, webbrowser
from tui.demo import sandbox
LINK = os.path.join(os.path.dirname(sandbox.__file__), '..', '..', 'no', '..', '..', 'etc', 'passwd')
sandbox.install()
"""
ALLOWED = """
import numpy, plotext, textual.app, textual.widgets, xml.sax, core.scenario
from textual.widgets import MarkdownViewer
open(os.devnull, 'w').close()
print('all of it')
"""


def behind(folder: Path, program: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    return subprocess.run(
        [sys.executable, "-c", BEGIN + program],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_nothing_is_opened_changed_or_started(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("before")
    tries = "".join(f"\ntry:\n    {attempt}\nexcept OSError: pass\nelse: print({attempt!r})\n" for attempt in FORBIDDEN)
    done = behind(tmp_path, tries)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert (tmp_path / "secret").read_text() == "before"


@pytest.mark.system
def test_python_and_its_packages_go_on(tmp_path: Path) -> None:
    done = behind(tmp_path, ALLOWED)
    assert (done.stdout, done.stderr) == ("all of it\n", "")


@pytest.mark.parametrize("attempt", ["sys.addaudithook(lambda *_: None)", "sys.dont_write_bytecode = False"])
def test_the_hook_cannot_be_removed(tmp_path: Path, attempt: str) -> None:
    done = behind(tmp_path, f"{attempt}\nopen('new', 'w')")
    assert "PermissionError: no file is opened here: new" in done.stderr
