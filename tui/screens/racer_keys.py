"""The keys that select another racer, on the screens over the race."""

from __future__ import annotations

from textual.binding import Binding


def racer_keys(previous: str, following: str) -> tuple[Binding, Binding]:
    """The bindings of `[` and `]`, with these ids."""
    return (
        Binding("left_square_bracket", "racer(-1)", "Racer", key_display="[ ]", tooltip="Previous racer", id=previous),
        Binding("right_square_bracket", "racer(1)", "Next racer", show=False, id=following),
    )
