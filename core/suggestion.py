"""Suggest the known name nearest to an unknown one: `did you mean 'adam'?`."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

MIN_SIMILARITY = 0.6  # difflib's own cut-off
MAX_COMPARED = 40  # characters of the unknown name


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most similar to `word`, None if none is similar. Ignores case and takes `-` for `_`."""
    # max keeps the first of equals, so 'beta' finds 'beta1'; difflib.get_close_matches would find 'beta2'
    score, name = max(((_similarity(word, name), name) for name in known), key=lambda pair: pair[0], default=(0.0, ""))
    return name if score >= MIN_SIMILARITY else None


def suggestion(word: str, known: Iterable[str]) -> str:
    """`: did you mean 'adam'?` for a near miss, else nothing."""
    name = nearest(word, known)
    return f": did you mean '{name}'?" if name is not None else ""


def hint(word: str, known: Collection[str], otherwise: str = "choose from") -> str:
    """A suggestion, or else all known names: `: choose from sgd, adam`."""
    return suggestion(word, known) or f": {otherwise} {', '.join(known)}"


def _similarity(word: str, name: str) -> float:
    return difflib.SequenceMatcher(None, _normalized(word[:MAX_COMPARED]), _normalized(name)).ratio()


def _normalized(text: str) -> str:
    return text.lower().replace("-", "_")
