"""The close-up: arrows that point where the rule's own values do, a box in their ratio, a legend that says both."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pytest
from textual.pilot import Pilot

from core.inspection.momentum_and_scale import MomentumAndScale
from core.number_text import rounded
from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS, Box, bind
from core.scenario import Scenario
from core.specs import ProblemSpec
from tui.app import FallLine
from tui.plotting.landscape.close_up import NAMES, Arrow, CloseUpPlot, arrows, momentum_and_scale_of
from tui.plotting.landscape.marks import Marks
from tui.plotting.plot_theme import PlotTheme
from tui.screens.anatomy import AnatomyScreen
from tui.state.frame import Frame
from tui.state.session import Session
from tui.widgets.anatomy.close_up_panel import CloseUpLandscape, CloseUpLegend, close_up

HEADS = "→↗↑↖←↙↓↘"
LOOKS = [
    PlotTheme(),
    PlotTheme(dark=False),
    PlotTheme(ascii=True),
    PlotTheme(depth="mono"),
    PlotTheme(depth="256"),
    PlotTheme(depth="16"),
]
OWN = """
problem = "rosenbrock"
racers = ["mine"]
[rules.mine]
settings = "lr=0.02 b=0.9 c=0.99"
rule = '''
pace: 0
far: 0
pace = b*pace - (1 - b)*g
far = c*far + (1 - c)*g**2
theta = theta + lr*pace/(sqrt(far) + 1e-8)
'''
"""


@dataclass(eq=False)
class Watched(CloseUpPlot):
    """Keeps what it drew."""

    arrows: dict[str, Arrow] = field(default_factory=dict)
    canvas: list[str] = field(default_factory=list)
    marks: Marks | None = None

    def mark(self, marks: Marks, frame: Frame, theme: PlotTheme) -> None:
        super().mark(marks, frame, theme)
        racer = frame.racers[frame.view.selected]
        self.arrows = {arrow.name: arrow for arrow in arrows(marks, frame, racer, 0)}
        self.canvas = ["".join(map(chr, row)) for row in marks.canvas.codes.tolist()]
        self.marks = marks


def near(scenario: Scenario, at: int) -> Frame:
    """The frame of the close-up around a head that has been computed."""
    session = Session(scenario, at=at)
    while session.behind:
        session.tick()
    return close_up(AnatomyScreen(session).snapshot())


def drawn(frame: Frame, theme: PlotTheme = LOOKS[0], width: int = 60, height: int = 24) -> Watched:
    plot = Watched(width, height)
    plot.draw(frame, theme)
    return plot


def first_of(frame: Frame) -> MomentumAndScale:
    return momentum_and_scale_of(frame.racers[0])


def on_screen(plot: Watched, vector: np.ndarray) -> np.ndarray:
    """A vector of the plane in dots to the right and upwards."""
    assert plot.marks is not None
    viewport = plot.marks.viewport
    wide, high = viewport.x_high - viewport.x_low, viewport.y_high - viewport.y_low
    stretched: np.ndarray = vector * [viewport.columns / wide, viewport.rows / high]
    return stretched


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_momentum_points_where_the_rules_own_value_does(name: str) -> None:
    frame = near(Scenario("rosenbrock", (name,), steps=60), 37)
    momentum = first_of(frame).momentum
    plot = drawn(frame)
    assert ("momentum" in plot.arrows) == (momentum is not None)
    assert (NAMES["momentum"] in "".join(plot.canvas)) == (momentum is not None)
    if momentum is None:
        return
    shaft = plot.arrows["momentum"].shaft
    way, wanted = np.array(shaft.way), on_screen(plot, momentum.values)
    np.testing.assert_allclose(way / np.linalg.norm(way), wanted / np.linalg.norm(wanted), atol=1e-9)
    assert shaft.tip is not None
    assert plot.canvas[int(shaft.tip[1] // 4)][int(shaft.tip[0] // 2)] in HEADS


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_box_is_in_the_ratio_of_the_scale(name: str) -> None:
    frame = near(Scenario("quadratic kappa=3", (name,), start=(2.0, 1.5), steps=60), 20)
    scale = first_of(frame).scale
    plot = drawn(frame, width=120, height=60)
    corners = {sign: [(row.index(sign), y) for y, row in enumerate(plot.canvas) if sign in row] for sign in "┌┐└┘"}
    assert all(len(found) == (scale is not None) for found in corners.values())
    if scale is None:
        assert not set("─│├┤┬┴") & set("".join(plot.canvas))
        return
    (left, top), (right, bottom) = corners["┌"][0], corners["┘"][0]
    assert corners["┐"] == [(right, top)]
    assert corners["└"] == [(left, bottom)]
    assert plot.marks is not None
    head = plot.marks.cell(*frame.racers[0].path[-1])
    assert head is not None
    assert abs((left + right) / 2 - head[0]) <= 1
    assert abs((top + bottom) / 2 - head[1]) <= 1
    across, up = on_screen(plot, scale.values)
    assert (right - left) * 2 / ((bottom - top) * 4) == pytest.approx(across / up, rel=0.15)


def test_signs_are_those_of_the_push_not_of_the_name() -> None:
    frame = near(Scenario.from_toml(OWN), 30)
    found = first_of(frame)
    assert found.momentum is not None
    assert found.scale is not None
    assert (found.momentum.text, found.scale.text) == ("pace", "√far")
    plot = drawn(frame)
    assert np.dot(plot.arrows["momentum"].shaft.way, on_screen(plot, found.momentum.values)) > 0


@pytest.mark.parametrize("theme", LOOKS, ids=lambda t: f"{t.depth}{'' if t.dark else ' light'}{t.ascii}")
@pytest.mark.parametrize("size", [(28, 8), (45, 17), (80, 30)])
def test_every_arrow_has_its_name_whatever_the_terminal(theme: PlotTheme, size: tuple[int, int]) -> None:
    """Adam on a slope of its own: three arrows that go three ways."""
    plot = drawn(near(Scenario("rosenbrock", ("adam lr=0.1",), steps=60), 40), theme, *size)
    text = "".join(plot.canvas)
    assert plot.arrows.keys() == {"gradient", "momentum", "step"}
    assert all(text.count(NAMES[name]) == 1 for name in plot.arrows)
    picture = plot.draw(near(Scenario("rosenbrock", ("adam lr=0.1",), steps=60), 40), theme)
    if theme.ascii:
        assert max(map(max, picture.codes.tolist())) < 128


@pytest.mark.parametrize("size", [(28, 8), (45, 17)])
@pytest.mark.parametrize("step", range(1, 40, 3))
def test_arrows_end_inside_the_canvas(size: tuple[int, int], step: int) -> None:
    plot = drawn(near(Scenario("rosenbrock", ("adam lr=0.1",), steps=60), step), LOOKS[0], *size)
    assert plot.marks is not None
    for arrow in plot.arrows.values():
        assert arrow.shaft.tip is not None
        x, y = arrow.shaft.tip
        assert plot.marks.inside(int(x // 2), int(y // 4))


def test_one_parameter_has_arrows_and_no_box() -> None:
    one = next(name for name in PROBLEMS if bind(ProblemSpec(name)).dims == 1)
    plot = drawn(near(Scenario(one, ("adam lr=0.001",), steps=60), 20))
    assert {"gradient", "momentum"} <= plot.arrows.keys()
    assert not set("┌┐└┘") & set("".join(plot.canvas))


def test_before_the_first_update_there_is_only_the_slope() -> None:
    assert drawn(near(Scenario("rosenbrock", ("adam",)), 0)).arrows.keys() == {"gradient"}


def test_while_it_plays_the_ground_stays_under_it() -> None:
    session = Session(Scenario("rosenbrock", ("adam lr=0.1",), steps=1000), at=40)
    session.play(True)
    session.set_speed(2)
    boxes: list[Box | None] = []
    for _ in range(60):
        session.tick()
        boxes.append(close_up(session.frame()).view.zoom)
    assert sum(one != other for one, other in pairwise(boxes)) <= 20
    session.play(False)
    resting = close_up(session.frame()).view.zoom
    playing = boxes[-1]
    assert resting is not None
    assert playing is not None
    assert resting.x_high - resting.x_low <= (playing.x_high - playing.x_low) / 4


# On the screen


async def legend(pilot: Pilot[None], width: int) -> list[str]:
    await pilot.press("f3")
    await pilot.pause()
    rows = pilot.app.screen.query_one(CloseUpLegend).rows(width)
    return ["".join(text for text, _ in row) for row in rows]


@pytest.mark.parametrize(
    ("racer", "width", "says"),
    [
        ("adam lr=0.1", 44, ["∇ −∇f  m momentum −m̂  Δ step", "□ √v̂  50.58 : 17.77 · divides the step"]),
        ("adam lr=0.1", 28, ["∇ −∇f  m momentum −m̂  Δ step", "□ √v̂  50.58 : 17.77"]),
        ("sgd", 28, ["∇ −∇f  Δ step"]),
        ("sgd momentum=0.9 lr=0.0001", 28, ["∇ −∇f  m momentum −b  Δ step"]),
    ],
)
async def test_the_legend_says_what_there_is(racer: str, width: int, says: list[str]) -> None:
    async with FallLine(Scenario(racers=(racer,), steps=60), at=40).run_test(size=(120, 40)) as pilot:
        assert await legend(pilot, width) == says


async def test_the_legends_numbers_are_the_rules() -> None:
    async with FallLine(Scenario(racers=("adagrad",), steps=60), at=25).run_test(size=(80, 24)) as pilot:
        sentence = await legend(pilot, 60)
        racer = Scenario(racers=("adagrad",), steps=60).race().advance(25).racers[0]
        v = np.asarray(racer.terms(25)["v"])
        assert " : ".join(rounded(float(np.sqrt(value)), 4) for value in v) in sentence[1]


async def test_the_close_up_follows_the_head_and_leaves_the_races_view_alone() -> None:
    async with FallLine(Scenario(racers=("adam",), steps=60), at=25).run_test(size=(120, 40)) as pilot:
        await pilot.press("f3")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, AnatomyScreen)
        screen.query_one(CloseUpLandscape).focus()
        await pilot.pause()
        before = screen.session.view
        await pilot.press("left", "plus", "0", "minus", "up")
        assert screen.session.view == before
