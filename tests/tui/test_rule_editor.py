"""Rules of one's own: typed, checked as they are typed, raced, edited, offered like any other optimizer."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from core.optimizers import OPTIMIZERS
from core.optimizers.own import own_optimizer
from core.scenario import Scenario
from core.specs import RacerSpec
from tests.emulator import Shown, settle, stale_cells
from tests.fixture_types import Until
from tests.sampling import sampled
from tui.app import FallLine
from tui.screens.race import RaceScreen
from tui.screens.rule_editor import DecayForm, RuleEditor
from tui.state.rule_draft import EXAMPLE, Draft, DraftError, copy_of, draft_of
from tui.state.session import Session
from tui.widgets.dialogs.add_racer import AddRacer
from tui.widgets.entry import Entry
from tui.widgets.forms.racer_edits import other_optimizer
from tui.widgets.forms.racer_form import RacerForm
from tui.widgets.rule_area import RuleArea

MINE = own_optimizer("mine", "m: 0\nm = beta*m + g\ntheta = theta - lr*m\n", "lr=0.0003 beta=0.9")
SCENARIO = Scenario("rosenbrock", ("adam lr=0.1",), steps=50)
OWN = Scenario("rosenbrock", (RacerSpec("mine", (("lr", 0.0001),), own=MINE), "adam"), steps=50)


# The texts


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_any_optimizer_can_be_copied_and_is_whole(name: str) -> None:
    draft = copy_of(RacerSpec(name))
    entry = draft.entry()
    assert draft_of(entry) == draft
    assert entry.equations()


def test_a_copy_has_the_racers_settings_and_a_name_that_is_free() -> None:
    draft = copy_of(RacerSpec.parse("adam lr=0.3 amsgrad beta1=0.5 decay=coupled"), ("my_adam", "my_adam2"))
    assert draft.name not in ("my_adam", "my_adam2")
    assert draft.settings == "lr=0.3 beta1=0.5 beta2=0.999 eps=1e-8"
    assert "v_max" in draft.rule


@pytest.mark.parametrize(
    ("draft", "field", "place", "told"),
    [
        (Draft("mine", "\n\n  m = q\n"), "rule", (3, 7), 'line 3, column 7: unknown name "q"'),
        (Draft("mine", "m = q\n"), "rule", (1, 5), "Put q=0.9 into the settings"),
        (Draft("mine", "m: 0\nm = m + g\n"), "rule", (2, 1), "never moves theta"),
        (Draft("adam", EXAMPLE.rule, EXAMPLE.settings), "name", None, "must not be one of the catalog's"),
        (Draft("", EXAMPLE.rule, EXAMPLE.settings), "name", None, "name must be"),
        (Draft("mine", EXAMPLE.rule, "beta"), "settings", None, "beta=0.9 or nesterov=false"),
    ],
)
def test_what_is_wrong_is_told_with_its_field_and_place(
    draft: Draft, field: str, place: tuple[int, int] | None, told: str
) -> None:
    with pytest.raises(DraftError) as caught:
        draft.entry()
    assert (caught.value.field, caught.value.place) == (field, place)
    assert told in str(caught.value)


@pytest.mark.parametrize("blank", ["\n \n", "\x0b \x0b", " \u2028\x85"])
def test_lines_are_counted_as_the_editor_shows_them(blank: str) -> None:
    with pytest.raises(DraftError) as caught:
        Draft("mine", f"{blank} theta = nothing").entry()
    assert caught.value.place == (3, 10)


def test_another_optimizer_may_be_ones_own() -> None:
    spec = RacerSpec.parse("my: adam lr=0.5 clip_norm=2")
    assert other_optimizer(spec, "mine", (MINE,)) == RacerSpec("mine", (("clip_norm", 2.0),), label="my", own=MINE)
    own = RacerSpec("mine", (("beta", 0.5), ("clip_norm", 2.0)), own=MINE)
    assert other_optimizer(own, "sgd", (MINE,)) == RacerSpec.parse("sgd clip_norm=2")


# The editor


def race_of(pilot: Pilot[Any]) -> RaceScreen:
    screen = pilot.app.screen
    assert isinstance(screen, RaceScreen)
    return screen


async def editing(pilot: Pilot[Any], until: Until) -> RuleArea:
    await pilot.press("o")
    await until(pilot, lambda: isinstance(pilot.app.screen, RuleEditor) and isinstance(pilot.app.focused, RuleArea))
    return pilot.app.screen.query_one(RuleArea)


async def back(pilot: Pilot[Any], until: Until) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))


def message(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one(".message", Static).content)


def equations(pilot: Pilot[Any]) -> str:
    return str(pilot.app.screen.query_one("#rule-equations Static", Static).content)


async def test_the_example_races_as_it_is_and_one_undo_takes_it_back(until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(80, 24)) as pilot:
        await editing(pilot, until)
        assert equations(pilot) == "m = 0 at first\nm ← β·m + g\nθ ← θ − η·m"
        assert "adds mine to the race" in message(pilot)
        await pilot.press("ctrl+s")
        await back(pilot, until)
        session = race_of(pilot).session
        assert [racer.optimizer for racer in session.scenario.racers] == ["adam", "mine"]
        assert session.view.selected == 1
        assert len(session.frame().racers[1].path) == 21
        await pilot.press("u")
        assert session.scenario == SCENARIO


async def test_the_mark_in_the_gutter_scrolls_and_wraps_with_its_line(until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(60, 18)) as pilot:
        area = await editing(pilot, until)
        long = "theta = theta - lr*(" + " + ".join(["g"] * 40) + ")"
        area.text = "\n".join(["m: 0", long, *["m = m + g"] * 12, "m = betta*m"])
        await until(pilot, lambda: area.wrong is not None and area.wrong[0] == 15)
        area.move_cursor(area.document.end)
        height = area.content_size.height
        await until(pilot, lambda: any("15! m = betta" in area.render_line(y).text for y in range(height)))
        assert sum("!" in area.render_line(y).text for y in range(height)) == 1


@pytest.mark.system
async def test_errors_point_at_their_place_and_keep_the_rule_out(until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(80, 24)) as pilot:
        area = await editing(pilot, until)
        before = equations(pilot)
        area.text = "m: 0\nm = betta*m + g\ntheta = theta - lr*m"
        await until(pilot, lambda: 'line 2, column 5: unknown name "betta"' in message(pilot))
        assert area.wrong == (2, 5)
        assert equations(pilot) == before
        assert area.get_line(1).spans
        await until(pilot, lambda: area.render_line(1).text.startswith("2! m = betta*m"))
        assert [area.render_line(y).text[:3] for y in (0, 2)] == ["1  ", "3  "]
        await pilot.press("ctrl+s")
        await until(pilot, lambda: area.cursor_location == (1, 4))
        await pilot.press("delete")
        await until(pilot, lambda: '"etta"' in message(pilot))
        area.text = area.text.replace("etta", "beta")
        await until(pilot, lambda: area.wrong is None)
        assert area.render_line(1).text.startswith("2  m = beta*m")
        assert equations(pilot) == before


async def test_how_decay_enters_is_chosen_by_keys_or_mouse(until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(80, 24)) as pilot:
        await editing(pilot, until)
        editor = pilot.app.screen
        assert isinstance(editor, RuleEditor)
        assert editor.draft.decay == "coupled"
        form = editor.query_one(DecayForm)
        editor.query_one("#rule-name").focus()
        await pilot.press("tab")
        assert form.has_focus
        await pilot.press("right")
        assert editor.draft.decay == "decoupled"
        await pilot.click(form, offset=(18, 0))
        await until(pilot, lambda: form.drop_down is not None)
        await pilot.press("home", "enter")
        assert editor.draft.decay == "coupled"


@pytest.mark.parametrize("field", ["name", "settings"])
async def test_a_wrong_field_is_gone_to(field: str, until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(80, 24)) as pilot:
        await editing(pilot, until)
        entry = pilot.app.screen.query_one(f"#rule-{field}", Entry)
        entry.value = "!"
        await until(pilot, lambda: entry.has_class("-wrong"))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: entry.has_focus)


async def test_its_racers_follow_a_rule_that_is_written_anew(until: Until) -> None:
    async with FallLine(OWN, at=20).run_test(size=(120, 40)) as pilot:
        area = await editing(pilot, until)
        assert area.text == MINE.rule_text.rstrip()
        assert "its racer follows" in message(pilot)
        area.text = "theta = theta - lr*g"
        await until(pilot, lambda: equations(pilot) == "θ ← θ − η·g")
        await pilot.press("ctrl+s")
        await back(pilot, until)
        session = race_of(pilot).session
        assert [racer.optimizer for racer in session.scenario.racers] == ["mine", "adam"]
        assert session.scenario.racers[0].entry.equations() == ("θ ← θ − η·g",)
        assert session.scenario.racers[0].get("lr") == 0.0001
        await pilot.press("u")
        assert session.scenario == OWN


async def test_another_name_makes_another_rule(until: Until) -> None:
    async with FallLine(OWN, at=20).run_test(size=(80, 24)) as pilot:
        await editing(pilot, until)
        pilot.app.screen.query_one("#rule-name", Entry).value = "other"
        await until(pilot, lambda: "adds other" in message(pilot))
        await pilot.press("ctrl+s")
        await back(pilot, until)
        scenario = race_of(pilot).session.scenario
        assert [rule.name for rule in scenario.rules] == ["mine", "other"]
        assert [racer.optimizer for racer in scenario.racers] == ["mine", "adam", "other"]


@pytest.mark.system
async def test_what_is_left_half_done_is_there_again(until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=(80, 24)) as pilot:
        area = await editing(pilot, until)
        await pilot.press("enter", *"half", "escape")
        await back(pilot, until)
        assert race_of(pilot).session.scenario == SCENARIO
        area = await editing(pilot, until)
        assert area.text.endswith("\nhalf")
        await pilot.press("ctrl+n")
        await until(pilot, lambda: area.text == EXAMPLE.rule.rstrip())
        await pilot.press("ctrl+underscore")
        await until(pilot, lambda: area.text.endswith("\nhalf"))


@pytest.mark.system
async def test_a_rule_of_ones_own_is_offered_like_any_other(until: Until) -> None:
    async with FallLine(OWN, at=20).run_test(size=(120, 40)) as pilot:
        form = race_of(pilot).query_one(RacerForm)
        form.focus()
        await pilot.pause()
        assert (form.row.value, form.row.hyper.choices) == ("mine", ("mine", *OPTIMIZERS))
        assert form.index_of("beta") is not None
        await pilot.press("enter", *"sgd", "enter")
        await until(pilot, lambda: race_of(pilot).session.scenario.racers[0].optimizer == "sgd")
        await pilot.press("enter", *"mine", "enter")
        await until(pilot, lambda: race_of(pilot).session.scenario.racers[0].own == MINE)
        await pilot.press("escape", "a")
        await until(pilot, lambda: isinstance(pilot.app.screen, AddRacer))
        await pilot.press(*"mine beta=[0,0.5]", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RaceScreen))
        assert [str(racer) for racer in race_of(pilot).session.scenario.racers[2:]] == ["mine beta=0", "mine beta=0.5"]


@pytest.mark.parametrize("size", sampled([(60, 18), (80, 24), (120, 40), (160, 50)], 4))
async def test_every_size_shows_rule_equations_and_message(size: tuple[int, int], until: Until) -> None:
    async with FallLine(SCENARIO, at=20).run_test(size=size) as pilot:
        area = await editing(pilot, until)
        await until(pilot, lambda: area.size.height >= 4 and area.size.width >= 40)
        for selector in ("#rule-equations", ".message", "#rule-purpose"):
            widget = pilot.app.screen.query_one(selector)
            assert widget.region.bottom <= size[1] - 1
            assert widget.size.height >= 1


@pytest.mark.system
async def test_lines_that_a_resize_wraps_anew_are_painted(until: Until) -> None:
    app = Shown(Session(Scenario(racers=("sgd",), steps=9)))
    async with app.run_test(headless=False, size=(100, 16)) as pilot:
        area = await editing(pilot, until)
        area.text = "theta = theta - lr*g  # " + "long " * 60
        await settle(pilot, app)
        await pilot.resize_terminal(99, 16)
        assert not await stale_cells(pilot, app)
