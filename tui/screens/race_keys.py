"""The keys of the race screen."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.screens.listed import screen_bindings
from tui.screens.panel_keys import Places, panel_keys
from tui.widgets.key_groups import AROUND, CLOCK, FILES, PLOTS, RACE

PLACES: Places = (
    ("Setup", "SetupForm"),
    ("Racers", "RacerList"),
    ("The selected racer", "RacerForm"),
    ("Landscape", "LandscapePanel, SurfacePanel"),
    ("Loss", "LossPanel"),
    ("Weights", "WeightsPanel"),
    ("Standings", "Standings"),
    ("Data", "DataPanel"),
)
"""The panels of the race screen."""

RACE_KEYS: list[BindingType] = [
    Binding("a", "add", "Add", tooltip="Add racers", group=RACE, id="race.add"),
    Binding(
        "c,slash", "catalog", "Catalog", key_display="c", tooltip="Search the catalog", group=RACE, id="race.catalog"
    ),
    Binding(
        "N",
        "app.search('Network')",
        "Networks",
        tooltip="Networks to begin with: the data of TensorFlow Playground",
        show=False,
        group=RACE,
        id="race.networks",
    ),
    Binding("o", "own_rule", "New optimizer", group=RACE, id="race.own_rule"),
    Binding("d", "duplicate", "Duplicate", tooltip="Duplicate the racer", show=False, group=RACE, id="race.duplicate"),
    Binding("e", "forms", "Forms", tooltip="Show or hide the forms", group=RACE, id="race.forms"),
    Binding(
        "p",
        "panel",
        "Weights",
        tooltip="Loss or weights; of a network, loss or landscape",
        group=PLOTS,
        id="race.panel",
    ),
    Binding("v", "surface", "3-D", group=PLOTS, id="race.surface"),
    Binding("P", "plane", "Plane", tooltip="Next plane of the landscape", show=False, group=PLOTS, id="race.plane"),
    Binding("l", "log", "Log/linear", tooltip="Loss: log or linear", show=False, group=PLOTS, id="race.log"),
    Binding("m", "metric", "Metric", tooltip="Next measure in the loss plot", group=PLOTS, id="race.metric"),
    Binding(
        "B",
        "bands",
        "Bands",
        tooltip="Show what other seeds give: median, 10 to 90 %",
        show=False,
        group=PLOTS,
        id="race.bands",
    ),
    Binding("u", "undo", "Undo", group=RACE, id="race.undo"),
    Binding("U", "redo", "Redo", show=False, group=RACE, id="race.redo"),
    Binding("y", "copy", "Copy", tooltip="Copy the race as a command", group=FILES, id="race.copy"),
    Binding(
        "right_square_bracket", "milestone(True)", "Next milestone", show=False, group=CLOCK, id="race.next_milestone"
    ),
    Binding(
        "left_square_bracket",
        "milestone(False)",
        "Previous milestone",
        show=False,
        group=CLOCK,
        id="race.last_milestone",
    ),
    Binding(
        "A",
        "measured_at",
        "Answer or θ",
        tooltip="Measure averaging methods at their answer or at θ",
        show=False,
        group=PLOTS,
        id="race.measured_at",
    ),
    Binding("g", "clear_ghosts", "Clear ghosts", show=False, group=PLOTS, id="race.clear_ghosts"),
    *screen_bindings(race_only=True),
    Binding("ctrl+o", "open", "Open a file", show=False, group=FILES, id="race.open"),
    Binding("ctrl+s", "save", "Save in a file", show=False, group=FILES, id="race.save"),
    Binding(
        "E", "export", "Export", tooltip="Export data, a film or a picture", show=False, group=FILES, id="race.export"
    ),
    *panel_keys(PLACES),
    Binding("escape", "leave", "To the landscape", show=False, group=AROUND, id="race.leave"),
]
"""By task; the tooltip says what the key does where the key line has room for a word only."""
