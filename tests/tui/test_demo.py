"""The demo: what is not marked as safe is neither offered nor done; driven by the classes and bindings there are."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
import textual.widgets
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.pilot import Pilot
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input

import tui
from core.problems import PROBLEMS
from core.scenario import Scenario
from core.specs import ProblemSpec
from tests.fixture_types import Enter, Until
from tui.app import FallLine
from tui.demo.policy import DEMO, FULL, Policy, PolicyError
from tui.demo.textual_actions import TEXTUAL_ACTIONS, TEXTUAL_SCREENS
from tui.demo_safe import demo_safe
from tui.widgets.dialogs.add_racer import AddRacer
from tui.widgets.forms.form import Form
from tui.widgets.forms.setup_form import SetupForm

RACE = Scenario(racers=("adam lr=0.1",), steps=50)


def all_below(kind: type) -> Iterator[type]:
    other: type
    for other in kind.__subclasses__():
        yield other
        yield from all_below(other)


def nodes() -> list[type[DOMNode]]:
    """Every app, screen and widget of the project."""
    for module in pkgutil.walk_packages(tui.__path__, "tui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return sorted({kind for kind in all_below(DOMNode) if kind.__module__.startswith("tui.")}, key=lambda k: k.__name__)


def owner(kind: type, action: str) -> type | None:
    names = {f"action_{action}", f"_action_{action}"}
    return next((base for base in kind.__mro__ if names & vars(base).keys()), None)


def bound_actions() -> Iterator[tuple[type, str]]:
    """The class that has it, and the name, of every action that a binding of the project runs."""
    places = {"app": FallLine, "screen": Screen}
    for kind in nodes():
        for binding in vars(kind).get("BINDINGS", ()):
            action = binding.action if isinstance(binding, Binding) else binding[1]
            place, _, name = action.partition("(")[0].rpartition(".")
            found = owner(places.get(place, kind), name)
            assert found is not None, f"{kind.__name__} binds {action}, which nobody does"
            yield found, name


def textual_classes() -> dict[str, list[type[DOMNode]]]:
    """The apps, screens and widgets of Textual by name."""
    for module in pkgutil.iter_modules(textual.widgets.__path__, "textual.widgets."):
        importlib.import_module(module.name)
    found: dict[str, list[type[DOMNode]]] = {}
    for kind in {*all_below(DOMNode)}:
        if kind.__module__.startswith("textual."):
            found.setdefault(kind.__name__, []).append(kind)
    return found


@pytest.mark.parametrize("name", TEXTUAL_ACTIONS)
def test_the_table_names_what_textual_has(name: str) -> None:
    (kind,) = textual_classes()[name]
    own = {method.removeprefix("_").removeprefix("action_") for method in vars(kind) if "action_" in method}
    assert own
    assert TEXTUAL_ACTIONS[name] == {"*"} or TEXTUAL_ACTIONS[name] <= own


def test_the_screens_of_textual_exist() -> None:
    assert all(issubclass(kind, Screen) for name in TEXTUAL_SCREENS for kind in textual_classes()[name])


async def test_bound_actions_that_are_not_marked_are_those_that_leave_the_app(app: FallLine) -> None:
    """A binding without a mark is away from the demo: these are, and nothing else may get lost."""
    away = {f"{kind.__name__}.{name}" for kind, name in bound_actions() if not app.permits(object.__new__(kind), name)}
    exports = {"RaceScreen.export", "SweepScreen.export"}
    files = {
        "RaceScreen.open",
        "RaceScreen.save",
        "SweepScreen.open",
        "SweepScreen.save",
        "ListDialog.complete",
        "FallLine.open_file",
        "SetupForm.choose_data",
        "DataDialog.take",
        *exports,
    }  # an override is marked
    assert away == {"TerminalApp.suspend_process", *files}


class Marked(Widget):
    """A widget whose action is safe."""

    @demo_safe
    def action_look(self) -> None: ...


class Overriding(Marked):
    """A widget that does something else by the same name."""

    def action_look(self) -> None: ...


@demo_safe
class SafeDialog(ModalScreen[str]):
    """A dialog that is safe."""


class DerivedDialog(SafeDialog):
    """A dialog that does more than the safe one."""


class Button(Widget):
    """A widget of ours with the name of one of Textual's."""

    def action_press(self) -> None: ...


async def test_a_mark_is_not_inherited_by_what_overrides_it(app: FallLine) -> None:
    assert app.permits(Marked(), "look")
    assert not app.permits(Overriding(), "look")
    assert not app.permits(Button(), "press")
    assert app.permits(textual.widgets.Button(), "press")
    assert app.permits(Marked(), "unknown")
    async with app.run_test(size=(120, 40)) as pilot:
        app.push_screen(DerivedDialog())
        await pilot.pause()
        assert len(app.screen_stack) == 1
        app.push_screen(SafeDialog())
        await pilot.pause()
        assert isinstance(app.screen, SafeDialog)


Run = Callable[[Policy], Any]


@pytest.fixture
def app() -> FallLine:
    return FallLine(RACE, at=0, policy=DEMO)


class Unlisted(ModalScreen[str]):
    """A dialog of a feature to come."""


class Newcomer(Widget, can_focus=True):
    """A widget of a feature to come."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f19", "write_somewhere", "Write")]
    done = 0

    def action_write_somewhere(self) -> None:
        self.done += 1


@pytest.mark.parametrize(("policy", "times"), [(FULL, 1), (DEMO, 0)])
async def test_an_action_that_nobody_thought_about_is_not_done(policy: Policy, times: int) -> None:
    app = FallLine(RACE, at=0, policy=policy)
    async with app.run_test(size=(120, 40)) as pilot:
        widget = Newcomer()
        await app.screen.mount(widget)
        widget.focus()
        await pilot.pause()
        assert ("f19" in app.screen.active_bindings) == bool(times)
        await pilot.press("f19")
        await app.run_action("write_somewhere", widget)
        assert widget.done == 2 * times
        callback = widget.action_write_somewhere
        offered = list(app.gated([SystemCommand("Write", "", callback)]))
        assert len(offered) == times


def owner_node(app: FallLine, node: DOMNode, action: str) -> DOMNode:
    """The node that runs an action: the one that binds it, else the app or its screen."""
    return next((place for place in (node, app, app.screen) if owner(type(place), action)), node)


async def test_every_key_in_the_demo_is_on_the_list(app: FallLine) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        seen = set()
        stops: list[Callable[[], object]] = [
            *(partial(app.screen.set_focus, widget) for widget in (None, *app.screen.focus_chain)),
            *(partial(form.go, index) for form in app.screen.query(Form) for index in range(len(form.rows))),
        ]
        for stop in stops:
            stop()
            await pilot.pause()
            for active in app.screen.active_bindings.values():
                name = active.binding.action.partition("(")[0].rpartition(".")[2]
                found = owner(type(active.node), name) or owner(FallLine, name) or owner(Screen, name)
                assert found is None or app.permits(owner_node(app, active.node, name), name)
                seen.add(name)
        assert {"play", "nudge", "open_list", "switch", "scrub", "help"} <= seen
        assert not {"suspend_process", "screenshot"} & seen


async def test_the_palette_of_the_demo(app: FallLine) -> None:
    async with app.run_test(size=(120, 40)):
        titles = {command.title for command in app.get_system_commands(app.screen)}
    assert {"Theme", "Help beside the screen", "Play or pause", "Undo", "Problem: beale"} <= titles
    assert "Screenshot" not in titles
    full = FallLine(RACE, at=0)
    async with full.run_test(size=(120, 40)):
        assert titles < {command.title for command in full.get_system_commands(full.screen)} | {"Screenshot"}


async def test_no_file_no_link_no_dialog(app: FallLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(webbrowser, "open", lambda *_, **__: pytest.fail("a link was opened"))
    async with app.run_test(size=(120, 40)) as pilot:
        app.open_url("https://example.org")
        app.action_screenshot()
        assert app.save_screenshot(path=str(tmp_path)) == ""
        assert app.deliver_screenshot(path=str(tmp_path)) is None
        app.push_screen(Unlisted(), lambda _: pytest.fail("it was left with an answer"))
        assert await app.push_screen(Unlisted(), wait_for_dismiss=True) is None
        await pilot.pause()
        assert len(app.screen_stack) == 1
        app.copy_to_clipboard("x" * (DEMO.clipboard + 1))
        assert app.clipboard == ""
        await pilot.press("y")
        assert app.clipboard.startswith("fallline ")
        await pilot.press("a")
        assert isinstance(app.screen, AddRacer)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("scenario", "sentence"),
    [
        (replace(RACE, steps=10_001), r"the demo takes at most 10,000 steps \(got 10,001\)"),
        (replace(RACE, racers=RACE.racers * 9), r"the demo takes at most 8 racers \(got 9\)"),
        (replace(RACE, problem=ProblemSpec.parse("regression n=2000")), "the demo takes at most 1,000 rows of data"),
    ],
)
def test_a_scenario_that_is_too_large_is_refused(scenario: Scenario, sentence: str) -> None:
    FULL.check(scenario)
    with pytest.raises(PolicyError, match=sentence):
        DEMO.check(scenario)


@pytest.mark.parametrize("problem", ["x^2 + n*y^2 n=5000", "x^2 + rows*y^2 rows=5000", "regression n=1000"])
def test_a_parameter_that_counts_no_rows_may_be_large(problem: str) -> None:
    DEMO.check(replace(RACE, problem=ProblemSpec.parse(problem)))


def test_every_problem_that_makes_or_reads_data_says_so() -> None:
    for entry in PROBLEMS.values():
        roles = {hyper.role for hyper in entry.hypers}
        assert ({"rows", "file"} <= roles) == entry.has_data, entry.name


def test_a_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    file.write_text("x,y\n1,2\n2,3\n3,5\n")
    with pytest.raises(PolicyError, match="the demo reads no file: leave out data="):
        DEMO.check(replace(RACE, problem=ProblemSpec.parse(f"regression data={file}")))


@pytest.mark.system
async def test_the_form_of_the_demo_reads_no_file(tmp_path: Path, enter: Enter, until: Until) -> None:
    file = tmp_path / "points.csv"
    file.write_text("x,y\n1,2\n2,3\n3,5\n")
    for policy, problem in ((DEMO, "regression"), (FULL, f"regression data={file}")):
        app = FallLine(Scenario("regression", "sgd", steps=20), at=0, policy=policy)
        async with app.run_test(size=(120, 60)) as pilot:
            await pilot.pause()
            form = app.screen.query_one(SetupForm)
            await enter(pilot, form, "problem.data", str(file))
            if policy is DEMO:
                await until(pilot, lambda form=form: "files are not read here" in form.drafts["problem.data"].sentence)  # type: ignore[misc]
            else:
                await until(pilot, lambda app=app: str(app.session.scenario.problem) != "regression")  # type: ignore[misc]
            assert str(app.session.scenario.problem) == problem


def test_the_limits_of_the_demo() -> None:
    """What a stranger can use up: a change here is a decision."""
    limits = (DEMO.steps, DEMO.racers, DEMO.rows, DEMO.entry, DEMO.paste, DEMO.clipboard, DEMO.idle)
    assert limits == (10_000, 8, 1_000, 2_000, 2_000, 4_000, 600)


async def test_a_form_says_why_at_its_row(app: FallLine, until: Any, type_into: Any) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        form = app.screen.query_one(SetupForm)
        await type_into(pilot, form, "steps", "9000")
        await until(pilot, lambda: app.session.scenario.steps == 9000)
        await pilot.press("0")
        await until(pilot, lambda: "at most 10,000 steps" in form.drafts["steps"].sentence)
        assert app.session.scenario.steps == 9000


@pytest.mark.system
async def test_racers_are_counted(app: FallLine, until: Any) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        for _ in range(10):
            await pilot.press("d")
        await until(pilot, lambda: any("at most 8 racers" in str(n.message) for n in app._notifications))
        assert len(app.session.scenario.racers) == 8


async def paste(pilot: Pilot[Any], text: str) -> None:
    from textual import events  # noqa: PLC0415

    pilot.app.post_message(events.Paste(text))
    await pilot.pause()


async def test_floods_are_dropped(app: FallLine, until: Any) -> None:
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("a")
        entry = app.screen.query_one(Input)
        await until(pilot, lambda: entry.has_focus)
        await paste(pilot, "a" * 1500)
        await until(pilot, lambda: len(entry.value) == 1500)
        await paste(pilot, "b" * (DEMO.paste + 1))
        await paste(pilot, "c" * 501)
        await until(pilot, lambda: len(app._notifications) == 2)
        assert entry.value == "a" * 1500
        entry.value = "a" * DEMO.entry
        app.clear_notifications()
        await pilot.press("x")
        await until(pilot, lambda: len(app._notifications) == 1)
        assert entry.value == "a" * DEMO.entry
        await pilot.press("backspace")
        await until(pilot, lambda: len(entry.value) == DEMO.entry - 1)


async def test_a_paste_is_as_long_as_allowed_and_no_longer(app: FallLine, until: Any) -> None:
    assert app.paste_limit == DEMO.paste  # for the driver, which cuts what is longer
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("a")
        entry = app.screen.query_one(Input)
        await until(pilot, lambda: entry.has_focus)
        await paste(pilot, "b" * (DEMO.paste + 1))
        await until(pilot, lambda: len(app._notifications) == 1)
        assert "more than 2,000 characters was not pasted" in str(next(iter(app._notifications)).message)
        assert entry.value == ""
        await paste(pilot, "a" * DEMO.paste)
        await until(pilot, lambda: len(entry.value) == DEMO.paste)


async def test_who_does_nothing_is_asked_to_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    app = FallLine(RACE, at=0, policy=replace(DEMO, idle=0.1))
    left, leave = asyncio.Event(), app.exit

    def seen(**options: Any) -> None:
        leave(**options)
        left.set()

    monkeypatch.setattr(app, "exit", seen)
    async with app.run_test(size=(120, 40)):
        await left.wait()
    assert app.return_code == 0
