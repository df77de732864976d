"""Convert text to ASCII, for fonts without Unicode: cell by cell in pictures, by words (`beta1`) in sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from itertools import starmap

from rich.cells import cell_len

from core.typography import SUBSCRIPTS, SUPERSCRIPTS
from tui.cell_width import characters

_UNKNOWN = "?"
_ABOVE, _BELOW = 0x1B, 0xE4  # bits of a braille sign: the two upper rows of dots, and the two lower ones

_SIGNS: Mapping[str, str] = {
    **dict.fromkeys("┬┴╌╍┄┅", "-"),  # ticks are part of their axis
    **dict.fromkeys("├┤╎╏┆┇", "|"),
    **dict(zip("▔▁▂▃▄▅▆▇█▀░▒▓", "-_______#'.%#", strict=True)),
    **dict.fromkeys("▉▊▋▌▍▎▏▐▕", "|"),
    **dict.fromkeys("▘▝", "'"),
    **dict.fromkeys("▖▗", "."),
    **dict.fromkeys("▙▚▛▜▞▟", ":"),
    **dict(zip("←→↑↓↖↗↘↙⏎⌫⇥", "<>^v\\/\\/<<>", strict=True)),
    **dict.fromkeys("◀◂◄◁‹«", "<"),
    **dict.fromkeys("▶▸►▷›»❯", ">"),
    **dict.fromkeys("▲▴△▵", "^"),
    **dict.fromkeys("▼▾▽▿", "v"),
    **dict.fromkeys("○◦⭘◌", "o"),
    **dict.fromkeys("•★✱⋆", "*"),
    **dict.fromkeys("◇◆■□▪▫", "#"),
    **dict(zip("●◉◣✚✓✔✗✘×", "O@/+++xxx", strict=True)),
    **dict(zip("−–—‐…·⋅¦“”„‘’′", "----~--|\"\"\"'''", strict=True)),
    **dict(zip("≤≥≠≈∞√±°½¼§µ∂Σ∑∏⟨⟩⌊⌋‖", "<>#~8V+o/,SudSSP<>[]|", strict=True)),
    **dict(zip("∇αβγδεηθκλμνπρσςτφχψωΔ", "VabgdenoklmvprsstfxywD", strict=True)),
    **dict(zip("ßæœøłđı", "saooldi", strict=True)),
    "🔎": "/",
}
"""The ASCII character that looks most like a sign."""


def ascii_cells(text: str) -> str:
    """The text in ASCII, as many cells wide."""
    if text.isascii() and text.isprintable():
        return text
    width = cell_len(text)
    return "".join(starmap(_cells, characters(text))).ljust(width)[:width]


@lru_cache(maxsize=4096)
def _cells(sign: str, width: int) -> str:
    """ASCII for a sign; of one that is composed, for its first character."""
    character = sign[0]
    text = character if " " <= character <= "~" else _SIGNS.get(character) or _drawn(character) or _letter(character)
    return text.ljust(width)[:width]


def _drawn(character: str) -> str:
    """ASCII for braille, and for the 128 characters that draw boxes."""
    if "\u2800" <= character <= "\u28ff":
        above, below = (bool(ord(character) & rows) for rows in (_ABOVE, _BELOW))
        return " '.:"[above + 2 * below]
    if not "─" <= character <= "╿":
        return ""
    name = unicodedata.name(character)
    if "DIAGONAL" in name:
        return "X" if "CROSS" in name else "/" if "RIGHT TO LOWER LEFT" in name else "\\"
    across = any(word in name for word in ("HORIZONTAL", "LEFT", "RIGHT"))
    down = any(word in name for word in ("VERTICAL", "UP", "DOWN"))
    heavy = "HEAVY" in name or "DOUBLE" in name
    return "+" if across and down else "|" if down else "=" if heavy else "-"


def _letter(character: str) -> str:
    """A letter without its accent, superscript or style."""
    parts = (_SIGNS.get(part, part) for part in unicodedata.normalize("NFKD", character))
    return next((part for part in parts if " " <= part <= "~"), " " if character.isspace() else _UNKNOWN)


# Words

_GREEK: Mapping[str, str] = {
    **{"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "eps", "η": "eta", "θ": "theta", "κ": "kappa"},
    **{"λ": "lambda", "μ": "mu", "ν": "nu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "ψ": "psi"},
    "ω": "omega",
}
_SUPER = {raised: plain for plain, raised in SUPERSCRIPTS.items()} | {"ᵀ": "T"}
_SUB = {lowered: plain for plain, lowered in SUBSCRIPTS.items()}
_UP, _DOWN, _LETTERS = "".join(_SUPER), "".join(_SUB), "".join(_GREEK)
_HAT = "\u0302"
_DIGITS = "".join(sign for sign, plain in _SUPER.items() if plain.isdigit())

_POWER_OF_TEN = rf"(?<![\w.])((?:\d+(?:\.\d+)?·)?)10(⁻?[{_DIGITS}]+)"
_RAISED = f"[{_UP}]+"
_LOWERED = f"[{_DOWN}]+"
_HATTED = f"(?<![A-Za-z])([A-Za-z{_LETTERS}]){_HAT}"
_BOUND = r"λ_?(max|min)"
_PRODUCT = rf"(?<=[0-9{_LETTERS}])(?=[{_LETTERS}])|(?<=[{_LETTERS}])(?=[A-Za-z])"
_GRADIENT = rf"∇([{_UP}]*)"
_ROOT = r"√([\w.]+)"
_WORDS: Mapping[str, str] = {
    " · ": " - ",
    "‖": "||",
    "…": "...",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "∞": "inf",
    "±": "+-",
    "°": " degrees",
    "½": "1/2 ",
    "¼": "1/4 ",
    "∂": "d",
    "Δ": "delta ",
    "Σ": "sum",
    "√": "sqrt",
    "⌊": "floor(",
    "⌋": ")",
    "←→↑↓": "arrows",
    "↑↓": "up/down",
    "← →": "left/right",
    "←": "<-",
    "→": "->",
    "⏎": "enter",
    "⌫": "backspace",
}
_WORD = "|".join(map(re.escape, sorted(_WORDS, key=len, reverse=True)))


@lru_cache(maxsize=4096)
def ascii_words(text: str, times: str = "*") -> str:
    """The text in ASCII, with mathematics in words: ||grad f|| for ‖∇f‖, beta1^t for β₁ᵗ; it may become longer.

    `times` is written between factors; in Markdown it must not be a star.
    """
    if text.isascii():
        return text
    text = unicodedata.normalize("NFD", text.replace("≠", "!="))  # would split ≠ into = and a stroke
    text = re.sub(_POWER_OF_TEN, lambda found: f"{found[1][:-1] or 1}e{_of(_SUPER, found[2])}", text)
    text = re.sub(_HATTED, lambda found: f"{found[1]}_hat", text)
    text = re.sub(_BOUND, r"λ_\1", text)
    text = re.sub(_PRODUCT, times, text)
    text = "".join(_GREEK.get(sign, sign) for sign in text)
    text = re.sub(_GRADIENT, r"grad\1 ", text)
    text = re.sub(_RAISED, lambda found: _raised(_of(_SUPER, found[0])), text)
    text = re.sub(_LOWERED, lambda found: _lowered(_of(_SUB, found[0])), text)
    text = re.sub(_ROOT, r"sqrt(\1)", text)
    text = re.sub(_WORD, lambda found: _WORDS[found[0]], text).replace("·", times)
    return "\n".join(map(ascii_cells, text.split("\n")))


def _of(table: Mapping[str, str], signs: str) -> str:
    return "".join(table[sign] for sign in signs)


def _raised(text: str) -> str:
    return f"^{text}" if len(text.removeprefix("-")) == 1 or text.isdigit() or text[0] == "(" else f"^({text})"


def _lowered(text: str) -> str:
    return text if text.isdigit() else f"_{text}"


_ARROWS = str.maketrans({"←": "left", "→": "right", "↑": "up", "↓": "down"})


def ascii_key(display: str) -> str:
    """A key's name in ASCII: words for arrows, as ^v would be read as ctrl+v."""
    return ascii_words(display if display in _WORDS and len(display) > 1 else display.translate(_ARROWS))
