"""The demo's sandbox: an audit hook that lets the process open no file but Python's own and start no program.

Python calls an audit hook before each such operation; a hook that raises prevents it, and no hook can be removed. The
sandbox guards against mistakes, and against features that forget to ask the policy, in a process whose users cannot
run code of their own.
"""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from collections.abc import Callable
from typing import Any

import core
import tui

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DEVICES = ("/dev/null", "/dev/tty", "/dev/pts/", "/dev/ttys")  # the last one is a terminal of macOS
_PROCESSES = ("os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile")
_NETWORK = ("socket.connect", "socket.bind", "socket.getaddrinfo", "webbrowser.open", "subprocess.Popen", "pty.spawn")
_FILE_CHANGES = (
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown"),
    *("os.utime", "os.chdir", "os.setxattr", "os.removexattr", "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp"),
)
_LISTINGS = ("os.listdir", "os.scandir", "glob.glob", "os.walk")
_REFUSED = frozenset((*_PROCESSES, *_NETWORK, *_FILE_CHANGES, "sqlite3.connect"))


def install() -> None:
    """Install the audit hook: only Python's own files may be read, and none written."""
    sys.dont_write_bytecode = True
    sys.addaudithook(audit_hook(_python_folders()))


def audit_hook(readable: tuple[str, ...]) -> Callable[[str, tuple[Any, ...]], None]:
    """An audit hook that lets files below `readable` be read and terminals be opened, and nothing else."""

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            if isinstance(path, int):  # open already
                return
            name = os.fsdecode(path) if path is not None else ""
            if name.startswith(_DEVICES) and ".." not in name:
                return
            if flags & _WRITING or not _below(name, readable):
                raise PermissionError(f"no file is opened here: {name}")
        elif event in _REFUSED or (event in _LISTINGS and not _below(os.fsdecode(arguments[0] or "."), readable)):
            raise PermissionError(f"not done here: {event}")

    return hook


def _python_folders() -> tuple[str, ...]:
    """The folders of Python, its packages and this project, also with symbolic links resolved."""
    packages = (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    ours = (path for package in (core, tui) for path in package.__path__)
    folders = {*packages, *site.getsitepackages(), *ours}
    return tuple(sorted({form for folder in folders for form in (os.path.abspath(folder), os.path.realpath(folder))}))


def _below(name: str, folders: tuple[str, ...]) -> bool:
    path = os.path.abspath(name)
    real = os.path.realpath(path)
    return all(any(form == folder or form.startswith(folder + os.sep) for folder in folders) for form in (path, real))
