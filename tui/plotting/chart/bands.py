"""The bands behind the curves of the loss plot: what other seeds give, their median dashed, 10 to 90 % tinted."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from core.measures import shown_measure
from tui.plotting.chart.curves import Curve
from tui.plotting.chart.fill import Fill, tint_of
from tui.plotting.colors import quantized

if TYPE_CHECKING:
    from core.measures import Steps
    from tui.plotting.plot_theme import PlotTheme
    from tui.plotting.viewport import Floats
    from tui.state.frame import Band, Frame

OF_LOSSES = ("loss", "gap")
"""The measures that a band of losses belongs to."""


def curves(frame: Frame, theme: PlotTheme) -> tuple[Curve, ...]:
    """The median of each band up to the clock; where colours are few, its dotted ends too."""
    lowest = _lowest(frame)
    if lowest is None:
        return ()
    parts = ("median",) if _tinted(theme) else ("low", "high", "median")
    return tuple(_curve(frame, theme, band, part, lowest) for band in frame.bands for part in parts)


def fills(frame: Frame, theme: PlotTheme) -> tuple[Fill, ...]:
    """The tinted bands, up to the clock."""
    lowest = _lowest(frame)
    if lowest is None or not _tinted(theme):
        return ()
    return tuple(
        Fill(
            (band.slot, id(band.low), lowest),
            min(frame.clock.step + 1, len(band.low)),
            quantized(tint_of(theme.racer(band.slot).color, theme.dark), theme.depth),
            band.low - lowest if lowest else band.low,
            band.high - lowest if lowest else band.high,
        )
        for band in frame.bands
    )


def _tinted(theme: PlotTheme) -> bool:
    return theme.depth in ("truecolor", "256")


def _lowest(frame: Frame) -> float | None:
    """What is subtracted from a loss; None where the measure is none of losses."""
    measure = shown_measure(frame.problem, frame.view.metric).name
    if measure not in OF_LOSSES:
        return None
    return 0.0 if measure == "loss" or frame.problem.best is None else frame.problem.best


def _curve(frame: Frame, theme: PlotTheme, band: Band, part: str, lowest: float) -> Curve:
    values: Floats = getattr(band, part)
    return Curve(
        name=("band", band.slot, part, id(values)),
        label="",
        marker="",
        color=theme.faint(band.slot),
        count=min(frame.clock.step + 1, len(values)),
        values=partial(_above, values, lowest),
        dotted=part != "median",
        dashed=part == "median",
    )


def _above(values: Floats, lowest: float, at: Steps) -> Floats:
    return values[at] - lowest
