"""An sshd of its own on loopback: another port, keys and folder, gone at the end whatever happens."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from tests.terminal import GUARD, Terminal

ROOT = Path(__file__).parent.parent.parent
INSTALLED = "/opt/fallline/.venv/bin/fallline"

# What the recipe calls. It notes what it was given, and has a mistake behind a key where a test asks for one.
LAUNCHER = f"""#!{sys.executable}
import json, os, sys
from pathlib import Path
sys.path.insert(0, {str(ROOT)!r})
folder = Path(__file__).parent
(folder / "environ.json").write_text(json.dumps(dict(os.environ)))
from tui.cli.main import main
from tui.demo_safe import demo_safe
from tui.screens.race import RaceScreen

@demo_safe
def broken(screen):
    raise RuntimeError("a mistake in the app")

if (folder / "broken").exists():
    RaceScreen.action_metric = broken
sys.exit(main())
"""

CONFIG = """
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
PidFile none
AuthorizedKeysFile {folder}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
AllowAgentForwarding yes
AllowTcpForwarding yes
X11Forwarding yes
PermitTunnel yes
Subsystem sftp internal-sftp
MaxStartups 100
"""


def recipe() -> tuple[str, str]:
    """The two files of the recipe: the part of sshd_config, and a line of authorized_keys."""
    text = (ROOT / "docs/ssh-demo.md").read_text(encoding="utf-8")
    match = re.search(r"^Match User demo\n(?:[ \t]+.*\n)+", text, re.MULTILINE)
    key = re.search(r"^restrict,pty ssh-ed25519 .*$", text, re.MULTILINE)
    assert match is not None, "docs/ssh-demo.md has no recipe any more"
    assert key is not None, "docs/ssh-demo.md has no recipe any more"
    return match[0], key[0]


class Server:
    """sshd with the recipe of docs/ssh-demo.md, its paths, user and key put in."""

    def __init__(self, folder: Path, **other: str) -> None:
        program = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
        if program is None:
            pytest.skip("there is no sshd: apt-get install openssh-server (make test-system does, as root on Debian)")
        if os.getuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        self.folder = folder
        self.launcher = folder / "fallline"
        self.launcher.write_text(LAUNCHER)
        self.launcher.chmod(0o755)
        self.host = f"{getpass.getuser()}@127.0.0.1"
        for name in ("host", "guest"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        match, line = recipe()
        match = match.replace("User demo", f"User {getpass.getuser()}").replace(INSTALLED, str(self.launcher))
        for old, new in other.items():
            name, before = old.split("_")
            assert f"{name} {before}" in match
            match = match.replace(f"{name} {before}", f"{name} {new}")
        public = (folder / "guest.pub").read_text().split()
        (folder / "authorized_keys").write_text(line.replace(line.split()[2], public[1]) + "\n")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        (folder / "sshd_config").write_text(CONFIG.format(port=self.port, folder=folder) + match)
        key = " ".join((folder / "host.pub").read_text().split()[:2])
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {key}\n")
        self.log = folder / "log"
        with self.log.open("wb") as log:
            command = [program, "-D", "-e", "-f", str(folder / "sshd_config")]
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        while "Server listening" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()

    def command(self, program: str, *words: str, destination: bool = True) -> list[str]:
        """ssh, sftp or scp with the guest's key; its own options first."""
        options = {
            "IdentityFile": str(self.folder / "guest"),
            "IdentitiesOnly": "yes",
            "UserKnownHostsFile": str(self.folder / "known_hosts"),
            "StrictHostKeyChecking": "yes",
            "BatchMode": "yes",
            "Port": str(self.port),
        }
        given = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
        split = next((i for i, word in enumerate(words) if not word.startswith("-")), len(words))
        after = [self.host] if destination else []
        return [program, "-F", "none", *given, *words[:split], *after, *words[split:]]

    def run(self, command: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
        """What a command without a terminal comes to."""
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=GUARD,
            check=False,
            env=os.environ | environment,
        )

    def visit(self, *words: str) -> Terminal:
        """A guest with a terminal."""
        return Terminal(*self.command("ssh", *words))

    def running(self) -> list[int]:
        """The processes of the recipe: its shell, timeout, the app."""
        listed = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,args="], capture_output=True, text=True, check=True)
        lines = [line.split(maxsplit=1) for line in listed.stdout.splitlines()]
        return [int(pid) for pid, *arguments in lines if arguments and str(self.launcher) in arguments[0]]

    def app(self) -> int:
        """The process of the one app that runs: the parent of the newest, which watches over the terminal."""
        newest = max(self.running())  # timeout, and before it env and the shell, were there first
        listed = subprocess.run(["ps", "-o", "ppid=", "-p", str(newest)], capture_output=True, text=True, check=True)
        return int(listed.stdout)

    def close(self) -> None:
        """End sshd, its connections, and whatever the recipe left."""
        self.process.terminate()
        self.process.wait(GUARD)
        for pid in self.running():
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
