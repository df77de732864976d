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

    That is at the end, or before the value where there is one: racers of one optimizer differ there.
    """
    if len(text) <= room:
        return text
    tail = text[text.rfind("=") + 1 :] if "=" in text else ""
    kept = room - 1 - len(tail)
    return f"{text[:kept]}…{tail}" if tail and kept >= 2 else text[: max(room - 1, 0)] + "…"[:room]
