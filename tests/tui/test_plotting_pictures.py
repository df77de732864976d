"""Pictures of frames: many ticks give what one drawing gives, a quiet tick costs few cells, no number breaks one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

import numpy as np
import pytest

from core.problems import Box, bind
from core.scenario import Scenario
from core.specs import ProblemSpec
from core.status import Status
from tui.frame import Clock, Frame, Metric, View, Weights
from tui.plotting.cells import Picture
from tui.plotting.charts import loss_chart, weights_chart
from tui.plotting.curves import CurvePlot
from tui.plotting.fit import FitPlot
from tui.plotting.landscape import LandscapePlot
from tui.plotting.look import Look
from tui.plotting.screenful import Screenful
from tui.plotting.shades import BANDS, PALETTES, faded
from tui.plotting.window import Floats
from tui.session import Session

Draw: TypeAlias = Callable[[Frame, Look, int, int], Picture]
METRICS: tuple[Metric, ...] = ("loss", "gap", "grad_norm", "distance", "lr", "step")
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
    fit: FitPlot = field(default_factory=FitPlot)

    def draw(self, frame: Frame, look: Look, width: int, height: int) -> list[Picture]:
        for plot in (self.landscape, self.loss, self.weights, self.fit):
            plot.width, plot.height = width, height
        return [
            self.landscape.draw(frame, look),
            self.loss.draw(loss_chart(frame, look), look),
            self.weights.draw(weights_chart(frame, look), look),
            self.fit.draw(frame, look),
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
        session.look(replace(view, hidden=view.hidden ^ {slot}, selected=int(rng.integers(racers))))
    elif what == 8:
        flags = rng.random(3) < 0.5
        metric = METRICS[int(rng.integers(len(METRICS)))]
        weights: Weights = "data" if flags[2] else "weights"
        session.look(replace(view, metric=metric, log_x=bool(flags[0]), log_y=bool(flags[1]), weights=weights))
    elif what == 9:
        low, high = np.sort(rng.uniform(-4, 4, (2, 2)), axis=0)
        zoom = Box(float(low[0]), float(high[0]) + 1e-3, float(low[1]), float(high[1]) + 1e-3)
        session.look(replace(view, zoom=None if rng.random() < 0.3 else zoom))
    elif what == 10:
        session.look(replace(view, cursor=int(rng.integers(session.clock.step + 1))))
    else:
        session.edit(replace(session.scenario, start=tuple(rng.uniform(-1.5, 1.5, 2).tolist())))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.problem.name)
@pytest.mark.parametrize("seed", range(3))
def test_after_any_sequence_the_picture_is_that_of_one_fresh_drawing(scenario: Scenario, seed: int) -> None:
    rng = np.random.default_rng(seed)
    session, kept, look = Session(scenario), Drawers(), Look()
    width, height = 50, 18
    for _ in range(40):
        do_something(session, rng)
        if rng.random() < 0.05:
            width, height = int(rng.integers(1, 100)), int(rng.integers(1, 30))
        if rng.random() < 0.05:
            look = replace(look, dark=not look.dark)
        frame = session.frame()
        for mine, fresh in zip(
            kept.draw(frame, look, width, height), Drawers().draw(frame, look, width, height), strict=True
        ):
            assert same(mine, fresh)


def test_a_tick_at_a_quiet_place_touches_few_cells() -> None:
    session = Session(Scenario("rosenbrock", ("sgd lr=0.0005", "adam lr=0.02", "momentum lr=0.0001"), steps=500))
    drawers, screens = Drawers(), [Screenful() for _ in range(4)]
    session.seek(300)
    touched = []
    for _ in range(60):
        session.seek(session.clock.step + 1)
        pictures = drawers.draw(session.frame(), Look(), 60, 36)
        spans = [screen.show(picture) for screen, picture in zip(screens, pictures, strict=True)]
        if None not in spans:
            touched.append(sum(last - first for some in spans for _, first, last in some or ()))
    assert np.median(touched) <= 25
    assert max(touched) <= 120


def test_hiding_a_racer_leaves_no_trace_of_it() -> None:
    session = Session(Scenario("booth", ("sgd lr=0.01", "adam lr=0.1"), steps=100), at=60)
    session.look(replace(session.view, hidden=frozenset({1}), selected=0))
    look = Look()
    for picture in Drawers().draw(session.frame(), look, 60, 24)[:3]:
        fronts = set(np.unique(picture.styles & (1 << 25) - 1).tolist())
        assert look.racer(0).color + 1 in fronts
        assert look.racer(1).color + 1 not in fronts


def test_the_selected_path_is_on_top() -> None:
    session = Session(Scenario("booth", ("sgd lr=0.01", "sgd lr=0.01"), steps=100), at=60)
    colors = []
    for selected in (0, 1):
        session.look(replace(session.view, selected=selected))
        picture = LandscapePlot(60, 24).draw(session.frame(), Look())
        colors.append(set((picture.styles & (1 << 25) - 1).ravel().tolist()))
    inks = [{faded(Look().racer(slot).color, band, PALETTES[0]) + 1 for band in range(BANDS)} for slot in (0, 1)]
    assert inks[0] & colors[0]
    assert not inks[1] & colors[0] - {Look().racer(1).color + 1}
    assert inks[1] & colors[1]
    assert not inks[0] & colors[1] - {Look().racer(0).color + 1}


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
    session.look(replace(session.view, zoom=zoom))
    picture = LandscapePlot(60, 24).draw(session.frame(), Look())
    assert any(shown in "".join(map(chr, row)) for row in picture.codes)
    assert ord("●") in picture.codes


ODD = np.array([np.nan, np.inf, -np.inf, 1e300, -1e300, 1e-300, 5e-324, 1.7e308, -1.7e308, 0.0, 1.0])
FORMULAS = ("1/x", "log(x)", "exp(exp(5*x))", "0*x*y", "x", "sqrt(-1-x^2)", "1e300*x*y", "-exp(700+x)", "floor(x)")


def odd_numbers(rng: np.random.Generator, count: int) -> Floats:
    kind = rng.integers(5)
    if kind == 0:
        return rng.choice(ODD, count)
    if kind == 1:
        return np.full(count, rng.choice(ODD))
    if kind == 2:
        return rng.normal(size=count) * 10.0 ** rng.integers(-300, 300)
    steps = rng.normal(size=count).cumsum()
    if kind == 3:
        steps[rng.random(count) < 0.2] = rng.choice(ODD)
    return steps


def odd_frame(rng: np.random.Generator) -> Frame:
    problem = "regression n=3" if rng.random() < 0.2 else str(rng.choice(FORMULAS))
    scenario = Scenario(problem, ("sgd",), start=tuple(rng.choice((0.0, -1.5, 1e99), 2).tolist()), steps=1)
    model = Session(scenario).frame().racers[0]
    racers = []
    for index in range(int(rng.integers(4))):
        count = int(rng.choice((0, 1, 2, 30, 300)))
        path = np.column_stack((odd_numbers(rng, count), odd_numbers(rng, count)))
        rates = odd_numbers(rng, 1)[0]
        racers.append(
            replace(
                model,
                index=index,
                slot=int(rng.integers(100)),
                name="adam lr=0.1" * int(rng.integers(3)),
                hidden=bool(rng.random() < 0.1),
                path=path,
                loss=odd_numbers(rng, count),
                grad_norm=np.abs(odd_numbers(rng, count)),
                steps=max(count - 1, 0),
                status=Status("running"),
                evaluations=0,
                best=float(rng.choice(ODD)),
                to_target=None,
                lr=partial(np.full_like, fill_value=rates),
            )
        )
    view = View(
        metric=METRICS[int(rng.integers(len(METRICS)))],
        log_y=bool(rng.random() < 0.5),
        log_x=bool(rng.random() < 0.5),
        zoom=Box(*(rng.choice((-1e300, -1e-300)), rng.choice((1e300, 1e-300))) * 2) if rng.random() < 0.2 else None,
        cursor=int(rng.integers(400)) if rng.random() < 0.5 else None,
        weights="data" if rng.random() < 0.5 else "weights",
        selected=int(rng.integers(5)),
    )
    step = int(rng.choice((0, 1, 299, 10**6)))
    return Frame(scenario, bind(scenario.problem), view, Clock(step), False, tuple(racers), int(rng.integers(3)))


@pytest.mark.parametrize("seed", range(12))
def test_no_frame_breaks_a_picture(seed: int) -> None:
    """Thirty hostile frames a seed, drawn one after the other by the same plots, as a panel would."""
    rng = np.random.default_rng(seed)
    drawers = Drawers()
    for _ in range(30):
        width, height = (int(v) for v in rng.choice((0, 1, 2, 3, 7, 20, 44, 60, 100, 300), 2))
        height = min(height, 100)
        for picture in drawers.draw(odd_frame(rng), Look(), width, height):
            assert picture.codes.shape == (height, width)
            assert np.all(picture.codes > 0)


def test_the_specs_of_the_hostile_formulas_are_formulas() -> None:
    assert all(ProblemSpec.parse(formula).formula for formula in FORMULAS)
