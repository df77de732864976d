"""By mouse alone: titles and the header are buttons, and what they do exists and is permitted."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from textual import actions
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.widget import Widget

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.screens.catalog import Catalog
from tui.widgets.header_line import HeaderLine
from tui.widgets.numbered import Numbered
from tui.widgets.plots.landscape_panel import LandscapePanel
from tui.widgets.plots.loss_panel import LossPanel
from tui.widgets.plots.surface_panel import SurfacePanel

ROSENBROCK = Scenario("rosenbrock", ("sgd lr=0.001", "adam lr=0.1"), steps=400)
REGRESSION = Scenario("regression n=20", ("sgd lr=0.5", "adam lr=1"), steps=300)


def buttons(widget: Widget) -> dict[str, tuple[int, int]]:
    """The actions of a click in the first and the last line of a widget, each with a cell that has it."""
    region = widget.region
    cells = [(x, y) for y in {region.y, region.bottom - 1} for x in range(region.x, region.right)]
    found = {widget.screen.get_style_at(*cell).meta.get("@click", ""): cell for cell in cells}
    return {action: cell for action, cell in found.items() if action}


async def press(pilot: Pilot[Any], until: Until, widget: Widget, action: str) -> None:
    await until(pilot, lambda: action in buttons(widget))
    await pilot.click(offset=buttons(widget)[action])


def has_buttons(panel: Widget) -> bool:
    return len(buttons(panel)) >= 4


@pytest.mark.parametrize("scenario", [ROSENBROCK, REGRESSION], ids=lambda scenario: scenario.problem.name)
async def test_every_button_in_a_title_exists_and_is_permitted(until: Until, scenario: Scenario) -> None:
    app = FallLine(scenario, at=20)
    async with app.run_test(size=(120, 40)) as pilot:
        checked = set()
        for kind in (LandscapePanel, SurfacePanel):
            panel = app.screen.query_one(kind)
            await until(pilot, partial(has_buttons, panel))
            for widget in (*app.screen.query(Numbered), app.screen.query_one(HeaderLine)):
                for action in buttons(widget) if widget.display else ():
                    place, name, _ = actions.parse(action)
                    assert hasattr({"screen": app.screen, "app": app}.get(place, widget), f"action_{name}"), action
                    assert app.permits_action(action, widget), action
                    checked.add(action)
            await pilot.press("v")
        assert checked >= {
            "screen.surface",
            "screen.metric",
            "screen.log",
            "scale",
            "fit",
            "reset",
            "log_steps",
            "what",
        }


@pytest.mark.system
@pytest.mark.parametrize("ascii", [False, True])
async def test_titles_switch_what_they_name(until: Until, ascii: bool) -> None:
    app = FallLine(ROSENBROCK, at=20, ascii_only=ascii)
    async with app.run_test(size=(120, 40)) as pilot:
        session, view = app.session, app.session.view
        loss, landscape = app.screen.query_one(LossPanel), app.screen.query_one(LandscapePanel)
        await press(pilot, until, loss, "screen.log")
        await until(pilot, lambda: "linear" in str(loss.border_title))
        await press(pilot, until, loss, "screen.log")
        await until(pilot, lambda: session.view.log_y and ("- log" if ascii else "· log") in str(loss.border_title))
        await press(pilot, until, loss, "screen.metric")
        await until(pilot, lambda: session.view.metric != view.metric)
        await press(pilot, until, landscape, "scale")
        await until(pilot, lambda: session.view.scale is not None)
        await press(pilot, until, landscape, "screen.surface")
        await until(pilot, lambda: session.view.surface)
        await press(pilot, until, app.screen.query_one(SurfacePanel), "screen.surface")
        await until(pilot, lambda: landscape.display)


@pytest.mark.system
async def test_the_header_opens_palette_and_catalog_and_plays(until: Until) -> None:
    app = FallLine(ROSENBROCK, at=20)
    async with app.run_test(size=(120, 40)) as pilot:
        header = app.screen.query_one(HeaderLine)
        await press(pilot, until, header, "screen.play")
        await until(pilot, lambda: app.session.clock.playing)
        await press(pilot, until, header, "app.command_palette")
        await until(pilot, lambda: isinstance(app.screen, CommandPalette))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, CommandPalette))
        await press(pilot, until, header, "screen.catalog")
        await until(pilot, lambda: isinstance(app.screen, Catalog))


async def test_wheel_and_drag_leave_the_close_up_on_the_head(until: Until) -> None:
    app = FallLine(ROSENBROCK, at=20)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("f3")
        await until(pilot, lambda: bool(app.screen.query("CloseUpLandscape")))
        panel = app.screen.query_one("CloseUpLandscape", LandscapePanel)
        await until(pilot, lambda: panel.content_size.width > 20 and "·" in str(panel.border_title))
        region = panel.region
        at = region.x + region.width // 2, region.y + region.height // 2
        await pilot.mouse_down(offset=at)
        await pilot.hover(offset=(at[0] + 5, at[1] + 2))
        await pilot.mouse_up(offset=(at[0] + 5, at[1] + 2))
        panel.zoom_around(1, None)
        await pilot.pause()
        assert app.session.view.zoom is None
