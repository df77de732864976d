"""Pictures of the screens at a given step; `pytest --snapshot-update` renews them after a look at what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from core.scenario import Scenario
from tui.app import FallLine
from tui.screens.session_screen import SessionScreen
from tui.state.default_scenario import default_scenario
from tui.widgets.plots.plot_panel import PlotPanel
from tui.widgets.plots.surface_panel import SurfacePanel

Compare = Callable[..., bool]

FITS = Scenario(
    problem="regression",
    racers=("gd: sgd lr=0.1", "momentum lr=0.1", "adam lr=0.1 weight_decay=0.1 decay=decoupled"),
    steps=99,
)

MOONS = Scenario("network hidden=[4,3] activation=relu", ("adam lr=0.03", "sgd lr=0.5", "momentum lr=0.1"), steps=99)
VALLEY = Scenario("rosenbrock n=5", ("adam lr=0.05", "momentum lr=0.0005"), steps=500)


@pytest.fixture(autouse=True)
def _one_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FALLLINE_ASCII", "FALLLINE_FPS", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)


async def drawn(pilot: Pilot[Any]) -> None:
    """Wait until every plot in sight has its picture."""
    for _ in range(2000):
        await pilot.pause(0.01)
        panels = [panel for panel in pilot.app.screen.query(PlotPanel) if panel.is_on_screen]
        shown = (panel.border_title and panel.complete and panel.render_line(1).text.strip() for panel in panels)
        screen = pilot.app.screen
        settled = not isinstance(screen, SessionScreen) or not (screen.session.behind or screen.session.fitting)
        if panels and settled and all(shown):
            await pilot.pause()
            return
    raise AssertionError("the plots were never drawn")


def pressing(*keys: str, theme: str = "") -> Callable[[Pilot[Any]], Any]:
    async def run(pilot: Pilot[Any]) -> None:
        if theme:
            pilot.app.theme = theme
        await drawn(pilot)
        await pilot.press(*keys)
        await drawn(pilot)

    return run


def race(step: int = 300, scenario: Scenario | None = None) -> App[None]:
    return FallLine(scenario or default_scenario(), at=step)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_race(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(race(), terminal_size=size, run_before=pressing())


def test_race_light(snap_compare: Compare) -> None:
    assert snap_compare(race(), terminal_size=(120, 40), run_before=pressing(theme="textual-light"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_race_on_a_plane(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(race(200, VALLEY), terminal_size=size, run_before=pressing())


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_network(snap_compare: Compare, size: tuple[int, int]) -> None:
    assert snap_compare(race(60, MOONS), terminal_size=size, run_before=pressing())


def test_weights_of_a_network(snap_compare: Compare) -> None:
    assert snap_compare(race(60, MOONS), terminal_size=(120, 40), run_before=pressing("w", "right", "down"))


def test_regression_with_its_data(snap_compare: Compare) -> None:
    assert snap_compare(race(60, FITS), terminal_size=(120, 40), run_before=pressing("tab", "tab", "w", "w"))


def test_weights_and_loss_on_two_axes(snap_compare: Compare) -> None:
    assert snap_compare(race(60, FITS), terminal_size=(120, 40), run_before=pressing("tab", "tab", "w"))


def test_surface(snap_compare: Compare) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await drawn(pilot)
        await pilot.press("v")
        surface = pilot.app.screen.query_one(SurfacePanel)
        for _ in range(2000):  # its first rows may be empty for good
            await pilot.pause(0.01)
            if surface.complete and any(
                surface.render_line(y).text.strip() for y in range(surface.content_size.height)
            ):
                break
        await pilot.pause()

    assert snap_compare(race(), terminal_size=(120, 40), run_before=run)


def test_anatomy(snap_compare: Compare) -> None:
    before = pressing("f3", "right_square_bracket", "right_square_bracket")
    assert snap_compare(race(), terminal_size=(120, 40), run_before=before)


def swept(*keys: str) -> Callable[[Pilot[Any]], Any]:
    """Open the sweep screen, and wait until all is computed and drawn."""

    async def run(pilot: Pilot[Any]) -> None:
        await drawn(pilot)
        for key in ("f2", *keys):
            await pilot.press(key)
            for _ in range(2000):
                await pilot.pause(0.01)
                sweep = getattr(getattr(pilot.app.screen, "frame", None), "sweep", None)
                if sweep is not None and sweep.axes and sweep.complete:
                    break
            await drawn(pilot)

    return run


def test_sweep_over_the_learning_rate(snap_compare: Compare) -> None:
    assert snap_compare(race(), terminal_size=(120, 40), run_before=swept("b"))


def test_sweep_as_a_map(snap_compare: Compare) -> None:
    before = swept("v", "left", "up", "up")
    assert snap_compare(race(), terminal_size=(120, 40), run_before=before)


def test_sweep_of_basins(snap_compare: Compare) -> None:
    scenario = Scenario("himmelblau", ("sgd lr=0.01", "adam lr=0.1"), steps=100)
    assert snap_compare(race(50, scenario), terminal_size=(120, 40), run_before=swept("v", "v"))


def test_sweep_as_a_comparison(snap_compare: Compare) -> None:
    async def run(pilot: Pilot[Any]) -> None:
        await swept("v", "v", "v")(pilot)
        for _ in range(2000):
            await pilot.pause(0.01)
            sweep = pilot.app.screen.frame.sweep  # type: ignore[attr-defined] # of the sweep screen
            if sweep.comparison is not None and sweep.comparison.ranks is not None:
                break
        await drawn(pilot)

    assert snap_compare(race(), terminal_size=(120, 40), run_before=run)
