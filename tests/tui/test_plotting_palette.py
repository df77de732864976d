"""Colours stand out from what they are drawn on, and slots from each other."""

from __future__ import annotations

from itertools import pairwise

import pytest
from rich.cells import cell_len

from tui.plotting.palette import (
    DARK,
    LIGHT,
    MARKERS,
    SHADES,
    Depth,
    contrast,
    ground,
    luminance,
    nearest_256,
    racer_style,
    under_path,
)

PANELS = {True: (0x000000, 0x121212, 0x1E1E1E, 0x282A36), False: (0xFFFFFF, 0xF5F5F5, 0xE9E9EE)}
SETTINGS = [(dark, depth) for dark in (True, False) for depth in ("truecolor", "256")]


@pytest.mark.parametrize(("dark", "depth"), SETTINGS)
def test_racers_stand_out_from_panel_and_from_the_ground_under_their_paths(dark: bool, depth: Depth) -> None:
    grounds = [under_path(shade, dark, depth) for shade in ground(dark)]
    for slot in range(len(DARK)):
        color = racer_style(slot, dark, depth).color
        assert min(contrast(color, back) for back in (*PANELS[dark], *grounds)) >= 3


@pytest.mark.parametrize(("dark", "depth"), SETTINGS)
def test_higher_ground_is_never_darker(dark: bool, depth: Depth) -> None:
    shades = ground(dark, depth)
    assert len(shades) == SHADES
    assert all(luminance(low) <= luminance(high) for low, high in pairwise(shades))
    assert len(set(shades)) == SHADES if depth == "truecolor" else len(set(shades)) >= 6


@pytest.mark.parametrize(("dark", "depth"), SETTINGS)
def test_ninety_slots_look_different(dark: bool, depth: Depth) -> None:
    assert len(set(DARK)) == len(set(LIGHT)) == 9
    assert len({racer_style(slot, dark, depth) for slot in range(90)}) == 90
    assert len({racer_style(slot, dark, depth).color for slot in range(9)}) == 9


def test_markers_are_one_cell_wide_and_not_those_of_minima_and_start() -> None:
    assert len(set(MARKERS)) == len(MARKERS) >= 8
    assert all(cell_len(marker) == 1 for marker in MARKERS)
    assert not {"×", "○"} & set(MARKERS)


def test_a_colour_of_the_cube_is_itself() -> None:
    assert nearest_256(0x5F87AF) == 0x5F87AF
    assert nearest_256(0x5F87AE) == 0x5F87AF


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(0x000000, 0xFFFFFF) == pytest.approx(21)
    assert contrast(0x777777, 0xFFFFFF) == pytest.approx(4.48, abs=0.01)
