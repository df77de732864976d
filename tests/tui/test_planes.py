"""Landscapes of more than two parameters: the frame on its plane, its pictures, its caption, its keys."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from core.planes.choice import STEPS
from core.scenario import Scenario
from tests.fixture_types import Until
from tests.many_parameters import BOWL, MANY, MORE, NETWORK, NOW, PLANES, THEME, plane_frame, race_screen
from tui.app import FallLine
from tui.plotting.cells import Picture
from tui.plotting.landscape.caption import LOW, LOWEST, WIDE, caption, caption_rows, percent
from tui.plotting.landscape.close_up import box_sides
from tui.plotting.landscape.picture import LandscapePlot, descent, shown_box
from tui.plotting.surface.picture import SurfacePlot
from tui.state.frame import Clock, Frame, View
from tui.state.plane_frame import PlaneFrame, on_plane
from tui.state.planes import Planes
from tui.state.session import Session
from tui.widgets.plots.landscape_panel import LandscapePanel

NUMBER = re.compile(r"[−\d.e]*\d[−\d.e]*")

each = pytest.mark.parametrize("scenario", [*MANY, NETWORK], ids=lambda scenario: str(scenario.problem))


def text_of(picture: Picture) -> str:
    return "\n".join("".join(map(chr, row)).rstrip() for row in picture.codes.tolist())


# The frame on a plane


@each
def test_paths_start_and_minima_are_projected(scenario: Scenario) -> None:
    frame = plane_frame(scenario)
    plane = frame.fitted.plane
    for racer, whole in zip(frame.racers, frame.whole.racers, strict=True):
        assert np.allclose(racer.path, plane.project(whole.path))
        assert racer.loss is whole.loss
        assert np.array_equal(frame.head(racer), whole.path[-1])
        if whole.iterates is not None:
            assert racer.iterates is not None
            assert np.allclose(racer.iterates.path, plane.project(whole.iterates.path))
    assert np.allclose(frame.start, plane.project(frame.whole.start))
    assert frame.problem.dims == 2
    assert frame.home.contains(frame.start)
    assert frame.start_at(frame.start) == pytest.approx(frame.whole.start, abs=1e-2)


def test_up_to_two_parameters_the_frame_is_what_it_is() -> None:
    for problem in ("x^2", "beale"):
        frame = Session(Scenario(problem, ("adam",)), at=5).frame()
        assert on_plane(frame) is frame
        assert frame.drawn is None
    shell = Session(BOWL).shell()
    assert on_plane(shell) is shell


def test_a_chosen_start_moves_what_is_drawn_and_keeps_the_rest() -> None:
    frame = plane_frame(replace(BOWL, plane="x,z"))
    assert frame.start_at((7.0, 8.0)) == (7.0, 1.0, 8.0)
    turned = plane_frame(replace(BOWL, plane="principal", start=(1, 1.23456789, -1)))
    for x, y in ((0.1, 0.2), (-1.7, 0.03)):
        start = turned.start_at((x, y))
        assert all(round(coordinate, 5) == coordinate for coordinate in start)
        assert turned.fitted.plane.project(start).tolist() == pytest.approx((x, y), abs=1e-3)


def test_the_plane_stays_while_the_race_plays_and_is_fitted_to_its_first_steps() -> None:
    session = Session(replace(BOWL, steps=3 * STEPS))
    first = session.frame().drawn
    assert first is not None
    assert session.race.steps == STEPS
    for step in (1, 7, STEPS, 2 * STEPS, 0):
        session.seek(step)
        assert session.frame().drawn is first
    session.edit(replace(session.scenario, racers=(session.scenario.racers[0].with_value("lr", 0.2),)))
    assert session.frame().drawn is not first


def test_a_long_fit_goes_on_at_the_next_ticks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.state.session.COMPUTE_SECONDS", 0.0)
    session = Session(replace(BOWL, racers=MORE.racers, steps=STEPS))
    provisional = session.frame().drawn
    assert session.fitting
    ticks = 0
    while session.fitting:
        shown = session.tick()
        ticks += 1
        assert shown == (not session.fitting)
    assert ticks > 1
    assert session.frame().drawn is not provisional


def test_undo_brings_a_plane_back_and_another_one_forgets_the_zoom() -> None:
    session = Session(BOWL, at=20)
    session.set_view(replace(session.view, zoom=plane_frame(BOWL).home))
    session.edit(replace(BOWL, plane="random"))
    assert session.view.zoom is None
    assert session.undo() == "plane principal → random"
    assert session.scenario.plane == "principal"
    assert session.view.zoom is not None


def test_arrows_show_the_gradient_where_the_racer_is() -> None:
    frame = plane_frame(replace(BOWL, plane="x,z"))
    x, _, z = frame.head(frame.racers[0])
    assert descent(frame, frame.racers[0]).tolist() == [-2 * x, -2 * z]


# The pictures


@each
@pytest.mark.parametrize("plot", [LandscapePlot(70, 20), SurfacePlot(70, 20)], ids=["flat", "surface"])
def test_every_plane_is_drawn(scenario: Scenario, plot: LandscapePlot | SurfacePlot) -> None:
    frame = plane_frame(scenario)
    picture = text_of(plot.draw(frame, THEME))
    assert plot.complete
    assert len(set(picture)) > 5
    names = frame.problem.names
    assert (names[0] in picture) == isinstance(plot, SurfacePlot)
    for racer in frame.racers:
        x, y = racer.path[-1]
        if shown_box(frame).contains((x, y)):
            assert THEME.racer(racer.slot).marker in picture


def test_another_plane_is_another_picture() -> None:
    plot = LandscapePlot(60, 20)
    assert len({text_of(plot.draw(plane_frame(replace(BOWL, plane=plane)), THEME)) for plane in PLANES}) == len(PLANES)


def test_a_landscape_without_a_race_is_drawn_too() -> None:
    shell = Frame(BOWL, View(), Clock(), stale=False, racers=(), epoch=0)
    assert "○" in text_of(LandscapePlot(60, 20).draw(on_plane(shell), THEME))


def test_a_plane_follows_a_race_whose_steps_take_long() -> None:
    """It is fitted again when the steps have doubled, not at each, and shows the paths at about their size."""
    scenario, planes = Scenario("x^2 + 10*y^2 + z^2", ("sgd lr=0.001",), steps=1000), Planes()
    race = scenario.race()
    drawn = [planes.of(scenario, race.advance(step)) for step in range(300)]
    assert len({id(one) for one in drawn}) == 1 + (299).bit_length()
    for step in (2, 20, 100, 299):
        one = drawn[step]
        assert one is not None
        assert step / 2 < one.steps <= step
        box, place = one.fitted.box, one.fitted.plane.project(race.racers[0].path[step])
        assert all(abs(place) < 2 * max(box.x_high - box.x_low, box.y_high - box.y_low))


# The caption


@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("width", [12, 30, 42, 60, 100, 160])
@pytest.mark.parametrize("rows", [1, 2])
def test_the_caption_fits_and_says_what_is_drawn(plane: str, width: int, rows: int) -> None:
    frame = plane_frame(replace(BOWL, plane=plane))
    lines = caption(frame, width, rows)
    assert len(lines) == rows
    assert all(len(line) <= width for line in lines)
    assert frame.fitted.share is not None
    told = " ".join(lines)
    assert percent(frame.fitted.share) in told
    if width >= 30:
        assert "plane" in told
        assert "loss" in told


def test_the_loss_on_the_plane_is_not_that_of_the_racer() -> None:
    frame = plane_frame(replace(BOWL, plane="x,z"))
    x, y, z = frame.head(frame.racers[0])
    words = caption(frame, 160, 2)[1]
    assert words.startswith(f"on the plane {x * x + z * z:.4g}")
    assert f"the loss of adam {x * x + 10 * y * y + z * z:.4g}" in words
    assert caption(plane_frame(MANY[-1]), 80, 2)[1] == ""


def test_the_caption_says_to_which_step_the_plane_is_fitted() -> None:
    short, long = (caption(plane_frame(replace(BOWL, steps=steps)), 80, 2)[0] for steps in (STEPS, STEPS + 1))
    assert short.endswith("of the paths' variance")
    assert long.endswith("of the variance to step 1000")


@pytest.mark.parametrize("rows", [1, 2])
def test_no_number_of_the_caption_is_cut(rows: int) -> None:
    frame = plane_frame(replace(BOWL, plane="x,z"))
    numbers = {word for width in (160, 40, 22) for word in NUMBER.findall(" ".join(caption(frame, width, 2)))}
    assert all(set(NUMBER.findall(" ".join(caption(frame, width, rows)))) <= numbers for width in range(60))


@pytest.mark.parametrize(("width", "height"), [(20, 3), (40, LOWEST), (40, LOW), (WIDE, LOW), (WIDE, 40)])
def test_the_caption_takes_as_many_rows_at_every_step(width: int, height: int) -> None:
    found = {caption_rows(plane_frame(BOWL, step), width, height) for step in (0, 1, 20, 40)}
    assert found == {0 if height < LOWEST else 1 if width >= WIDE or height < LOW else 2}
    assert caption_rows(Session(NOW).frame(), width, height) == 0


@pytest.mark.parametrize(
    ("share", "text"), [(1, "100 %"), (0.5, "50 %"), (0.9996, "99.96 %"), (1 - 1e-9, "100 %"), (0, "0 %")]
)
def test_a_share_is_all_or_nothing_only_where_it_is(share: float, text: str) -> None:
    assert percent(share) == text


# Keys


async def test_keys_choose_the_plane_and_the_start(until: Until) -> None:
    async with FallLine(BOWL, at=20).run_test(size=(120, 40)) as pilot:
        session = race_screen(pilot).session
        panel = pilot.app.screen.query_one(LandscapePanel)
        await until(pilot, lambda: isinstance(panel.frame, PlaneFrame))
        panel.focus()
        await pilot.press("P", "P", "P")
        await until(pilot, lambda: session.scenario.plane == "x,y")
        await pilot.press("s", "right", "up", "enter")
        await until(pilot, lambda: session.scenario.start != BOWL.start)
        assert session.scenario.start is not None
        x, y, z = session.scenario.start
        assert z == -1
        assert x > 1
        assert y > 1
        assert panel.border_subtitle is not None
        await pilot.press("u", "u")
        await until(pilot, lambda: session.scenario.plane == "random seed=1")
        assert session.scenario.start == BOWL.start
        await pilot.press("v")
        await until(pilot, lambda: race_screen(pilot).has_class("-surface"))


def test_the_box_of_the_scale_needs_a_plane_of_two_parameters() -> None:
    scale = np.array([1.0, 2.0, 3.0])
    assert box_sides(plane_frame(BOWL), scale) is None
    found = box_sides(plane_frame(replace(BOWL, plane="x,z")), scale)
    assert found is not None
    assert found.tolist() == [1.0, 3.0]
    assert box_sides(Session(NOW).frame(), scale) is scale
    assert box_sides(Session(Scenario("x^2", ("adam",))).frame(), scale[:1]) is None
