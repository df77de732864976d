"""The workers of a Dask cluster run parts of a sweep; needs the package `distributed`, the extra `[cluster]`."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

TIMEOUT = 10
"""Seconds in which a scheduler has to answer."""
SCHEMES = ("tcp://", "tls://")


class ClusterError(ValueError):
    """A cluster that can't be used; the message says in one sentence why."""


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """An executor whose tasks the cluster of a scheduler runs, for a `with` statement; leaving it cancels them.

    Certificates of a tls:// address are those of Dask's own configuration. Raises ClusterError.
    """
    if not address.startswith(SCHEMES):
        raise ClusterError(f"the address of a scheduler is {' or '.join(f'{each}HOST:PORT' for each in SCHEMES)}")
    try:
        from distributed import Client  # noqa: PLC0415 - takes half a second, and few have it
    except ImportError:
        raise ClusterError("a cluster needs the package distributed: pip install 'fallline[cluster]'") from None
    for name in ("distributed", "distributed.client"):  # tracebacks; what fails is told, and done in this process
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:  # TypeError: a TLS address without certificates
        raise ClusterError(f"the scheduler {address} can't be reached: {' '.join(str(error).split())}") from None
    try:
        yield client.get_executor(pure=False)  # not pure: else every task is first compared with all others
    finally:
        client.close()
