"""The panels that a lesson may show together."""

from __future__ import annotations

import pytest

from core.lessons import LessonError
from tui.lessons import read
from tui.lessons.panels import PANELS, check_panels

LESSON = """
title = "A lesson"
text = "Some text."
[scenario]
problem = "x^2 + y^2"
racers = ["sgd lr=0.1"]
start = [1, 1]
steps = 3
"""


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('["surfaces"]', "unknown panel 'surfaces'. Did you mean surface"),
        ('["maps"]', "Choose from landscape, surface, loss"),
        ('["loss", "loss"]', "each of them once"),
        ('["surface", "loss", "weights", "data"]', "at most 3 panels"),
        ('["surface", "landscape"]', "landscape and surface take the same place"),
        ('["weights", "weights and loss"]', "take the same place"),
    ],
)
def test_what_cannot_be_shown_is_told(wrong: str, told: str) -> None:
    with pytest.raises(LessonError, match=f"line 1: show: .*{told}"):
        read(f"show = {wrong}{LESSON}")


def test_each_panel_can_be_shown() -> None:
    for panel in PANELS:
        check_panels((panel,))
        assert read(f'show = ["{panel}"]{LESSON}').show == (panel,)
