"""Colours stand out from what they are drawn on, and slots from each other."""

from __future__ import annotations

import math
from itertools import combinations, pairwise
from math import atan2, dist, hypot, remainder, tau
from operator import mul

import pytest
from rich.cells import cell_len
from textual.theme import BUILTIN_THEMES, Theme

from tui.plotting.colors import Depth, channels, contrast, from_oklab, luminance, nearest_16, nearest_256, oklab
from tui.plotting.landscape.palettes import (
    BANDS,
    CONTRAST,
    PALETTES,
    SHADES,
    Palette,
    faded,
    for_theme,
    isoline,
    level_colors,
    trajectory_inks,
)
from tui.plotting.palette import ASCII_MARKERS, DARK, LIGHT, MARKERS, racer_style
from tui.state.sweeps import sweep_slots

PANELS = {True: (0x000000, 0x121212, 0x1E1E1E, 0x282A36), False: (0xFFFFFF, 0xF5F5F5, 0xE9E9EE)}
DEPTHS: tuple[Depth, ...] = ("truecolor", "256")
SETTINGS = [(dark, depth) for dark in (True, False) for depth in DEPTHS]


@pytest.mark.parametrize(("dark", "depth"), SETTINGS)
def test_racers_stand_out_from_the_panel(dark: bool, depth: Depth) -> None:
    for slot in range(len(DARK)):
        color = racer_style(slot, dark, depth).color
        assert min(contrast(color, back) for back in PANELS[dark]) >= 3


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
@pytest.mark.parametrize("depth", DEPTHS)
def test_trails_stand_out_from_any_ground_and_fade_with_age(palette: Palette, depth: Depth) -> None:
    for slot in range(len(DARK)):
        ink = racer_style(slot, palette.dark, depth).color
        bands = [faded(ink, band, palette, depth) for band in range(BANDS)]
        assert bands[-1] == ink
        lights = [luminance(color) for color in bands]
        assert lights == sorted(lights, reverse=not palette.dark)
        for band in range(BANDS):
            for shade in level_colors(palette, depth):
                front, back = trajectory_inks(shade, ink, band, palette, depth)
                assert contrast(front, back) >= CONTRAST[band]


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_in_the_lower_half_the_ground_of_a_new_trail_hardly_changes(palette: Palette) -> None:
    """No dark staircase along a valley."""
    for slot in range(len(DARK)):
        ink = racer_style(slot, palette.dark).color
        for shade in level_colors(palette)[: SHADES // 3] if palette.dark else level_colors(palette)[SHADES // 2 :]:
            for band in range(BANDS):
                _, back = trajectory_inks(shade, ink, band, palette)
                assert abs(oklab(back)[0] - oklab(shade)[0]) < 0.06


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_higher_ground_is_lighter_in_equal_steps(palette: Palette) -> None:
    shades = level_colors(palette)
    assert len(set(shades)) == len(shades) == SHADES
    steps = [oklab(high)[0] - oklab(low)[0] for low, high in pairwise(shades)]
    assert min(steps) > 0
    assert max(steps) < 1.6 * min(steps)


@pytest.mark.parametrize("palette", PALETTES, ids=lambda palette: palette.name)
def test_the_cube_has_the_same_way_up(palette: Palette) -> None:
    shades = level_colors(palette, "256")
    assert len(shades) == SHADES
    assert len(set(shades)) >= 6
    assert all(nearest_256(shade) == shade for shade in shades)
    assert all(oklab(low)[0] <= oklab(high)[0] for low, high in pairwise(shades))


def test_a_theme_begins_with_a_palette_of_its_own_and_offers_all() -> None:
    for dark in (True, False):
        found = for_theme(dark)
        assert found[0].dark == dark
        assert set(found) == set(PALETTES)


def test_contour_lines_differ_from_their_ground_but_less_than_trails() -> None:
    for palette in PALETTES:
        for shade in level_colors(palette):
            assert 1.05 < contrast(isoline(shade, palette), shade) < 3


def test_without_colours_to_spare_there_is_no_shading() -> None:
    assert set(level_colors(PALETTES[0], "16")) == set(level_colors(PALETTES[0], "mono")) == {-1}
    for slot in range(9):
        for dark in (True, False):
            color = racer_style(slot, dark, "16").color
            assert nearest_16(color) == color
    assert len({racer_style(slot, True, "16").color for slot in range(9)}) == 9


# Machado, Oliveira & Fernandes 2009, severity 1, on linear RGB.
BLIND = {
    "none": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
LEAST_DISTANCE: dict[Depth, float] = {"truecolor": 0.045, "256": 0.045, "16": 0.039}
"""In Oklab; pairs that merge had 0.009 to 0.03."""


def seen(color: int, eyes: str) -> int:
    """The colour that others see when colour-blind eyes look at this one."""
    linear = [
        c / 12.92 if c <= 0.04045 else math.pow((c + 0.055) / 1.055, 2.4) for c in (v / 255 for v in channels(color))
    ]
    mixed = [min(max(sum(map(mul, row, linear)), 0.0), 1.0) for row in BLIND[eyes]]
    red, green, blue = (
        round(255 * (12.92 * c if c <= 0.0031308 else 1.055 * math.pow(c, 1 / 2.4) - 0.055)) for c in mixed
    )
    return red << 16 | green << 8 | blue


@pytest.mark.parametrize("eyes", BLIND)
@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("depth", LEAST_DISTANCE)
def test_no_two_colours_merge_for_colour_blind_eyes(dark: bool, depth: Depth, eyes: str) -> None:
    found = [oklab(seen(racer_style(slot, dark, depth).color, eyes)) for slot in range(9)]
    assert min(dist(one, other) for one, other in combinations(found, 2)) >= LEAST_DISTANCE[depth]


@pytest.mark.parametrize("theme", [theme for theme in BUILTIN_THEMES.values() if not theme.name.startswith("ansi")])
def test_racers_of_a_sweep_and_others_stand_out_in_every_theme(theme: Theme) -> None:
    background = int(theme.to_color_system().generate()["background"][1:], 16)
    for slot in (*range(9), *sweep_slots(range(7)), *sweep_slots(range(5, 20))):
        assert contrast(racer_style(slot, theme.dark).color, background) >= (3 if theme.dark else 4.4)


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("hue", range(9))
def test_a_sweep_goes_from_light_to_dark_in_one_hue(dark: bool, hue: int) -> None:
    slots = sweep_slots(range(hue, hue + 7))
    colors = [oklab(racer_style(slot, dark).color) for slot in slots]
    assert all(low[0] < high[0] - 0.02 for high, low in pairwise(colors))
    own = oklab(racer_style(hue, dark).color)
    if hypot(*own[1:]) > 0.03:  # else it is a grey
        angle = atan2(own[2], own[1])
        assert all(abs(remainder(atan2(b, a) - angle, tau)) < 0.5 for _, a, b in colors)
    assert len({racer_style(slot, dark).marker for slot in slots}) == 7


def test_oklab_there_and_back() -> None:
    for color in (0x000000, 0xFFFFFF, 0x123456, 0xC0FFEE, *DARK, *LIGHT):
        assert from_oklab(oklab(color)) == color


@pytest.mark.parametrize(("dark", "depth"), SETTINGS)
def test_ninety_slots_look_different(dark: bool, depth: Depth) -> None:
    assert len(set(DARK)) == len(set(LIGHT)) == 9
    assert len({racer_style(slot, dark, depth) for slot in range(90)}) == 90
    assert len({racer_style(slot, dark, depth).color for slot in range(9)}) == 9


def test_markers_are_one_cell_wide_and_not_those_of_minima_and_start() -> None:
    assert len(ASCII_MARKERS) == len(MARKERS)
    assert ASCII_MARKERS.isascii()
    assert len(set(MARKERS)) == len(MARKERS) >= 8
    assert all(cell_len(marker) == 1 for marker in MARKERS)
    assert not {"×", "○", "◇"} & set(MARKERS)


def test_a_colour_of_the_cube_is_itself() -> None:
    assert nearest_256(0x5F87AF) == 0x5F87AF
    assert nearest_256(0x5F87AE) == 0x5F87AF


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast(0x000000, 0xFFFFFF) == pytest.approx(21)
    assert contrast(0x777777, 0xFFFFFF) == pytest.approx(4.48, abs=0.01)
