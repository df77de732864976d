"""What the tests of the command line share: a command run in this process."""

from __future__ import annotations

import pytest

from tests.command import Call, Done
from tui.cli.main import main


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run `fallline` with some words."""

    def called(*words: str) -> Done:
        code = main(words)
        return Done(code, *capsys.readouterr())

    return called
