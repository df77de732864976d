"""Whatever is pressed, clicked and turned in the forms: they end up showing the race's scenario."""

from __future__ import annotations

import random
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot

from core.scenario import Scenario
from tests.fixture_types import Until
from tui.app import FallLine
from tui.screens.race import RaceScreen
from tui.widgets.forms.racer_form import RacerForm
from tui.widgets.forms.rows import FormColumn
from tui.widgets.forms.scenario_form import ScenarioForm
from tui.widgets.forms.setup_form import SetupForm

KEYS = (
    *("tab", "shift+tab", "up", "down", "shift+up", "left", "right", "enter", "space", "escape", "home", "end"),
    *("backspace", "delete", "1", "0", "5", "x", ".", ",", "e", "-", "pagedown"),
)
SIZES = ((80, 24), (120, 40), (60, 18))


async def act(pilot: Pilot[Any], rng: random.Random) -> None:
    """Do one thing as a user could."""
    column = pilot.app.screen.query_one(FormColumn).region
    if rng.random() < 0.6 or not column:
        await pilot.press(rng.choice(KEYS))
        return
    x, y = rng.randrange(column.x, column.right), rng.randrange(column.y, column.bottom)
    kinds: tuple[type[events.MouseEvent], ...] = rng.choice(
        (
            (events.MouseMove,),
            (events.MouseScrollUp,),
            (events.MouseScrollDown,),
            (events.MouseDown, events.MouseUp),
            (events.MouseDown, events.MouseMove, events.MouseUp),
        )
    )
    for kind in kinds:
        pilot.app.post_message(kind(None, x, y, 0, 0, 1, False, False, False, x, y))
    await pilot.pause()


@pytest.mark.system
@pytest.mark.parametrize("seed", range(12))
async def test_no_sequence_of_keys_and_clicks_parts_the_forms_from_the_race(seed: int, until: Until) -> None:
    rng = random.Random(seed)
    scenario = Scenario("rosenbrock", ("sgd", "adam schedule=step", "momentum lr=0.0003"), steps=60)
    app = FallLine(scenario, at=5)
    async with app.run_test(size=rng.choice(SIZES)) as pilot:
        screen = app.screen
        assert isinstance(screen, RaceScreen)
        if not screen.query_one(FormColumn).display:
            await pilot.press("e")
        for _ in range(60):
            await act(pilot, rng)
            if app.screen is not screen:
                await pilot.press("escape")
                await until(pilot, lambda: app.screen is screen)
        await pilot.press("escape", "escape")
        racer = screen.query_one(RacerForm)
        forms: tuple[ScenarioForm, ...] = (screen.query_one(SetupForm), racer)
        await until(pilot, lambda: not any(form.has_focus_within for form in forms))
        assert racer.index == app.session.view.selected
        for form in forms:
            assert form.rows == form.rows_of(app.session.scenario)
            assert form.drop_down is None
            assert form.shown_editor is None
            assert set(form.drafts) <= {row.edit for row in form.rows}
