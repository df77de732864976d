"""The keys of the lessons screen."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.screens.listed import screen_bindings
from tui.screens.panel_keys import Places, panel_keys
from tui.screens.racer_keys import racer_keys
from tui.widgets.key_groups import CLOCK, FILES, READING

PLACES: Places = (
    ("Text", "LessonText"),
    ("Claims", "ClaimsPanel"),
    ("List of lessons", "LessonList"),
    ("Landscape", "LandscapePanel, SurfacePanel"),
    ("Loss", "LossPanel"),
    ("Weights or data", "WeightsPanel, DataPanel"),
)
"""The panels of the lessons screen."""

LESSON_KEYS: list[BindingType] = [
    Binding("enter", "take", "Open in race", id="lessons.take"),
    Binding("n", "next_lesson", "Next", tooltip="Next lesson; this one is done", group=READING, id="lessons.next"),
    Binding("p", "previous_lesson", "Previous", tooltip="Previous lesson", group=READING, id="lessons.previous"),
    Binding("a", "predict", "Predict", tooltip="Answer a question of the lesson", group=READING, id="lessons.predict"),
    Binding("c", "claims", "Claims", tooltip="Unfold or fold the claims", group=READING, id="lessons.claims"),
    Binding(
        "P",
        "present",
        "Present",
        tooltip="Present on a projector: text, one plot, and the keys that are pressed",
        show=False,
        group=READING,
        id="lessons.present",
    ),
    # bound again to hide them from the key line, which has no room for them here
    Binding("comma", "step(-1)", "Step back", show=False, group=CLOCK, id="race.back"),
    Binding("less_than_sign", "speed(False)", "Slower", show=False, group=CLOCK, id="race.slower"),
    Binding("o", "next_race", "Other race", tooltip="Next race of the lesson", id="lessons.next_race"),
    Binding("v", "surface", "3-D", id="race.surface"),
    *racer_keys("lessons.previous_racer", "lessons.next_racer"),
    Binding("slash", "app.search('Lesson')", "Search the lessons", show=False, id="lessons.search"),
    *(binding for binding in screen_bindings(race_only=True) if binding.key == "f3"),
    Binding("ctrl+o", "app.open_file", "Open a file", show=False, group=FILES, id="lessons.open"),
    *panel_keys(PLACES),
    Binding("escape,f4,f2", "leave", "Back", key_display="esc", id="lessons.leave"),
]
"""By task; the tooltip says what the key does where the key line has room for a word only."""
