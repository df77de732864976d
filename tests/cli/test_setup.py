"""What `make run` and `make test` do first: they set up .venv, or say in one sentence why they can't."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NOBODY = 65534

# A Python without ensurepip, whose environments have no pip, and itself one that writes down what it is asked for,
# or none.
PYTHON = f"""#!/bin/sh
case "$1 $2" in
"-m ensurepip") exit 1 ;;
"-m venv") mkdir -p .venv/bin; cp "$0" .venv/bin/python; exit ;;
"-m pip") [ -n "$PIP_LOG" ] && [ "$0" != .venv/bin/python ] || exit 1; printf '%s|' "$@" >> "$PIP_LOG"; exit ;;
esac
exec '{sys.executable}' "$@"
"""


@pytest.fixture
def checkout() -> Iterator[Path]:
    """What the setup needs of this project, in a folder with a blank in its name that others may enter."""
    outside = Path(tempfile.mkdtemp(prefix="fall line "))
    outside.chmod(0o755)
    folder = outside / "my checkout"
    (folder / ".ci").mkdir(parents=True)
    for name in ("Makefile", ".ci/setup", "pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    python = outside / "my python"
    python.write_text(PYTHON)
    python.chmod(0o755)
    yield folder
    subprocess.run(["chmod", "-R", "u+w", str(outside)], check=True)
    shutil.rmtree(outside)


def make(checkout: Path, user: int | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    # The environment of this very test may have its own idea of Python and of make.
    environ = {"PATH": os.environ["PATH"], "HOME": str(checkout), **environment}
    command = ["make", f"PYTHON={checkout.parent}/my python", ".venv/.dev"]
    return subprocess.run(
        command, cwd=checkout, env=environ, user=user, capture_output=True, text=True, check=False, timeout=120
    )


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one thing said on stderr, but for make's own last word."""
    lines = [line for line in done.stderr.splitlines() if not line.startswith("make")]
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_pip_of_the_python_installs_where_there_is_no_ensurepip(checkout: Path) -> None:
    log = checkout.parent / "log"
    done = make(checkout, PIP_LOG=str(log))
    assert done.returncode == 0, done.stderr
    assert log.read_text().endswith("|-m|pip|--python|.venv/bin/python|install|--quiet|--editable|.[dev]|")
    assert (checkout / ".venv/.dev").exists()


def test_without_pip_it_says_what_to_install(checkout: Path) -> None:
    done = make(checkout)
    assert done.returncode != 0
    assert "install python3-pip or python3-venv" in sentence(done)


@pytest.mark.parametrize("set_up", [False, True])
def test_a_read_only_folder_is_told(checkout: Path, set_up: bool) -> None:
    if set_up:
        (checkout / ".venv").mkdir()
    for path in (*checkout.rglob("*"), checkout):
        path.chmod(path.stat().st_mode & ~0o222)
    done = make(checkout, user=NOBODY if os.getuid() == 0 else None, PIP_LOG=os.devnull)
    assert done.returncode != 0
    assert f"you may not write in {checkout}" in sentence(done)
