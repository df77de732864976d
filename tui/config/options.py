"""The options of the app, each declared once: its flag, its environment variable, its key in the file, its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from typing import Any

from core.frozen import frozen
from core.hyper import Hyper, Value, choice, flag, real
from tui.plotting.landscape.palettes import PALETTES
from tui.state.choices import FORMS, SCALES, SPEEDS

AUTO = "auto"
THEMES = (
    *("ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light", "catppuccin-frappe", "catppuccin-latte"),
    *("catppuccin-macchiato", "catppuccin-mocha", "dracula", "flexoki", "gruvbox", "monokai", "nord", "rose-pine"),
    *("rose-pine-dawn", "rose-pine-moon", "solarized-dark", "solarized-light", "textual-dark", "textual-light"),
    "tokyo-night",
)
"""Textual's themes: written down because only the app imports Textual."""


@frozen
class Option:
    """One option: `kept` if the app remembers what is chosen in it, `flagged` if it has a flag on the command line."""

    hyper: Hyper
    kept: bool = False
    flagged: bool = True

    @property
    def name(self) -> str:
        """Its key in the file."""
        return self.hyper.name

    @property
    def flag(self) -> str:
        """Its flag on the command line."""
        return f"--{self.name}"

    @property
    def variable(self) -> str:
        """Its environment variable."""
        return f"FALLLINE_{self.name.upper()}"


def option(hyper: Hyper, *, kept: bool = False, flagged: bool = True) -> Any:
    """A field of `Options` with its declaration."""
    return field(default=hyper.default, metadata={"option": Option(hyper, kept, flagged)})


@frozen(kw_only=True)
class Options:
    """The options, one value each."""

    theme: str = option(
        choice("theme", "theme", AUTO, "The colours of the app; auto is Textual's own.", (AUTO, *THEMES)), kept=True
    )
    palette: str = option(
        choice(
            "palette",
            "palette",
            AUTO,
            "The colours of the landscape; auto is the first palette for the theme.",
            (AUTO, *(palette.name for palette in PALETTES)),
        ),
        kept=True,
    )
    scale: str = option(
        choice("scale", "scale", AUTO, "The scale of the landscape's heights; auto fits the problem.", (AUTO, *SCALES)),
        kept=True,
    )
    speed: float = option(
        real("speed", "n", 2, "How fast a race plays: steps a paint.", SPEEDS[0], SPEEDS[-1], scale="log"), kept=True
    )
    forms: str = option(
        choice("forms", "forms", AUTO, "The forms beside the plots; auto shows them where there is room.", FORMS),
        kept=True,
    )
    hint: bool = option(
        flag("hint", "hint", True, "The line for newcomers above the keys; following it takes it away."),
        kept=True,
        flagged=False,
    )
    fps: float = option(real("fps", "n", 20.0, "Paints a second; over SSH 10 unless told.", 1.0, 60.0))
    ascii: bool = option(
        flag(
            "ascii", "ascii", False, "All of the screen in ASCII; as TERM=linux and other encodings than UTF-8 need it."
        )
    )
    remember: bool = option(
        flag("remember", "remember", True, "Keep in the file what is chosen in the app."), flagged=False
    )


OPTIONS: tuple[Option, ...] = tuple(field.metadata["option"] for field in fields(Options))
NAMES = tuple(option.name for option in OPTIONS)


def options_of(values: Mapping[str, Value]) -> Options:
    """The options with these checked values; the others have their defaults."""
    return Options(**dict[str, Any](values))
