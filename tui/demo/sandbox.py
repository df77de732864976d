"""The last wall around the demo: whatever the app's code tries, this process opens no file and starts no program.

Python tells an audit hook of every such operation before it happens, and a hook that raises prevents it; once set, no
hook can be taken away. It is a wall against mistakes and features that forgot to ask, in a process whose users can't
run code of their own.
"""

from __future__ import annotations

import os
import site
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.problems.tables import allow_files

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DEVICES = ("/dev/null", "/dev/tty", "/dev/pts/", "/dev/ttys")  # the last one is a terminal of macOS
_STARTING = ("os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile")
_OUTSIDE = ("socket.connect", "socket.bind", "socket.getaddrinfo", "webbrowser.open", "subprocess.Popen", "pty.spawn")
_CHANGING = (
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod", "os.chown"),
    *("os.utime", "os.chdir", "os.setxattr", "os.removexattr", "shutil.rmtree", "tempfile.mkstemp", "tempfile.mkdtemp"),
)
_LOOKING = ("os.listdir", "os.scandir", "glob.glob", "os.walk")
_REFUSED = frozenset((*_STARTING, *_OUTSIDE, *_CHANGING, "sqlite3.connect"))


def close() -> None:
    """Shut the door behind this process: from now on it reads what Python itself is made of, and writes nothing."""
    allow_files(False)  # asked first, it refuses with a better sentence
    sys.dont_write_bytecode = True
    sys.addaudithook(wall(_of_python()))


def wall(readable: tuple[str, ...]) -> Callable[[str, tuple[Any, ...]], None]:
    """An audit hook that lets files below `readable` be read, terminals be opened, and nothing else."""

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
        elif event in _REFUSED or (event in _LOOKING and not _below(os.fsdecode(arguments[0] or "."), readable)):
            raise PermissionError(f"not done here: {event}")

    return hook


def _of_python() -> tuple[str, ...]:
    """The folders of Python, its packages and this project, as they are named and as they really are."""
    here = Path(__file__).parents[1]
    packages = (sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    folders = {*packages, *site.getsitepackages(), str(here), str(here.parent / "core")}
    return tuple(sorted({form for folder in folders for form in (os.path.abspath(folder), os.path.realpath(folder))}))


def _below(name: str, folders: tuple[str, ...]) -> bool:
    path = os.path.abspath(name)
    real = os.path.realpath(path)
    return all(any(form == folder or form.startswith(folder + os.sep) for folder in folders) for form in (path, real))
