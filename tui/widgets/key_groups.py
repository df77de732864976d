"""The tasks under which the help lists the keys of a screen and of the app; those of a panel stand under the panel."""

from __future__ import annotations

from textual.binding import Binding

CLOCK = Binding.Group("Run the clock")
RACE = Binding.Group("Change who races")
READING = Binding.Group("Read on")
PLOTS = Binding.Group("Choose what is shown")
FURTHER = Binding.Group("Look further")
FILES = Binding.Group("Keep and share")
PANELS = Binding.Group("Go to a panel")
AROUND = Binding.Group("Get around")

TASKS = (READING, CLOCK, RACE, PLOTS, FURTHER, FILES, PANELS, AROUND)
"""All tasks, in the order of the help."""

HELP_KEYS = (
    Binding("f1", "app.help", "Help", group=AROUND, id="app.help"),
    Binding("question_mark", "app.help", "Help", show=False, group=AROUND, id="app.help_too"),
)
"""The keys of the help for dialogs, which take no keys of the app."""
