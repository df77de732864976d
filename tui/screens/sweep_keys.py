"""The keys of the sweep screen."""

from __future__ import annotations

from textual.binding import Binding

from tui.screens.racer_keys import racer_keys
from tui.widgets.key_groups import CLOCK, FILES

KEYS = (
    Binding("enter", "take", "Race it", tooltip="Take the value under the cursor into the race", id="sweep.take"),
    Binding("b", "best", "Best", tooltip="Cursor to the best value of the selected racer", id="sweep.best"),
    Binding("v", "view", "View", tooltip="Curves, map, basins or comparison", id="sweep.view"),
    Binding("m", "quantity", "Measure", tooltip="Next measure of a run", id="sweep.quantity"),
    Binding("x", "axes", "Axes", tooltip="Choose the axes", id="sweep.axes"),
    Binding("ctrl+o", "open", "Open", tooltip="Open a file", show=False, group=FILES, id="sweep.open"),
    Binding("ctrl+s", "save", "Save", tooltip="Save race and sweep", show=False, group=FILES, id="sweep.save"),
    Binding("y", "copy", "Copy", tooltip="Copy the sweep as a command", show=False, group=FILES, id="sweep.copy"),
    Binding("E", "export", "Export", tooltip="Export data or a picture", show=False, group=FILES, id="sweep.export"),
    Binding("u", "undo", "Undo", tooltip="Take the last change of axes back", show=False, id="sweep.undo"),
    Binding("0", "fit", "Fit", tooltip="Show the axes that the view began with", show=False, id="sweep.fit"),
    Binding("less_than_sign", "speed(False)", "Slower", show=False, group=CLOCK, id="race.slower"),
    Binding("r", "restart", "Restart", show=False, group=CLOCK, id="race.restart"),
    *racer_keys("sweep.previous", "sweep.next"),
    Binding("escape,f2", "leave", "Race", key_display="esc", id="sweep.leave"),
)
