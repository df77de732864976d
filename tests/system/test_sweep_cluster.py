"""Sweeps on a Dask cluster: a scheduler and two workers on loopback give the bytes of one process, whatever happens."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.terminal import GUARD

pytestmark = [
    pytest.mark.system,
    pytest.mark.xdist_group("cluster"),  # one scheduler for all
    pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="the extra [cluster] is not installed"),
]

ROOT = Path(__file__).parents[2]
WORDS = ("--problem", "himmelblau", "--racer", "adam", "--racer", "sgd", "--steps", "1000", "--format", "npz")
SWEEP = (*WORDS, "--axis", "x=-5..5/120", "--axis", "y=-5..5/100", "--axis", "lr=[0.01,0.1]")
LONG = (*WORDS[:-1], "csv", "--axis", "x=-5..5/600", "--axis", "y=-5..5/500")


BUSY = """
import sys
from distributed import Client
with Client(sys.argv[1]) as client:
    print(sum(map(len, client.processing().values())))
"""


class Cluster:
    """A scheduler and its workers, as processes with some variables."""

    def __init__(self, folder: Path, stack: ExitStack, protocol: str = "tcp", **variables: str) -> None:
        self._folder, self._stack = folder, stack
        self._file = folder / "scheduler.json"
        self.environment = {**environment(), **variables}
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-show", "--protocol", protocol
        )
        wait_until(self._file.exists)
        self.address = str(json.loads(self._file.read_text(encoding="utf-8"))["address"])

    def _start(self, what: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-W", "ignore", "-m", f"distributed.cli.dask_{what}", *words]
        command += ["--scheduler-file", str(self._file), "--no-dashboard"]
        log = self._stack.enter_context((self._folder / f"{what}.log").open("ab"))
        process = subprocess.Popen(command, stdout=log, stderr=log, env=self.environment, cwd=self._folder)
        self._stack.callback(stopped, process)
        return process

    def worker(self) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, and wait until it is there."""
        said = self._log().count(b"Registered to")
        process = self._start("worker", "--nworkers", "1", "--nthreads", "1", "--no-nanny")
        wait_until(lambda: self._log().count(b"Registered to") > said)
        return process

    def _log(self) -> bytes:
        with suppress(FileNotFoundError):
            return (self._folder / "worker.log").read_bytes()
        return b""


def environment() -> dict[str, str]:
    """The variables of a process that finds this project, and dask where it is."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


def stopped(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 2 * GUARD
    while not condition():
        assert time.monotonic() < end, "it never happens"
        time.sleep(0.05)


def sweep(*words: str, variables: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tui", "sweep", *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=variables or environment())


def ended(process: subprocess.Popen[bytes], code: int = 0) -> bytes:
    out, error = process.communicate(timeout=4 * GUARD)
    assert process.returncode == code, error.decode()
    return out


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield Cluster(tmp_path_factory.mktemp("cluster"), stack)


@pytest.fixture(scope="module")
def alone() -> bytes:
    """The bytes of one process."""
    return ended(sweep(*SWEEP))


def test_a_cluster_gives_the_bytes_of_one_process(cluster: Cluster, alone: bytes) -> None:
    workers = [cluster.worker(), cluster.worker()]
    process = sweep(*SWEEP, "--scheduler", cluster.address)
    out, error = process.communicate(timeout=4 * GUARD)
    assert (process.returncode, b"another process" in error) == (0, False), error.decode()
    assert out == alone
    for worker in workers:
        stopped(worker)


def test_a_worker_that_is_killed_in_the_middle_changes_nothing(cluster: Cluster, alone: bytes, tmp_path: Path) -> None:
    workers = [cluster.worker(), cluster.worker()]
    output = tmp_path / "found.npz"
    kept = tmp_path / "found.npz.unfinished"
    process = sweep(*SWEEP, "--scheduler", cluster.address, "--output", str(output))
    wait_until(lambda: size(kept) > 400_000)  # some parts have come back
    assert process.poll() is None
    workers[0].send_signal(signal.SIGKILL)
    ended(process)
    assert output.read_bytes() == alone
    for worker in workers:
        stopped(worker)


def test_a_scheduler_that_is_killed_in_the_middle_changes_nothing(alone: bytes, tmp_path: Path) -> None:
    with ExitStack() as stack:
        lost = Cluster(tmp_path, stack)
        lost.worker()
        output = tmp_path / "found.npz"
        process = sweep(*SWEEP, "--scheduler", lost.address, "--output", str(output))
        wait_until(lambda: size(tmp_path / "found.npz.unfinished") > 400_000)
        assert process.poll() is None
        stopped(lost.scheduler)
        _, error = process.communicate(timeout=4 * GUARD)
        assert process.returncode == 0
        assert all(line.startswith(b"fallline sweep: another process has failed") for line in error.splitlines())
        assert output.read_bytes() == alone


def test_a_sweep_that_is_cancelled_leaves_nothing_running(cluster: Cluster, tmp_path: Path) -> None:
    worker = cluster.worker()
    output = tmp_path / "found.csv"
    process = sweep(*LONG, "--scheduler", cluster.address, "--output", str(output))
    wait_until(lambda: size(tmp_path / "found.csv.unfinished") > 400_000)
    process.send_signal(signal.SIGINT)
    ended(process, 130)
    assert output.read_bytes().count(b"\n") > 1
    wait_until(lambda: asked(BUSY, cluster.address) == "0")
    stopped(worker)


def asked(code: str, *words: str) -> str:
    command = [sys.executable, "-W", "ignore", "-c", code, *words]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=environment()).stdout.strip()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl to make a certificate with")
def test_a_cluster_with_certificates_of_dasks_configuration(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    subprocess.run([*made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    tls = {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(certificate)}
    for role in ("SCHEDULER", "WORKER", "CLIENT"):
        name = f"DASK_DISTRIBUTED__COMM__TLS__{role}"
        tls |= {f"{name}__KEY": str(key), f"{name}__CERT": str(certificate)}
    words = (*WORDS, "--axis", "x=-5..5/20", "--axis", "y=-5..5/20")
    with ExitStack() as stack:
        cluster = Cluster(tmp_path, stack, "tls", **tls)
        assert cluster.address.startswith("tls://127.0.0.1:")
        cluster.worker()
        process = sweep(*words, "--scheduler", cluster.address, variables=cluster.environment)
        out, error = process.communicate(timeout=4 * GUARD)
        assert (process.returncode, b"another process" in error) == (0, False), error.decode()
        assert out == ended(sweep(*words))
        refused = sweep(*words, "--scheduler", cluster.address)
        assert b"can't be reached" in refused.communicate(timeout=4 * GUARD)[1]
        assert refused.returncode == 2


def test_a_scheduler_that_is_not_there_is_told() -> None:
    process = sweep(*SWEEP, "--scheduler", "tcp://127.0.0.1:9")
    _, error = process.communicate(timeout=4 * GUARD)
    assert process.returncode == 2
    assert b"the scheduler tcp://127.0.0.1:9 can't be reached" in error


def size(path: Path) -> int:
    with suppress(FileNotFoundError):
        return path.stat().st_size
    return 0
