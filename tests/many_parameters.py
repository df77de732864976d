"""Races of more than two parameters, and how tests look at them."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from core.optimizers.own import own_optimizer
from core.scenario import Scenario
from tui.plotting.plot_theme import PlotTheme
from tui.screens.race import RaceScreen
from tui.state.plane_frame import PlaneFrame, on_plane
from tui.state.session import Session

NOW = Scenario("x^2 + y^2", ("adam lr=0.1",), steps=50)
BOWL = Scenario("x^2 + 10*y^2 + z^2", ("adam lr=0.1", "sgd lr=0.02"), start=(1, 1, -1), steps=40)
MANY = (
    BOWL,
    Scenario("sum(i, 1, 5, x[i]^2)", ("adam",), start=(1, 2, 3, 4, 5), steps=20),
    Scenario("rosenbrock n=3", ("adam", "asgd lr=0.001"), steps=20),
    Scenario("ackley n=20", ("adam", "sgd lr=1e9"), steps=20),
    Scenario("quadratic n=7", ("adam",), steps=20, plane="x2,x7"),
    Scenario("x^2 + y^2 + z^2", (), steps=20, plane="random"),
)
MORE = Scenario(BOWL.problem, tuple(f"adam lr=0.{i}1" for i in range(1, 9)))
BARE = own_optimizer("bare", rule="theta = theta - lr*g", settings="lr=0.1")
NETWORK = Scenario("network", ("adam lr=0.05", "sgd lr=0.1"), steps=30)
PLANES = ("principal", "random", "random seed=3", "x,z", "z,x")
THEME = PlotTheme(dark=True)


def plane_frame(scenario: Scenario, step: int = 20) -> PlaneFrame:
    found = on_plane(Session(scenario, at=step).frame())
    assert isinstance(found, PlaneFrame)
    return found


def race_screen(pilot: Pilot[Any]) -> RaceScreen:
    screen = pilot.app.screen
    assert isinstance(screen, RaceScreen)
    return screen
