"""The colours of a theme as CSS variables, adjusted until text, keys and borders are readable.

Many themes have greys, keys and borders that hardly differ from the background. Textual's own names of variables are
kept, so its widgets are adjusted as well, and ours can be mounted by any app.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tui.plotting.colors import Depth, contrast, luminance, mix

TEXT = 4.5
"""Least contrast of text to all backgrounds it stands on (WCAG 2.2, level AA)."""
BORDER = 3.0
"""Least contrast of the border of the focused panel."""

_MUTED, _DISABLED, _IDLE = 0.66, 0.45, 0.3  # how far grey text and idle borders are from the background
_SELECTED, _FOCUSED = 0.12, 0.2  # shares of the foreground and of the primary colour behind a selected row
_STEPS = 40
_DARK = 0.18  # the luminance of dark backgrounds
_IN_FOOTER = "footer-key-foreground", "footer-description-foreground"

_SIXTEEN: dict[bool, dict[str, int]] = {
    True: {
        **dict.fromkeys(("background", "surface"), 0x000000),
        **dict.fromkeys(("panel", "footer-background"), 0x0000AA),
        **dict.fromkeys(("foreground", "footer-description-foreground"), 0xFFFFFF),
        **dict.fromkeys(("border", "text-accent", "text-warning", "footer-key-foreground"), 0xFFFF55),
        **dict.fromkeys(("text-muted", "text-disabled"), 0xAAAAAA),
        **{"border-blurred": 0x555555, "text-success": 0x55FF55, "text-error": 0xFF5555},
        **{"text-primary": 0x55FFFF, "text-secondary": 0xFF55FF},
        **{"block-cursor-background": 0x0000AA, "block-cursor-blurred-background": 0x555555},
        **dict.fromkeys(("block-cursor-foreground", "block-cursor-blurred-foreground"), 0xFFFFFF),
    },
    False: {
        **dict.fromkeys(("background", "surface"), 0xFFFFFF),
        **dict.fromkeys(("panel", "footer-background"), 0xAAAAAA),
        **dict.fromkeys(("foreground", "footer-description-foreground"), 0x000000),
        **dict.fromkeys(("border", "text-accent", "text-success", "footer-key-foreground"), 0x0000AA),
        **dict.fromkeys(("text-muted", "text-disabled"), 0x555555),
        **{"border-blurred": 0xAAAAAA, "text-error": 0xAA0000, "text-warning": 0xAA5500},
        **{"text-primary": 0x0000AA, "text-secondary": 0xAA00AA},
        **{"block-cursor-background": 0x0000AA, "block-cursor-blurred-background": 0xAAAAAA},
        **{"block-cursor-foreground": 0xFFFFFF, "block-cursor-blurred-foreground": 0x000000},
    },
}
"""By whether the theme is dark, for terminals with sixteen colours: the nearest ones to those of a theme merge."""


def readable_variables(variables: Mapping[str, str], depth: Depth = "truecolor") -> dict[str, str]:
    """The variables of a theme with readable colours; those of the terminal's own colours remain as they are."""
    known = {name: number for name, text in variables.items() if (number := _number(text)) is not None}
    if any(name not in known for name in ("background", "foreground", "surface", "panel", "primary", "accent")):
        return dict(variables)
    found = _SIXTEEN[luminance(known["background"]) < _DARK] if depth == "16" else _adjusted(known)
    return {**variables, **{name: f"#{color:06x}" for name, color in found.items()}}


def _adjusted(known: Mapping[str, int]) -> dict[str, int]:
    """The colours that are not readable as they are, adjusted."""
    back, front, panel = known["background"], known["foreground"], known["panel"]
    plain = (back, known["surface"])
    rows = (*plain, mix(back, front, _SELECTED), mix(back, known["primary"], _FOCUSED))
    footer = (known.get("footer-background", panel),)
    cursor = (known.get("block-cursor-background", known["primary"]),)
    return {
        "border": readable(known["accent"], plain, BORDER),
        "border-blurred": mix(back, front, _IDLE),
        **{name: readable(color, rows, TEXT) for name, color in known.items() if name.startswith("text-")},
        "text-muted": readable(mix(back, front, _MUTED), rows, TEXT),
        "text-disabled": readable(mix(back, front, _DISABLED), plain, TEXT),
        "block-cursor-foreground": readable(known.get("block-cursor-foreground", back), cursor, TEXT),
        "foreground": readable(front, (*rows, panel), TEXT),
        **{name: readable(known.get(name, front), footer, TEXT) for name in _IN_FOOTER},
    }


def readable(color: int, backgrounds: Iterable[int], least: float) -> int:
    """The colour, mixed with as little white or black as gives it this contrast to all backgrounds."""
    backgrounds = tuple(backgrounds)

    def worst(candidate: int) -> float:
        return min(contrast(candidate, back) for back in backgrounds)

    toward = max(0x000000, 0xFFFFFF, key=worst)
    candidates = (mix(color, toward, step / _STEPS) for step in range(_STEPS + 1))
    return next((candidate for candidate in candidates if worst(candidate) >= least), toward)


def _number(text: str) -> int | None:
    """An opaque colour as 0xRRGGBB; None for others, such as `auto 60%` and the terminal's own."""
    if not text.startswith("#") or len(text) != 7:
        return None
    return int(text[1:], 16)
