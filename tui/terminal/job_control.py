"""Job control: whether a shell waits that can bring the app back after ctrl+z."""

from __future__ import annotations

import os
import signal

NO_SHELL = "ctrl+z does nothing here: no shell is waiting that could bring Fall Line back. ctrl+q quits."


def has_shell() -> bool:
    """Whether this process belongs to a job of a shell.

    A shell gives each job a process group of its own. A program started without one, as by `tmux new-session fallline`
    or `ssh -t host fallline`, is in the group of the first process of its session: stopped, it would stay so for ever.
    """
    return os.getpgrp() != os.getsid(0)


def stop_job() -> None:
    """Stop all processes of the job: a shell does not take it for stopped while another one runs, such as `make`."""
    os.killpg(0, signal.SIGSTOP)


def restore_job_control() -> None:
    """Restore the signal handlers that Textual's driver leaves behind."""
    for number in (signal.SIGTSTP, signal.SIGCONT, signal.SIGWINCH):
        signal.signal(number, signal.SIG_DFL)
