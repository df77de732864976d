"""The loss curves of a race as text, in the terminal's own colours: nobody knows if it is dark or light."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import TextIO

import numpy as np
import numpy.typing as npt
from rich.text import Text

from core.race import Race, Racer
from tui.cli.page import Page
from tui.plotting import dots, figure
from tui.plotting.limits import Axis, linear_axis, log_axis, step_axis
from tui.plotting.metrics import bounds
from tui.plotting.palette import racer_style
from tui.plotting.thin import thin
from tui.plotting.window import Window, segments

Slots = npt.NDArray[np.int64]

HEIGHT = 20
NARROWEST = 30
MARGIN = 6  # columns for the labels on the left
COLORS = ("cyan", "yellow", "magenta", "green", "blue", "red", "bright_black")
NOBODY = -1


def write_plot(race: Race, file: TextIO) -> None:
    """Loss over steps at the terminal's width, logarithmic unless a loss goes to zero or below."""
    page = Page(file)
    log = all(float(np.nanmin(racer.loss)) > 0 for racer in race.racers)
    across, up = step_axis(race.steps, race.scenario.steps), loss_axis(race.racers, log)
    width, height = max(page.width, NARROWEST) - MARGIN - 1, HEIGHT - 2
    window = Window(across.low, across.high, up.low, up.high, width, height)
    codes = figure.axes(
        width + MARGIN + 1, HEIGHT, ticks(across, width, width // 9), ticks(up, height, height // 4), MARGIN
    ).copy()
    slots = np.full(codes.shape, NOBODY, np.int64)
    canvas = np.s_[:height, MARGIN + 1 :]
    for slot, racer in enumerate(race.racers):
        draw(racer, slot, window, log, codes[canvas], slots[canvas])
    page.show(Text("\nloss over steps" + (", logarithmic" if log else "")), *lines(codes, slots))
    page.show(legend(race.racers))


def loss_axis(racers: tuple[Racer, ...], log: bool) -> Axis:
    """Limits around all finite losses; one that explodes leaves by the top instead of flattening the rest."""
    losses = np.concatenate([racer.loss for racer in racers])
    losses = losses[np.isfinite(losses)]
    least, most = bounds([float(racer.loss[0]) for racer in racers], log)
    if len(losses) == 0:
        return Axis(0.0, 1.0)
    low, high = max(float(losses.min()), least), min(float(losses.max()), most)
    return log_axis(low, high) if log else linear_axis(low, high)


def ticks(axis: Axis, cells: int, room: int) -> list[tuple[float, str]]:
    """Ticks with their places in cells of the canvas."""
    scale = cells / (axis.high - axis.low)
    return [(min((place - axis.low) * scale, cells - 0.5), label) for place, label in axis.ticks(room, MARGIN)]


def draw(racer: Racer, slot: int, window: Window, log: bool, codes: figure.Codes, slots: Slots) -> None:
    """A racer's curve in braille with its marker at the end, onto the canvas; the last one drawn is on top."""
    steps, losses = thin(racer.loss, 0, window.x_high, log=False, columns=window.columns)
    with np.errstate(invalid="ignore"):
        heights = np.log10(losses) if log else losses
    bits = np.zeros(codes.shape, np.uint8)
    dots.draw(bits, segments(window, steps, heights))
    before = np.where(codes >= dots.BRAILLE, codes - dots.BRAILLE, 0) * (codes < dots.BRAILLE + 256)
    codes[bits > 0] = (dots.BRAILLE + (bits | before))[bits > 0]
    slots[bits > 0] = slot
    last = float(heights[-1])
    if math.isfinite(last):
        end = window.cell(float(steps[-1]), min(max(last, window.y_low), window.y_high))
        if end is not None:
            codes[end[1], end[0]] = ord(racer_style(slot).marker)
            slots[end[1], end[0]] = slot


def lines(codes: figure.Codes, slots: Slots) -> Iterator[Text]:
    """The rows of a picture, each racer in its colour."""
    for row, owners in zip(codes, slots, strict=True):
        characters = row.astype("<u4").tobytes().decode("utf-32-le")
        text = Text(no_wrap=True)
        for first, last in pairwise([0, *(np.flatnonzero(np.diff(owners)) + 1).tolist(), len(characters)]):
            text.append(characters[first:last], color(int(owners[first])))
        yield text


def legend(racers: tuple[Racer, ...]) -> Text:
    """Marker and name of each racer."""
    text = Text()
    for slot, racer in enumerate(racers):
        text.append(f"{racer_style(slot).marker} ", color(slot))
        text.append(racer.name + ("   " if slot < len(racers) - 1 else ""))
    return text


def color(slot: int) -> str | None:
    return None if slot == NOBODY else COLORS[slot % len(COLORS)]
