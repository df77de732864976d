"""The keys of the clock: play, step, seek, speed; also from inside a field, which takes letters for its text."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.widgets.key_groups import CLOCK

CLOCK_KEYS: list[BindingType] = [
    Binding("space", "play", "Play", tooltip="Play or pause", group=CLOCK, id="race.play"),
    Binding("comma", "step(-1)", "Step", key_display=", .", tooltip="Step back", group=CLOCK, id="race.back"),
    Binding("full_stop", "step(1)", "Step forward", show=False, group=CLOCK, id="race.forward"),
    Binding("home", "seek(0)", "To the start", show=False, group=CLOCK, id="race.start"),
    Binding("end", "to_end", "To the end", show=False, group=CLOCK, id="race.end"),
    Binding(
        "less_than_sign",
        "speed(False)",
        "Speed",
        key_display="< >",
        tooltip="Slower",
        group=CLOCK,
        id="race.slower",
    ),
    Binding("greater_than_sign", "speed(True)", "Faster", show=False, group=CLOCK, id="race.faster"),
    Binding("r", "restart", "Restart", group=CLOCK, id="race.restart"),
    # The same from inside a field, which takes the keys above for its text.
    Binding("f5", "play", "Play", tooltip="Play or pause", group=CLOCK, id="clock.play"),
    Binding("f6", "step(-1)", "Step back", show=False, group=CLOCK, id="clock.back"),
    Binding("f7", "step(1)", "Step forward", show=False, group=CLOCK, id="clock.forward"),
    Binding("f8", "speed(False)", "Slower", show=False, group=CLOCK, id="clock.slower"),
    Binding("f9", "speed(True)", "Faster", show=False, group=CLOCK, id="clock.faster"),
]
