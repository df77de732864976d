"""Processes that run parts of a sweep: they end with the process that started them, however that ends."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, get_context, parent_process


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """An executor of so many processes, for a `with` statement; leaving it ends them at once.

    They are spawned, as a fork copies locks that the threads of an app hold. Ctrl+C, which a terminal sends to all, is
    left to this process.
    """
    context = get_context("spawn")
    listener, keeper = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(count, context, _begin, (listener,))
    try:
        yield pool
    finally:
        keeper.close()  # at which the processes end, in the middle of a task as well
        pool.shutdown(wait=False, cancel_futures=True)
        listener.close()


def _begin(listener: connection.Connection) -> None:
    """Prepare a new process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(listener,), daemon=True).start()


def _end_with_parent(listener: connection.Connection) -> None:
    """End this process, even in the middle of a task, when its parent says so or has ended."""
    parent = parent_process()
    connection.wait([listener, *([] if parent is None else [parent.sentinel])])
    os._exit(0)
