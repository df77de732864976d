"""Suggest the known names nearest to an unknown one: `Did you mean adam?`."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

MIN_SIMILARITY = 0.6  # difflib's own cut-off
MAX_SUGGESTED, MAX_LISTED = 3, 12
MAX_COMPARED = 40  # characters of the unknown name


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most similar to `word`, None if none is similar. Ignores case and takes `-` for `_`."""
    return next(iter(_similar(word, known)), None)


def _similar(word: str, known: Iterable[str]) -> list[str]:
    """The known names that are similar enough, the most similar first."""
    # the sort keeps the order of equals, so 'beta' finds 'beta1'; difflib.get_close_matches would find 'beta2'
    scores = sorted(((_similarity(word, name), name) for name in known), key=lambda pair: -pair[0])
    return [name for score, name in scores if score >= MIN_SIMILARITY]


def suggestion(word: str, known: Iterable[str]) -> str:
    """`. Did you mean adam?` for a near miss, the names that begin so for a beginning, else nothing."""
    known = list(known)
    found = _similar(word, known)[:1] or [
        name for name in known if word and _normalized(name).startswith(_normalized(word))
    ]
    return f". Did you mean {_either(found[:MAX_SUGGESTED])}?" if found else ""


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def hint(word: str, known: Collection[str], otherwise: str = "Choose from") -> str:
    """A suggestion, or else known names, all if they are few: `. Choose from sgd, adam`."""
    names = list(known)
    shown = ", ".join(names[:MAX_LISTED]) + (f" … ({len(names)} names)" if len(names) > MAX_LISTED else "")
    return suggestion(word, known) or f". {otherwise} {shown}"


def _similarity(word: str, name: str) -> float:
    return difflib.SequenceMatcher(None, _normalized(word[:MAX_COMPARED]), _normalized(name)).ratio()


def _normalized(text: str) -> str:
    return text.lower().replace("-", "_")
