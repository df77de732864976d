"""`fallline`, which is also `python -m tui`."""

from __future__ import annotations

import sys

from tui.cli.main import main


def run() -> int:
    """Run the command line, and return the exit code; after the app, the process ends even if a thread of it hangs."""
    try:
        return main()
    finally:
        if deadline := sys.modules.get("tui.terminal.deadline"):  # only the app imports it
            deadline.set_alarm()


if __name__ == "__main__":
    sys.exit(run())
