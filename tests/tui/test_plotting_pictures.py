"""Pictures of frames: many ticks give what one drawing gives, a quiet tick costs few cells, no number breaks one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
import pytest

from benchmarks import hostile
from core.measures import MEASURES
from core.problems import Box
from core.scenario import Scenario
from core.specs import ProblemSpec
from tests.sampling import sampled
from tui.plotting.cells import Picture
from tui.plotting.changed_cells import ShownPicture
from tui.plotting.chart.charts import loss_chart, weights_chart
from tui.plotting.chart.curves import CurvePlot
from tui.plotting.chart.data_fit import FitPlot
from tui.plotting.chart.weights_and_loss import weights_and_loss_chart
from tui.plotting.landscape.palettes import BANDS, PALETTES, faded
from tui.plotting.landscape.picture import LandscapePlot
from tui.plotting.plot_theme import PlotTheme
from tui.state.frame import Frame, Weights
from tui.state.session import Session

Draw: TypeAlias = Callable[[Frame, PlotTheme, int, int], Picture]
METRICS = tuple(MEASURES)
SCENARIOS = (
    Scenario("rosenbrock", ("sgd lr=0.001", "adam lr=0.1 schedule=cosine", "sgd lr=0.1"), steps=400),
    Scenario("regression n=20", ("sgd lr=0.5", "adam lr=1"), steps=300, noise=1.0),
    Scenario("saddle", ("momentum lr=0.05", "nesterov lr=0.01"), steps=200),
    Scenario("abs", ("sgd lr=0.3",), steps=300),
)


@dataclass
class Drawers:
    """The plots as the panels draw them."""

    landscape: LandscapePlot = field(default_factory=LandscapePlot)
    loss: CurvePlot = field(default_factory=CurvePlot)
    weights: CurvePlot = field(default_factory=CurvePlot)
    both: CurvePlot = field(default_factory=CurvePlot)
    fit: FitPlot = field(default_factory=FitPlot)

    def draw(self, frame: Frame, theme: PlotTheme, width: int, height: int) -> list[Picture]:
        for plot in (self.landscape, self.loss, self.weights, self.fit, self.both):
            plot.width, plot.height = width, height
        return [
            self.landscape.draw(frame, theme),
            self.loss.draw(loss_chart(frame, theme), theme),
            self.weights.draw(weights_chart(frame, theme), theme),
            self.fit.draw(frame, theme),
            self.both.draw(weights_and_loss_chart(frame, theme), theme),
        ]


def same(one: Picture, other: Picture) -> bool:
    return np.array_equal(one.codes, other.codes) and np.array_equal(one.styles, other.styles)


def do_something(session: Session, rng: np.random.Generator) -> None:
    """One thing that a user or the clock does."""
    view, racers = session.view, len(session.scenario.racers)
    what = rng.integers(12)
    if what <= 5:
        session.seek(session.clock.step + int(rng.integers(1, 30)))
    elif what == 6:
        session.seek(int(rng.integers(session.scenario.steps)))
    elif what == 7:
        slot = view.slots[int(rng.integers(racers))]
        session.set_view(replace(view, hidden=view.hidden ^ {slot}, selected=int(rng.integers(racers))))
    elif what == 8:
        flags = rng.random(3) < 0.5
        metric = METRICS[int(rng.integers(len(METRICS)))]
        weights: Weights = "data" if flags[2] else "weights"
        session.set_view(replace(view, metric=metric, log_x=bool(flags[0]), log_y=bool(flags[1]), weights=weights))
    elif what == 9:
        low, high = np.sort(rng.uniform(-4, 4, (2, 2)), axis=0)
        zoom = Box(float(low[0]), float(high[0]) + 1e-3, float(low[1]), float(high[1]) + 1e-3)
        session.set_view(replace(view, zoom=None if rng.random() < 0.3 else zoom))
    elif what == 10:
        session.set_view(replace(view, cursor=int(rng.integers(session.clock.step + 1))))
    else:
        session.edit(replace(session.scenario, start=tuple(rng.uniform(-1.5, 1.5, 2).tolist())))


def pictures_are_those_of_fresh_drawings(scenario: Scenario, seed: int) -> None:
    rng = np.random.default_rng(seed)
    session, kept, theme = Session(scenario), Drawers(), PlotTheme()
    width, height = 50, 18
    for _ in range(40):
        do_something(session, rng)
        if rng.random() < 0.05:
            width, height = int(rng.integers(1, 100)), int(rng.integers(1, 30))
        if rng.random() < 0.05:
            theme = replace(theme, dark=not theme.dark)
        frame = session.frame()
        for mine, fresh in zip(
            kept.draw(frame, theme, width, height), Drawers().draw(frame, theme, width, height), strict=True
        ):
            assert same(mine, fresh)


@pytest.mark.system
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.problem.name)
@pytest.mark.parametrize("seed", sampled(range(3), 3))
def test_after_any_sequence_the_picture_is_that_of_one_fresh_drawing(scenario: Scenario, seed: int) -> None:
    pictures_are_those_of_fresh_drawings(scenario, seed)


@pytest.mark.system
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.problem.name)
def test_so_it_is_while_the_race_is_being_computed(scenario: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.state.session.COMPUTE_SECONDS", 0.0)
    pictures_are_those_of_fresh_drawings(scenario, 6)


def test_a_tick_at_a_quiet_place_touches_few_cells() -> None:
    session = Session(Scenario("rosenbrock", ("sgd lr=0.0005", "adam lr=0.02", "momentum lr=0.0001"), steps=500))
    drawers, screens = Drawers(), [ShownPicture() for _ in range(5)]
    session.seek(300)
    touched = []
    for _ in range(60):
        session.seek(session.clock.step + 1)
        pictures = drawers.draw(session.frame(), PlotTheme(), 60, 36)
        spans = [screen.show(picture) for screen, picture in zip(screens, pictures, strict=True)]
        if None not in spans:
            touched.append(sum(last - first for some in spans for _, first, last in some or ()))
    assert np.median(touched) <= 25
    assert max(touched) <= 120


def test_hiding_a_racer_leaves_no_trace_of_it() -> None:
    session = Session(Scenario("booth", ("sgd lr=0.01", "adam lr=0.1"), steps=100), at=60)
    session.set_view(replace(session.view, hidden=frozenset({1}), selected=0))
    theme = PlotTheme()
    for picture in Drawers().draw(session.frame(), theme, 60, 24)[:3]:
        fronts = set(np.unique(picture.styles & (1 << 25) - 1).tolist())
        assert theme.racer(0).color + 1 in fronts
        assert theme.racer(1).color + 1 not in fronts


def test_the_selected_path_is_on_top() -> None:
    session = Session(Scenario("booth", ("sgd lr=0.01", "sgd lr=0.01"), steps=100), at=60)
    colors = []
    for selected in (0, 1):
        session.set_view(replace(session.view, selected=selected))
        picture = LandscapePlot(60, 24).draw(session.frame(), PlotTheme())
        colors.append(set((picture.styles & (1 << 25) - 1).ravel().tolist()))
    inks = [{faded(PlotTheme().racer(slot).color, band, PALETTES[0]) + 1 for band in range(BANDS)} for slot in (0, 1)]
    assert inks[0] & colors[0]
    assert not inks[1] & colors[0] - {PlotTheme().racer(1).color + 1}
    assert inks[1] & colors[1]
    assert not inks[0] & colors[1] - {PlotTheme().racer(0).color + 1}


@pytest.mark.parametrize(
    ("zoom", "shown"),
    [
        (Box(1.5, 2, 0, 3), "◂●"),
        (Box(-2, -1.8, 0, 3), "●▸"),
        (Box(-2, 0, 2.5, 3), "▾"),
        (Box(-2, 0, -1, 0), "▴"),
    ],
)
def test_a_head_outside_is_pointed_to(zoom: Box, shown: str) -> None:
    session = Session(Scenario("rosenbrock", ("sgd lr=0.0001",), steps=100), at=1)
    session.set_view(replace(session.view, zoom=zoom))
    picture = LandscapePlot(60, 24).draw(session.frame(), PlotTheme())
    assert any(shown in "".join(map(chr, row)) for row in picture.codes)
    assert ord("●") in picture.codes


@pytest.mark.system
@pytest.mark.parametrize("part", sampled(range(20), 10))
def test_no_frame_breaks_a_picture(part: int) -> None:
    """A hundred hostile frames a part, drawn one after the other by the same plots, as a panel would."""
    plots = hostile.Plots()
    for seed in range(100 * part, 100 * part + 100):
        for picture, width, height, _ in hostile.pictures(plots, seed):
            assert picture.codes.shape == (height, width)
            assert np.all(picture.codes > 0)


def test_the_specs_of_the_hostile_formulas_are_formulas() -> None:
    assert all(ProblemSpec.parse(formula).formula for formula in hostile.FORMULAS)


@pytest.mark.parametrize("selected", [0, 1])
def test_the_mark_of_the_selected_racer_is_whole_beside_another(selected: int) -> None:
    session = Session(Scenario("x + 0*y", ("sgd lr=0.02", "sgd lr=0.022"), start=(1, 0), steps=200))
    session.set_view(replace(session.view, selected=selected))
    plot, beside = LandscapePlot(60, 20), 0
    for step in range(0, 100, 2):
        session.seek(step)
        frame = session.frame()
        viewport = plot.viewport(frame)[1]
        mine, other = (viewport.cell(*frame.racers[index].path[-1]) for index in (selected, 1 - selected))
        canvas = plot.area().canvas(plot.draw(frame, PlotTheme()))
        if mine is None or other is None or abs(mine[0] - other[0]) != 1 or canvas is None:
            continue
        beside += 1
        row = "".join(map(chr, canvas.codes[mine[1]]))
        assert row[mine[0] - 1 : mine[0] + 2] == f"({PlotTheme().racer(selected).marker})"
    assert beside
