"""What may be done and how much of it: everything, or what one lets strangers do over SSH.

Whoever reads or writes a file, opens something, or lets things grow asks the app's policy. In the demo only what is
listed here is there at all: an action, a command of the palette or a dialog that is added later stays away from
strangers until somebody has thought about it and put it on the list.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.scenario import Scenario

ANY: frozenset[str] = frozenset("*")


class PolicyError(ValueError):
    """Something that is not allowed here; one clear sentence."""


@dataclass(frozen=True)
class Policy:
    """What is allowed. The sets hold names, or `*` for all of them."""

    name: str
    files: bool  # read or write any file: scenarios, sessions, exports, recordings, data, screenshots, lessons of users
    links: bool  # open a URL
    suspend: bool  # go to the background of a shell
    tracebacks: bool  # show where the program failed, with the values at hand
    steps: int
    racers: int
    rows: int  # of data
    entry: int  # characters in one field
    paste: int  # characters
    clipboard: int  # characters
    idle: float = math.inf  # seconds without a key or the mouse before the app ends
    actions: frozenset[str] = ANY  # `Class.action`, or `Class.*`
    commands: frozenset[str] = ANY  # of the palette, by title; those that run an action need not be named here
    screens: frozenset[str] = ANY  # and dialogs, by class

    def check(self, scenario: Scenario) -> None:
        """Raise PolicyError if a scenario is too large, or reads a file."""
        if scenario.steps > self.steps:
            raise PolicyError(f"{self.name} takes at most {self.steps:,} steps: got {scenario.steps:,}")
        if len(scenario.racers) > self.racers:
            raise PolicyError(f"{self.name} takes at most {self.racers} racers: got {len(scenario.racers)}")
        for name, value in scenario.problem.values:
            if name in _FILES and not self.files:
                raise PolicyError(f"{self.name} reads no file: leave out {name}=")
            if name in _ROWS and isinstance(value, int | float) and value > self.rows:
                raise PolicyError(f"{self.name} takes at most {self.rows:,} rows of data: got {value:,g}")

    def allows_action(self, owner: str, action: str) -> bool:
        """Whether an action may run; `owner` is the name of the class that has it."""
        return self.actions == ANY or not self.actions.isdisjoint({f"{owner}.{action}", f"{owner}.*"})

    def allows_command(self, title: str) -> bool:
        """Whether a command that is no action may be in the palette."""
        return self.commands == ANY or title in self.commands

    def allows_screen(self, name: str) -> bool:
        """Whether a screen or dialog of this class may open."""
        return self.screens == ANY or name in self.screens


_FILES = ("data", "file")
_ROWS = ("n", "rows", "samples")

FULL = Policy(
    name="Fall Line",
    files=True,
    links=True,
    suspend=True,
    tracebacks=True,
    steps=1_000_000,
    racers=64,
    rows=1_000_000,
    entry=100_000,
    paste=1_000_000,
    clipboard=1_000_000,
)


def _of(owner: str, actions: str) -> set[str]:
    return {f"{owner}.{action}" for action in actions.split()}


_WIDGETS = (
    *("Input", "TextArea", "Select", "SelectOverlay", "OptionList", "SelectionList", "ListView", "Button", "Switch"),
    *("ToggleButton", "RadioSet", "Tabs", "DataTable", "Collapsible"),
)

# Textual's own. Not here: App.screenshot writes a file, App.suspend_process leaves for a shell, Markdown and Link
# open what they are told to, DirectoryTree looks around.
_TEXTUAL = {
    *_of("App", "quit help_quit focus_next focus_previous command_palette show_help_panel hide_help_panel"),
    *_of("App", "change_theme toggle_dark bell"),
    *_of("Screen", "copy_text maximize minimize blur focus dismiss"),
    *_of("Widget", "scroll_up scroll_down scroll_left scroll_right scroll_home scroll_end page_up page_down"),
    *_of("Widget", "page_left page_right notify"),
    *(f"{widget}.*" for widget in _WIDGETS),
    "CommandPalette.*",
}

_OURS = {
    *_of("FallLine", "help lessons"),
    *_of("LessonsScreen", "take next_race panel surface leave"),
    *_of("SessionScreen", "play step seek to_end speed restart racer undo redo event clear_ghosts"),
    *_of("AnatomyScreen", "beside leave"),
    *_of("RaceScreen", "add duplicate forms panel surface log metric copy anatomy leave"),
    *_of("RaceScreen", "own_rule catalog"),
    *_of("RuleEditor", "example finish leave"),
    *_of("Catalog", "choose move next_kind page copy derivatives"),
    *_of("EquationsPanel", "walk walk_back"),
    *_of("GroundPanel", "zoom choose_start set_start cancel palette scale"),
    *_of("LandscapePanel", "move fit isolines"),
    *_of("SurfacePanel", "turn reset"),
    *_of("StepsPanel", "cursor log_steps no_cursor"),
    *_of("WeightsPanel", "what"),
    *_of("Standings", "select"),
    *_of("Transport", "scrub"),
    *_of("RacerList", "select open remove rename hide move"),
    *_of("AddRacer", "highlight complete"),
    *_of("NumberEntry", "nudge"),
    *_of("Flag", "switch"),
    *_of("Choice", "step open"),
}

DEMO = Policy(
    name="the demo",
    files=False,
    links=False,
    suspend=False,
    tracebacks=False,
    steps=10_000,
    racers=8,
    rows=1_000,
    entry=2_000,
    paste=2_000,
    clipboard=4_000,  # into the clipboard of the stranger's own terminal, and only when asked
    idle=600.0,
    actions=frozenset(_TEXTUAL | _OURS),
    commands=frozenset({"Theme", "Quit", "Keys", "Maximize", "Minimize"}),
    screens=frozenset(
        {
            "RaceScreen",
            "AnatomyScreen",
            "LessonsScreen",
            "AddRacer",
            "RenameRacer",
            "RuleEditor",
            "Catalog",
            "CommandPalette",
        }
    ),
)
