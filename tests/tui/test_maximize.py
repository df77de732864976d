"""A maximized panel has the screen for itself, and no more than that."""

from __future__ import annotations

from functools import partial

import pytest
from textual.geometry import Region
from textual.widget import Widget

from core.scenario import Scenario
from tests.fixture_types import Until
from tests.sampling import sampled
from tui.app import FallLine


def is_at(widget: Widget, region: Region) -> bool:
    return widget.region == region


def has_moved(widget: Widget, before: Region) -> bool:
    return widget.region != before


@pytest.mark.system
@pytest.mark.parametrize("keys", sampled([(), ("v",), ("f3",), ("f2",)], 2), ids=" ".join)
async def test_every_panel_that_can_be_maximized_fits_the_screen(until: Until, keys: tuple[str, ...]) -> None:
    app = FallLine(Scenario("rosenbrock", ("adam lr=0.1",)), at=50)
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: app.screen.focused is not None)
        await pilot.press(*keys)
        await pilot.pause()
        screen, whole = app.screen, Region(0, 0, 120, 40)
        panels = [panel for panel in screen.query("*") if panel.is_on_screen and panel.allow_maximize]
        panels = [panel for panel in panels if panel.border_title]
        assert panels
        for panel in panels:
            before = panel.region
            screen.maximize(panel)
            await until(pilot, partial(has_moved, panel, before))
            assert whole.contains_region(panel.region), panel
            assert panel.region.height > 35
            screen.minimize()
            await until(pilot, partial(is_at, panel, before))
