"""Titles whose words are buttons: a click on one runs its action."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from textual.content import Content
from textual.style import Style

SEPARATOR = " · "


def button_title(text: str, buttons: Mapping[str, str], shown: Callable[[str], str] = str) -> Content:
    """A title; those of its parts, between middle dots, that `buttons` maps to an action run it at a click.

    `shown` converts what is shown to the font.
    """
    parts = text.split(SEPARATOR)
    return Content(shown(SEPARATOR)).join(
        Content.styled(shown(part), click_style(buttons[part])) if part in buttons else Content(shown(part))
        for part in parts
    )


def click_style(action: str) -> Style:
    """The style of a text that runs an action, of its widget or of `screen.` or `app.`, at a click."""
    return Style.from_meta({"@click": action})
