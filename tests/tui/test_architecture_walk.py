"""The walk of a key press in docs/architecture.md passes the files that it names, in that order."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from core.scenario import Scenario
from tests.emulator import Shown, settle
from tests.fixture_types import Until
from tui.state.session import Session
from tui.widgets.racer_list import RacerList

ROOT = Path(__file__).parents[2]


def walk() -> list[str]:
    """The files that the numbered steps of the walk name."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").partition("## One key press\n")[2]
    steps = "\n".join(re.findall(r"^(?:\d\.|   ).*$", text.partition("\n## ")[0], re.MULTILINE))
    return re.findall(r"`((?:core|tui)/[\w/]+\.py)`", steps)


@contextmanager
def passed() -> Iterator[list[str]]:
    """The files of this project in which functions are called meanwhile, each time that another one is reached."""
    files: list[str] = []
    last: list[str] = [""]
    ours = (f"{ROOT}/core/", f"{ROOT}/tui/")

    def note(frame: FrameType, event: str, _: object) -> None:
        file = frame.f_code.co_filename
        if event == "call" and file != last[0] and file.startswith(ours):
            last[0] = file
            files.append(Path(file).relative_to(ROOT).as_posix())

    sys.setprofile(note)
    try:
        yield files
    finally:
        sys.setprofile(None)


async def test_a_key_press_passes_these_files_in_this_order(until: Until) -> None:
    scenario = Scenario("rosenbrock", ("sgd lr=0.0005", "adam lr=0.1"), steps=200)
    app = Shown(Session(scenario, at=100))
    async with app.run_test(headless=False, size=(120, 40)) as pilot:
        await settle(pilot, app)
        app.screen.query_one(RacerList).focus()
        await until(pilot, lambda: isinstance(app.focused, RacerList))
        await pilot.press("enter")
        await until(pilot, lambda: not isinstance(app.focused, RacerList))
        await settle(pilot, app)
        with passed() as files:
            await pilot.press("up")
            await settle(pilot, app)
        assert app.session.scenario != scenario
    reached = iter(files)
    for file in walk():
        assert file in reached, f"{file} is not passed after the files before it"
    assert len(walk()) > 10
