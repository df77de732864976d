"""The panels that a lesson can show: the values of `show` in its file."""

from __future__ import annotations

from core.hyper import shown
from core.problems import Problem
from core.suggestion import hint

LANDSCAPES = ("landscape", "surface")
BOTH = "weights and loss"
PANELS = (*LANDSCAPES, "loss", "weights", BOTH, "data")
MAX_PANELS = 3
_SAME_PLACE = (LANDSCAPES, ("weights", BOTH))


def check_panels(names: tuple[str, ...]) -> None:
    """Raise ValueError if these panels cannot be shown together."""
    for name in names:
        if name not in PANELS:
            raise ValueError(f"unknown panel '{shown(name)}'{hint(name, PANELS)}")
    if len(names) > MAX_PANELS or len(set(names)) < len(names):
        raise ValueError(f"at most {MAX_PANELS} panels are allowed, each of them once")
    for pair in _SAME_PLACE:
        if set(pair) <= set(names):
            raise ValueError(f"{pair[0]} and {pair[1]} take the same place: leave one of them out")


def panels_for(names: tuple[str, ...], problem: Problem) -> tuple[str, ...]:
    """The panels that a lesson names, or the default ones for its problem."""
    data = problem.data is not None
    names = names or (("surface", "loss", "data") if data else ("landscape", "loss"))
    return tuple(name for name in names if data or name != "data")
