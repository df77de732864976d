"""What outlives the app: its session, and the options that were chosen in it."""

from __future__ import annotations

from threading import Lock
from typing import Protocol

from core.hyper import Value
from tui.config.applied import view_options
from tui.config.sources import Config
from tui.demo.policy import Policy
from tui.state.default_scenario import default_scenario
from tui.state.files import keep_session
from tui.state.session import Session


class Host(Protocol):
    """The part of the app whose work is kept."""

    session: Session
    config: Config
    policy: Policy
    theme: str
    hint: bool


class KeptWork:
    """Keeps the session and what was chosen of an app, whenever it ends."""

    def __init__(self, app: Host) -> None:
        self._app = app
        self._began_with = self._chosen
        self._saving = Lock()

    @property
    def sentence(self) -> str:
        """What becomes of the race when the app ends."""
        if not self._app.policy.files:
            return "Nothing is kept."
        if self._is_default:
            return "The race is the one that the app begins with."
        return "The race is kept: fallline --last brings it back."

    def save(self) -> None:
        """Keep what was chosen, and the session unless it is the default race, which must not replace a kept one."""
        if not self._app.policy.files:
            return
        with self._saving:  # the thread that watches over the end may save, too: one session, not two
            if not self._is_default:
                keep_session(self._app.session.scenario)
            chosen = {name: value for name, value in self._chosen.items() if value != self._began_with[name]}
            if self._app.config.path is not None and chosen:
                from tui.config.remember import remember  # noqa: PLC0415 - not needed at the start

                remember(self._app.config.path, chosen)

    @property
    def _is_default(self) -> bool:
        return self._app.session.scenario == default_scenario()

    @property
    def _chosen(self) -> dict[str, Value]:
        """The options that can be chosen in the app, as they are now."""
        app = self._app
        own: dict[str, Value] = {"theme": app.theme, "speed": app.session.chosen_speed, "hint": app.hint}
        return {**own, **view_options(app.session.view)}
