"""Films and pictures of a race: the same bytes for the same scenario, and what the app itself shows."""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree

import pyte
import pytest
import textual.constants

from core.scenario import Scenario
from tests.emulator import seen
from tui.export.asciicast import Asciicast
from tui.export.svg import picture
from tui.recording import RecordedApp, Stage, film, play, still
from tui.terminal.capture import screen_strips
from tui.widgets.plots.plot_panel import PlotPanel

SCENARIO = Scenario("rosenbrock", ("sgd lr=0.0005", "adam lr=0.1"), steps=60)
STAGE = Stage(80, 24)


def recorded(scenario: Scenario = SCENARIO, stage: Stage = STAGE, steps: tuple[int, ...] = (0, 20, 40, 60)) -> str:
    file = io.StringIO()
    film(scenario, steps, stage, 10.0, 2.0, file)
    return file.getvalue()


def replayed(text: str) -> pyte.Screen:
    header, *events = map(json.loads, text.splitlines())
    screen = pyte.Screen(header["width"], header["height"])
    stream = pyte.Stream(screen)
    for _, kind, data in events:
        assert kind == "o"
        stream.feed(data)
    return screen


def cells(screen: pyte.Screen) -> list[list[pyte.screens.Char]]:
    return [[seen(screen.buffer[y][x]) for x in range(screen.columns)] for y in range(screen.lines)]


@pytest.mark.system
@pytest.mark.parametrize("surface", [False, True])
async def test_a_film_ends_with_what_the_app_shows_at_that_step(surface: bool) -> None:
    stage = Stage(100, 30, surface=surface)
    file = io.StringIO()
    moving = Asciicast(file, 100, 30, "moving")
    lines: list[str] = []

    def take(app: RecordedApp) -> None:
        moving.show(app.session.clock.step / 10, screen_strips(app.screen))
        lines[:] = [strip.text for strip in screen_strips(app.screen)]

    await play(SCENARIO, (0, 7, 20, 33, 60), 1, stage, take)
    screen = replayed(file.getvalue())
    assert screen.display == lines
    # A terminal that saw the last picture only shows the very same cells, colours and all.
    alone = io.StringIO()
    once = Asciicast(alone, 100, 30, "once")
    await play(SCENARIO, (60,), 1, stage, lambda app: once.show(0.0, screen_strips(app.screen)))
    assert cells(screen) == cells(replayed(alone.getvalue()))
    shown = "\n".join(screen.display)
    assert "60/60" in shown
    assert ("Surface" in shown) == surface


def test_the_same_scenario_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    first = recorded()
    monkeypatch.setattr(textual.constants, "COLOR_SYSTEM", "standard")  # as with TERM=xterm-16color
    assert recorded() == first
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    assert recorded() == first
    assert first.count("\x1b[38;2;") == 0  # escaped, as JSON is
    assert "38;2;" in first


def test_a_film_has_a_header_and_times() -> None:
    header, *events = map(json.loads, recorded().splitlines())
    assert (header["version"], header["width"], header["height"]) == (2, 80, 24)
    assert "timestamp" not in header
    times = [event[0] for event in events]
    assert times == sorted(times)
    assert times[0] == 0
    assert times[-1] == pytest.approx(0.3 + 2.0)
    sizes = [len(event[2]) for event in events]
    assert sizes[1] < sizes[0] / 2  # only what changes


def test_a_picture_is_svg_of_the_whole_screen() -> None:
    text = still(SCENARIO, 40, Stage(100, 30, theme="textual-light"))
    root = ElementTree.fromstring(text)
    assert root.tag.endswith("svg")
    words = "".join(root.itertext()).replace("\xa0", " ")
    assert "40/60" in words
    assert "Landscape" in words
    assert "Standings" in words
    assert still(SCENARIO, 40, Stage(100, 30, theme="textual-light")) == text


def test_a_picture_waits_for_plots_that_begin_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine the screen stands still before its plots have begun."""
    begin = PlotPanel.on_mount
    monkeypatch.setattr(PlotPanel, "on_mount", lambda panel: panel.set_timer(0.3, lambda: begin(panel)))
    assert "Rosenbrock" in still(SCENARIO, 40, Stage(100, 30))


def test_a_picture_tells_the_speed_of_the_app_and_a_film_its_own() -> None:
    picture_words = " ".join(text for text in ElementTree.fromstring(still(SCENARIO, 40, STAGE)).itertext())
    assert "×1 20/s" in picture_words.replace("\xa0", " ")
    assert "×20 200/s" in "\n".join(replayed(recorded(steps=(0, 20, 40, 60))).display)


async def test_a_picture_has_a_line_for_each_row() -> None:
    texts: list[str] = []
    await play(SCENARIO, [10], 0, STAGE, lambda app: texts.append(picture(app.screen, "picture")))
    assert texts[0].count("<clipPath") == 24  # one for all, one between each two lines
