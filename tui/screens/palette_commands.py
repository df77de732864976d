"""The commands of the palette: the actions of the active keys, and what can be chosen by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from textual.actions import parse
from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.widget import Widget

from core.measures import offered_measures, shown_measure
from core.planes.choice import offered
from core.problems.network_presets import PRESETS
from tui.demo import gates
from tui.lessons import summaries
from tui.screens.key_sections import does
from tui.screens.present_state import present_state
from tui.screens.session_screen import SessionScreen
from tui.state.catalog_items import Item, Kind, items
from tui.widgets.key_groups import PANELS

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.state.session import Session

Node: TypeAlias = "Widget | App[object]"
KINDS: dict[Kind, str] = {"problems": "Problem", "optimizers": "Add racer", "schedules": "Schedule"}
LESSON, NETWORK, RACER, THEME, MEASURE, PANEL = "Lesson", "Network", "Select racer", "Theme", "Loss plot", "Panel"
PLANE, PARAMETER = "Landscape on the plane", "Parameter"
MAX_PARAMETERS = 500
"""Parameters that are listed by name; a network may have ten times as many."""


TEXTUAL_COMMANDS = {
    "Theme": ("Theme", "Choose among all themes · theme: {theme}"),
    "Keys": ("Help beside the screen", "Keys and help in a panel that stays, or away with it"),
    "Screenshot": ("Screenshot", "Save the screen as an SVG file"),
}
"""Textual's commands of the palette that are offered, with our words; keys do what the others do."""


def commands(
    screen: Screen[object], raced: Session, keymap: Mapping[str, str], textual: Iterable[SystemCommand]
) -> Iterator[SystemCommand]:
    """All commands over a screen: actions, then names, then those of Textual."""
    yield from action_commands(screen, keymap)
    if isinstance(screen, SessionScreen):
        yield from screen.commands()
        yield from named_commands(screen, raced)
    for command in textual:
        if command.title in TEXTUAL_COMMANDS:
            title, sentence = TEXTUAL_COMMANDS[command.title]
            sentence = sentence.format(theme=screen.app.theme)
            yield SystemCommand(title, sentence, command.callback, command.discover)


def action_commands(screen: Screen[object], keymap: Mapping[str, str]) -> Iterator[SystemCommand]:
    """The actions that have a key, from the focused widget outwards; their keys and present state stand under them.

    Also those whose keys a focused field takes as text. Bindings without an id are Textual's: they move a caret or
    scroll.
    """
    seen = set()
    for node, binding in _bindings(screen):
        title = f"{PANEL}: {binding.description}" if binding.group is PANELS else does(binding)
        if title in seen or not node.check_action(*_parsed(binding.action)):
            continue
        seen.add(title)
        keys = keymap.get(binding.id or "", binding.key).split(",")
        shown = "  ".join(screen.app.get_key_display(binding.with_key(key.strip())) for key in keys)
        help_text = " · ".join(filter(None, (shown, present_state(screen, binding.id or ""))))
        yield SystemCommand(title, help_text, partial(node.run_action, binding.action))


def _bindings(screen: Screen[object]) -> Iterator[tuple[Node, Binding]]:
    """The project's own bindings of the focused widget, and of all that it is in, up to the app or to a dialog."""
    nodes = list((screen.focused or screen).ancestors_with_self)
    for node in nodes[: nodes.index(screen) + 1] if screen.is_modal else nodes:
        if not isinstance(node, Widget | App):
            continue
        own = [binding for kind in type(node).__mro__ for binding in vars(kind).get("BINDINGS", ())]
        ours = [each for each in own if isinstance(each, Binding) and each.id is not None and each.description]
        for binding in sorted(ours, key=lambda each: not each.show):  # arrows and the like come last
            yield node, binding


def _parsed(action: str) -> tuple[str, tuple[object, ...]]:
    """The name and the parameters of an action."""
    name, parameters = parse(action)[1:]
    return name, parameters


def named_commands(screen: SessionScreen, raced: Session) -> Iterator[SystemCommand]:
    """What can be chosen by its name, on this screen or in the race; shown only when it is searched for."""
    app, session = screen.app, screen.session
    for index, name in enumerate(session.scenario.names):
        state = "selected" if index == session.view.selected else str(session.scenario.racers[index])
        yield _command(screen, RACER, name, state, f"select_racer({index})")
    problem = session.race.problem
    for measure in offered_measures(problem):
        shown = measure is shown_measure(problem, session.view.metric)
        state = "shown now" if shown else measure.meaning
        yield _command(screen, MEASURE, measure.title, state, f"show_measure({measure.name!r})")
    if session is raced and session.scenario.needs_plane:
        yield from _planes(screen, session)
        yield from _parameters(screen, session)
    for item in items(raced.scenario):
        if item.kind != "schedules" or raced.scenario.racers:
            yield _command(app, KINDS[item.kind], item.label, _about(item, raced), f"use({item.key!r})")
    for spec, title in PRESETS.items():
        name, _, about = title.partition(": ")
        yield _command(app, NETWORK, name, about, f"preset({spec!r})")
    for lesson in summaries():
        if lesson.steps <= gates.max_steps(app):
            yield _command(app, LESSON, lesson.title, lesson.course, f"lesson({lesson.name!r})")
    for theme in sorted(app.available_themes):
        yield _command(app, THEME, theme, "in use" if theme == app.theme else "", f"theme({theme!r})")


def _parameters(screen: SessionScreen, session: Session) -> Iterator[SystemCommand]:
    shown = session.view.parameter
    for index, name in enumerate(session.race.problem.names[:MAX_PARAMETERS]):
        state = "shown now" if index == shown else "its numbers and its curve"
        yield _command(screen, PARAMETER, name, state, f"show_parameter({index})")


def _planes(screen: SessionScreen, session: Session) -> Iterator[SystemCommand]:
    scenario = session.scenario
    for plane in offered(session.race.problem.names, scenario.plane, scenario.steps).choices:
        yield _command(screen, PLANE, plane, "shown now" if plane == scenario.plane else "", f"plane({plane!r})")


def _command(node: Node, kind: str, name: str, state: str, action: str) -> SystemCommand:
    return SystemCommand(f"{kind}: {name}", state, partial(node.run_action, action), discover=False)


def _about(item: Item, session: Session) -> str:
    """The title of an entry, and whether the race is on it."""
    scenario, selected = session.scenario, session.view.selected
    if item.kind == "problems":
        return f"{item.title} · raced now" if item.label == scenario.problem.name else item.title
    if item.kind == "schedules":
        racer = scenario.racers[selected]
        state = "has it" if racer.schedule.name == item.label else "gets it"
        return f"{item.title} · {scenario.names[selected]} {state}"
    return item.title
