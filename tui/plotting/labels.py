"""Labels of racers in plots: only what differs, shortened to the room there is."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=64)
def distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    """What differs between names: `lr 0.03` for `adam lr=0.03` among racers that are all called `adam`."""
    parts = [name.partition(" ") for name in names]
    alike = len(names) > 1 and len({first for first, _, _ in parts}) == 1
    if not alike or not all("=" in rest for _, _, rest in parts):
        return names
    return tuple(rest.replace("=", " ") for _, _, rest in parts)


def shorten(text: str, room: int) -> str:
    """Text of at most `room` characters, with … where it was cut.

    That is at the end, or before the value where there is one: racers of one optimizer differ there, and a value that
    is cut reads as another one.
    """
    if len(text) <= room:
        return text
    tail = _value(text)
    kept = room - 1 - len(tail)
    if tail and kept >= 0:
        return f"{text[:kept].rstrip()}…{tail}"
    return text[: max(room - 1, 0)] + "…"[:room]


def _value(text: str) -> str:
    """The value at the end of a label: after its last =, or its last word if that is a number."""
    if "=" in text:
        return text[text.rfind("=") + 1 :]
    last = text.rpartition(" ")[2]
    return last if last.lstrip("-−")[:1].isdigit() else ""
