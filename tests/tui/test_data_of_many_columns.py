"""The picture of data with any number of columns and classes: signs, lines where the other columns have their means."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.scenario import Scenario
from tui.plotting.cells import Picture
from tui.plotting.chart.data_fit import FitPlot
from tui.plotting.plot_theme import PlotTheme
from tui.state.frame import Frame
from tui.state.session import Session
from tui.widgets.plots.data_titles import data_titles


def frame_of(path: Path, text: str) -> Frame:
    rng = np.random.default_rng(0)
    middles = np.repeat([[0.0, 0.0, 0.0], [9.0, 0.0, 0.0], [0.0, 9.0, 0.0]], 8, axis=0)
    rows = middles + rng.normal(size=middles.shape)
    classes = [f"{'uvw'[i // 8]},{'no' if i < 12 else 'yes'}" for i in range(len(rows))]
    lines = ["a,b,c,kind,two", *(",".join([*map(str, row), end]) for row, end in zip(rows, classes, strict=True))]
    file = path / "rows.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    session = Session(Scenario(f"{text} data={file}", ("adam lr=0.1",), steps=50))
    session.seek(50)
    return session.frame()


def characters(picture: Picture) -> str:
    return "".join(map(chr, picture.codes.ravel().tolist()))


def test_several_classes_are_digits(tmp_path: Path) -> None:
    frame = frame_of(tmp_path, "logistic columns=a,b,c label=kind classes=3")
    upper, lower = data_titles(frame, PlotTheme())
    assert (upper, lower) == ("Data", "0 u · 1 v · 2 w · a, b")
    text = characters(FitPlot(60, 20).draw(frame, PlotTheme()))
    assert min(text.count(sign) for sign in "012") >= 6  # of eight points each, and the axes have a few digits
    assert "+" not in text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("logistic columns=a,b,c label=two", "Data and boundaries"),
        ("logistic columns=a label=two", "Data and boundaries"),
        ("logistic columns=a,b label=two scale=standard", "Data and boundaries · "),
        ("regression columns=a,b y=c", "Data and fits"),
        ("regression columns=a,b y=c scale=standard", "Data and fits · "),
        ("regression x=a y=c fit_intercept=false", "Data and fits"),
    ],
)
def test_fits_and_boundaries_are_drawn(tmp_path: Path, text: str, title: str) -> None:
    frame = frame_of(tmp_path, text)
    upper, _ = data_titles(frame, PlotTheme())
    assert upper.startswith(title)
    assert upper.endswith("in the units of the data") == ("standard" in text)
    assert "adam" in characters(FitPlot(60, 20).draw(frame, PlotTheme()))


def test_titles_say_what_is_fitted(tmp_path: Path) -> None:
    assert frame_of(tmp_path, "logistic columns=a,b label=two").entry.title == "Logistic regression"
    assert frame_of(tmp_path, "logistic x=a y=b label=kind classes=3").entry.title == "Softmax regression"
    assert frame_of(tmp_path, "logistic x=a y=b label=two").entry.title == "Logit, no intercept"
    assert frame_of(tmp_path, "regression columns=a,b y=c").entry.title == "Linear regression"
