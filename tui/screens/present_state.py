"""The present state beside a command of the palette: the theme, the speed, what a panel shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from core.measures import shown_measure
from tui.screens.session_screen import SessionScreen

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.state.session import Session

OF_SESSION: Mapping[str, Callable[[Session], str]] = {
    "race.play": lambda session: "playing" if session.clock.playing else "paused",
    "race.slower": lambda session: f"speed {session.clock.speed_text}",
    "race.faster": lambda session: f"speed {session.clock.speed_text}",
    "race.log": lambda session: "logarithmic" if session.view.log_y else "linear",
    "race.bands": lambda session: "on" if session.view.bands else "off",
    "race.metric": lambda session: shown_measure(session.race.problem, session.view.metric).title,
    "race.surface": lambda session: "on" if session.view.surface else "off",
    "race.plane": lambda session: f"plane: {session.scenario.plane}",
    "race.measured_at": lambda session: f"at {session.scenario.measured_at}",
    "race.forms": lambda session: session.view.forms,
    "plot.log_steps": lambda session: "logarithmic" if session.view.log_x else "linear",
    "plot.weights": lambda session: session.view.weights,
    **dict.fromkeys(
        ("landscape.palette", "surface.palette"), lambda session: f"palette: {session.view.palette or 'auto'}"
    ),
    **dict.fromkeys(("landscape.scale", "surface.scale"), lambda session: f"scale: {session.view.scale or 'auto'}"),
    "landscape.isolines": lambda session: "on" if session.view.isolines else "off",
}
"""By the id of the binding."""


def present_state(screen: Screen[object], binding_id: str) -> str:
    """What is so now, for an action of a screen with a race; else nothing."""
    state = OF_SESSION.get(binding_id)
    return state(screen.session) if state is not None and isinstance(screen, SessionScreen) else ""
