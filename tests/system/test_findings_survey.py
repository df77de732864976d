"""A survey: what is said of racers at random states, against definitions of its own, computed with numpy."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest

from core.arrays import Array
from core.diagnosis import Finding
from core.diagnosis.evidence import Kind
from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS, Problem, bind
from core.racer import Racer
from core.scenario import Scenario
from core.specs import ProblemSpec

pytestmark = pytest.mark.system

SEED = int(os.environ.get("FALLLINE_SURVEY_SEED", "20"))
RACES = 625
STATES = 8  # of each race, the last step among them
AFTER = 200  # steps computed beyond a state, to see whether what is said of it comes true
LENGTHS = (60, 200, 600)
TYPED = (
    *("x^2 + 3*y^2", "(x^2 + y^2 - 1)^2", "x^2 - y^2", "1 - exp(-x^2 - y^2)", "x^4 + y^2", "(x*y - 1)^2 + 0.01*x^2"),
    *("(x*y - 1)^4", "10*abs(y - x^2) + (x - 1/3)^2", "abs(x*y - 1)", "max(x^2, 2 - x) + y^2", "x^4 - 3*x^2 + x"),
)
MANY = (
    *("rosenbrock n=3", "rosenbrock n=6", "rosenbrock n=4 a=2", "rastrigin n=3", "styblinski_tang n=5", "ackley n=4"),
    *("griewank n=3", "levy n=4", "quadratic n=8", "quadratic n=20 kappa=1000", "bowl n=3"),
    *("x^2 + 3*y^2 + z^2", "(x*y - 1)^2 + z^2", "x^2 + y^2 - z^2", "(x^2 - 1)^2 + (y^2 - 1)^2 + (z^2 - 1)^2"),
    *(
        "abs(x - 1/3) + abs(y - 1/7) + z^2",
        "max(x^2, 2 - y) + y^2 + z^2",
        "x^4 + y^2 + z^2",
        "1 - exp(-x^2 - y^2 - z^2)",
    ),
    *("(x + y + z)^2", "(x*y*z - 1)^2 + 0.01*x^2", "x*y*z + (x^2 + y^2 + z^2)^2", "tanh(x) + y^2 + z^2"),
)
LINEAR = ("sgd", "momentum", "heavy_ball", "nesterov", "sam")
FORESEEN = 10_000  # steps: what is said of more is not waited for
STOPPED = 1e-6  # of the view, over the last 50 steps


@dataclass(frozen=True)
class State:
    """A racer at a step, with what came before and what comes after."""

    racer: Racer
    step: int
    total: int
    target: float
    go_on: Callable[[int], object]

    @property
    def problem(self) -> Problem:
        return self.racer.problem

    @property
    def path(self) -> Array:
        return self.racer.path[: self.step + 1]

    @property
    def loss(self) -> Array:
        return self.racer.loss[: self.step + 1]

    @cached_property
    def next_path(self) -> Array:
        return self.racer.path[self.step : self.step + AFTER + 1]

    @cached_property
    def next_loss(self) -> Array:
        return self.racer.loss[self.step : self.step + AFTER + 1]

    @property
    def view(self) -> float:
        return math.hypot(*(high - low for low, high in self.problem.sides))

    @property
    def gap(self) -> float:
        return float(self.loss[-1]) - (self.problem.best or 0.0)

    def around(self, point: Array, radius: float) -> Array:
        """Losses on a circle or a sphere, the same distance to all sides."""
        places = point[:, None] + radius * self._directions(point)
        if self.problem.bounds is not None:
            places = np.clip(places, *self.problem.bounds)
        return np.asarray(self.problem.values(places))

    def _directions(self, point: Array) -> Array:
        """Unit vectors: round a circle, or along the axes of the curvature and at random."""
        if self.problem.dims == 1:
            return np.array([[-1.0, 1.0]])
        if self.problem.dims == 2:
            angles = np.linspace(0, 2 * np.pi, 65)[:-1] + 0.01
            return np.stack([np.cos(angles), np.sin(angles)])
        hessian = self.hessian(point)
        axes = np.linalg.eigh(hessian)[1] if np.isfinite(hessian).all() else np.eye(len(point))
        random = np.random.default_rng(0).normal(size=(len(point), 100))
        return np.concatenate([axes, -axes, random / np.linalg.norm(random, axis=0)], axis=1)

    def value(self, point: Array) -> float:
        return float(self.problem.values(point))

    def hessian(self, point: Array) -> Array:
        """By central differences of the gradient."""
        size = 1e-5 * max(1.0, float(np.abs(point).max()))
        columns = [
            (self.problem.gradients(point + size * unit) - self.problem.gradients(point - size * unit)) / (2 * size)
            for unit in np.eye(len(point))
        ]
        found = np.stack(columns)
        return np.asarray((found + found.T) / 2)


def extent(rows: Array) -> float:
    return float(np.ptp(rows, axis=0).max())


def place_of(found: Finding) -> Array:
    return np.array([value for name, value in found.numbers.items() if name.startswith("theta")])


def growing(state: State, found: Finding) -> bool:
    """It has grown by that factor, and it goes on: it gets higher still, or leaves the finite numbers."""
    rows = int(found.numbers["steps"])
    gaps = state.loss[-rows:] - (state.problem.best or 0.0)
    blocks = gaps.reshape(-1, 5).max(axis=1)
    slope = float(np.polyfit(5.0 * np.arange(len(blocks)), np.log(blocks), 1)[0])
    goes_on = len(state.next_loss) <= AFTER or state.next_loss[1:rows].max() > state.loss[-rows:].max()
    limit = found.numbers.get("limit", 0.0)
    return goes_on and 0.5 <= slope / math.log(found.numbers["factor"]) <= 2 and found.numbers["lr"] > limit


def minimum(state: State, found: Finding) -> bool:
    """Nothing around the place is lower, and the racer is at it."""
    point = place_of(found)
    value, size = state.value(point), 1e-3 * state.view
    deepest = min(float(state.around(point, share * size).min()) for share in (0.1, 0.5))
    rounding = 1e-9 * max(1.0, abs(value), float(np.ptp(state.around(point, size))))
    return math.dist(state.path[-1], point) <= size and deepest >= value - rounding


def local_minimum(state: State, found: Finding) -> bool:
    """A minimum, higher than the lowest by what is said."""
    assert state.problem.best is not None
    above = state.value(place_of(found)) - state.problem.best
    return minimum(state, found) and above > 0 and math.isclose(above, found.numbers["above"], rel_tol=1e-6)


def saddle(state: State, found: Finding) -> bool:
    """Around a saddle the loss is as high as there four times or more often; around a maximum it is lower."""
    point = place_of(found)
    differs = state.around(point, 3e-4 * state.view) - state.value(point)
    if "maximum" in found.sentence:
        return bool((differs < 0).all())
    if state.problem.dims > 2:
        near = math.dist(state.path[-1], point) <= 0.02 * state.view
        return near and bool((differs > 0).any() and (differs < 0).any())
    changes = int((np.sign(differs) != np.sign(np.roll(differs, 1))).sum())
    return changes >= 4 and math.dist(state.path[-1], point) <= 0.02 * state.view


def center(state: State, found: Finding) -> bool:
    """The minimum around which it goes lies amid the last points, none of which is lower; above the best as is said."""
    if "theta0" not in found.numbers:
        return "around" not in found.sentence
    point, rows = place_of(found), int(found.numbers.get("period", 120))
    recent, value = state.path[-rows:], state.value(point)
    room = 0.101 * extent(recent)
    amid = (recent.min(axis=0) - room <= point).all() and (point <= recent.max(axis=0) + room).all()
    deepest = min(float(state.around(point, share * 1e-3 * state.view).min()) for share in (0.01, 0.1))
    lowest = deepest >= value - 1e-9 * max(1.0, abs(value)) and state.loss[-rows:].min() >= value
    if "local" not in found.sentence:
        return bool(amid and lowest) and (state.problem.best is None or value - state.problem.best < 1e-8)
    assert state.problem.best is not None
    above = value - state.problem.best
    return bool(amid and lowest) and above > 0 and math.isclose(above, found.numbers["above"], rel_tol=1e-6)


def cycle(state: State, found: Finding) -> bool:
    """A cycle comes back to the same points later on; going round, the loss gets no lower."""
    if len(state.next_path) <= AFTER or not center(state, found):
        return False
    if "period" in found.numbers:
        period, width = int(found.numbers["period"]), found.numbers["width"]
        cycle_rows = state.path[-period:]
        later = state.racer.path[state.step + 1 : state.step + 1 + AFTER // period * period]
        return float(np.abs(later.reshape(-1, period, later.shape[1]) - cycle_rows).max()) <= 0.02 * width
    recent, loss = state.path[-120:], state.loss[-120:]
    lower = loss[:60].mean() - loss[60:].mean()
    moves_on = extent(state.next_path[:121]) >= 0.5 * found.numbers["width"]
    return math.isclose(extent(recent), found.numbers["width"]) and lower <= 0.2 * np.ptp(loss) and moves_on


def cloud(state: State, found: Finding) -> bool:
    """With noise, the loss of the last steps is on the average no lower than before, and the racer moves."""
    loss = state.loss[-120:]
    if not center(state, found):
        return False
    noisy = state.problem.noise > 0 or state.problem.batch > 0 or state.problem.sampled is not None
    lower = loss[:60].mean() - loss[60:].mean()
    return (noisy or "noise" in found.sentence) and lower <= 0.25 * np.ptp(loss) and extent(state.path[-60:]) > 0


def oscillating(state: State, found: Finding) -> bool:
    """The moves turn along the eigenvector of the largest curvature, as often as is said."""
    values, vectors = np.linalg.eigh(state.hessian(state.path[-1]))
    moves = np.diff(state.path[-21:], axis=0)
    round_bowl = len(values) > 1 and values[0] > 0.985 * values[-1]
    along = moves @ (np.linalg.eigh(moves.T @ moves)[1] if round_bowl else vectors)[:, -1]
    turns = int((np.sign(along[1:]) * np.sign(along[:-1]) < 0).sum())
    close = math.isclose(values[-1], found.numbers["lambda_max"], rel_tol=0.02)
    return close and abs(turns - found.numbers["turns"]) <= 1 and found.numbers["turns"] >= 15


def at_rest(state: State, found: Finding) -> bool:
    """It does not move, and what is said to hold it does so."""
    theta = state.path[-1]
    slope = np.asarray(state.problem.gradients(theta))
    still = extent(state.path[-21:]) <= 1e-8 * state.view
    if "hardly moves" in found.sentence:
        return (
            math.isclose(extent(state.path[-51:]), found.numbers["moved"])
            and found.numbers["moved"] < 1e-4 * state.view
        )
    if "lr = 0," in found.sentence:
        return still and found.numbers["lr"] == 0
    if "border" in found.sentence:
        beyond = theta - 1e-3 * slope / np.abs(slope).max()
        assert state.problem.bounds is not None
        return still and not np.array_equal(np.clip(beyond, *state.problem.bounds), beyond)
    decay = state.racer.spec.number("weight_decay")
    stays = np.abs(state.next_path[:21] - theta).max() <= 0.5 * np.abs(theta).max()
    return decay > 0 and bool(stays) and bool((slope * theta < 0).all())


def plateau(state: State, found: Finding) -> bool:
    """At 200 random places around, the loss is nearly the same; and no minimum is there."""
    draws = np.random.default_rng(state.step).normal(size=(200, state.problem.dims))
    radius = found.numbers["radius"] * np.random.default_rng(1).uniform(0, 1, size=(200, 1))
    places = state.path[-1] + radius * draws / np.linalg.norm(draws, axis=1)[:, None]
    here, varies = float(state.loss[-1]), found.numbers["varies"]
    differ = np.abs(np.asarray(state.problem.values(places.T)) - here).max()
    fall = float(state.loss[-101] - here)
    hessian = state.hessian(state.path[-1])
    bowl = np.linalg.eigvalsh(hessian)[0] > 1e-6 * np.linalg.eigvalsh(hessian)[-1] > 0
    step = np.linalg.solve(hessian, np.asarray(state.problem.gradients(state.path[-1]))) if bowl else np.array([np.inf])
    in_minimum = bool(np.abs(step).max() <= 1e-4 * state.view)
    left = here - (state.problem.best if state.problem.best is not None else here - 1e3 * varies)
    return differ <= 2 * varies <= 0.03 * left and math.isclose(fall, found.numbers["fall"]) and not in_minimum


def comes_true(state: State, found: Finding) -> bool:
    """Going on, it takes at least a third and at most three times the steps that are said; or more than is said."""
    steps = int(found.numbers["steps"])
    if steps > FORESEEN:
        return True
    state.go_on(state.step + 3 * steps + 3)
    gaps = state.racer.loss[state.step :] - (state.problem.best or 0.0)
    beyond = np.flatnonzero(gaps > state.target)
    if "at_least" in found.numbers:
        return bool((gaps[: steps + 1] > state.target).all())
    arrival = int(beyond[-1]) + 1 if "settle" in found.sentence else int(np.argmax(gaps <= state.target))
    return steps / 3 - 1 <= arrival <= 3 * steps + 1 and len(beyond) < len(gaps)


def slow(state: State, found: Finding) -> bool:
    """The steps follow from the pace, or from the rate, and those from the history; and they come true."""
    numbers = found.numbers
    if "steps" not in numbers:
        gaps = state.loss - (state.problem.best or 0.0)
        fell = 1 - gaps[-1] / gaps[-1 - int(numbers["rows"])]
        return "more steps" not in found.sentence and math.isclose(fell, numbers["fell"], rel_tol=1e-6)
    if not numbers["steps"] > state.total - state.step:
        return False
    if "pace" in numbers:
        pace = np.abs(np.diff(state.path[-21:], axis=0)).max()
        ways = [np.abs(np.array(minimum.point) - state.path[-1]).max() for minimum in state.problem.minima]
        if state.problem.curves:
            return bool(pace <= 1.001 * numbers["pace"])
        return bool(pace <= 1.001 * numbers["pace"]) and any(
            math.isclose(way, numbers["steps"] * numbers["pace"], rel_tol=1e-6) for way in ways
        )
    arrives = math.isclose(state.gap * math.exp(-numbers["rate"] * numbers["steps"]), state.target, rel_tol=1e-6)
    gaps = state.loss - (state.problem.best or 0.0)
    if "in theory" in found.sentence:
        after = state.next_loss[-1] - (state.problem.best or 0.0)
        true = math.log(gaps[-1] / after) / (len(state.next_loss) - 1) if after > 0 else numbers["rate"]
        # long before it arrives a racer may be faster or slower than in the end
        right = true < 1e-9 or 1 / 30 <= true / numbers["rate"] <= 30
    else:
        back = min(100, (len(gaps) - 1) // 2 * 2)
        right = math.isclose(math.log(gaps[-1 - back] / gaps[-1]) / back, numbers["rate"], rel_tol=1e-6)
    if "kappa" in numbers:
        curvatures = np.linalg.eigvalsh(state.hessian(state.path[-1]))
        low, high = float(curvatures[0]), float(curvatures[-1])
        right = right and math.isclose(high, numbers["lambda_max"], rel_tol=0.01)
        right = right and math.isclose(low, numbers["lambda_min"], rel_tol=0.05, abs_tol=1e-6 * high)
    return arrives and right and comes_true(state, found)


DEFINITIONS: dict[Kind, Callable[[State, Finding], bool]] = {
    "growing": growing,
    "local_minimum": local_minimum,
    "minimum": minimum,
    "saddle": saddle,
    "cycle": cycle,
    "cloud": cloud,
    "oscillating": oscillating,
    "at_rest": at_rest,
    "plateau": plateau,
    "slow": slow,
}


def random_race(rng: np.random.Generator, problems: Sequence[str]) -> Scenario:
    """Any optimizer at any rate; a third are linear ones at about their stability limit in the middle of the view."""
    problem = str(rng.choice(problems))
    bound = Scenario(problem).race().problem
    low, high = np.array(bound.sides).T
    start = None if rng.random() < 0.3 else tuple(rng.uniform(low, high).tolist())
    if bound.saddles and rng.random() < 0.3:
        beside = bound.saddles[rng.integers(len(bound.saddles))] + 10 ** rng.uniform(-9, -2) * rng.normal(
            size=bound.dims
        )
        start = tuple(beside.tolist())
    steepest = float(np.abs(np.linalg.eigvalsh(bound.hessian((low + high) / 2))).max())
    if rng.random() < 0.35 and 0 < steepest < math.inf:
        optimizer = OPTIMIZERS[str(rng.choice(LINEAR))]
        rate = 2 / steepest * 10 ** rng.uniform(-0.5, 0.5)
    else:
        optimizer = OPTIMIZERS[str(rng.choice(list(OPTIMIZERS)))]
        default = optimizer.rule_hypers[0].default
        assert isinstance(default, float)
        rate = default * 10 ** rng.uniform(-4, 1.5)
    decay = f" weight_decay={10 ** rng.uniform(-3, 0.5):.3g}" if rng.random() < 0.1 else ""
    noise = float(10 ** rng.uniform(-3, 0)) if rng.random() < 0.1 else 0.0
    racers = (f"{optimizer.name} lr={rate:.3g}{decay}",)
    return Scenario(problem, racers, start, steps=int(rng.choice(LENGTHS)), noise=noise, seed=1)


def is_true_status(state: State) -> bool:
    """Whether the word for the racer agrees with its loss and gradient, and says something at the end."""
    kind = state.racer.status_at(state.step).kind
    best = state.problem.best  # without one there is no target
    within = best is not None and state.gap <= state.target
    was = best is not None and bool((state.loss - best <= state.target).any())
    if kind == "target":
        return within
    if kind == "left_target":
        return was and not within
    if kind == "not_reached":
        return not was and state.step >= state.total
    if kind == "converged":
        return float(state.racer.grad_norm[state.step]) <= 1e-8
    return kind != "running" or state.step < state.total


def test_nothing_that_is_said_of_random_states_is_false(capsys: pytest.CaptureFixture[str]) -> None:
    survey((*(name for name in PROBLEMS if bind(ProblemSpec(name)).has_hessian), *TYPED), capsys)


def test_nothing_that_is_said_of_many_parameters_is_false(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(size=(40, 3))
    answers = features @ (1, -2, 0.5) + rng.normal(size=40)
    table = np.column_stack([features, answers, np.digitize(answers, [-1.0, 1.0]), answers > 0])
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(["a,b,c,y,three,two", *(",".join(map(repr, row)) for row in table.tolist())]))
    columns = f"data={path} columns=a,b,c"
    fitted = (
        *(f"regression {columns} y=y loss={loss}" for loss in ("mse", "rmse", "mae", "huber")),
        *(f"logistic {columns} label=two", f"logistic {columns} label=three classes=3 l2=0.01"),
        f"logistic {columns} label=two batch=8",
    )
    survey((*MANY, *fitted), capsys)


def survey(problems: Sequence[str], capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(SEED)
    said: Counter[str] = Counter()
    false: list[str] = []
    stopped = silent = states = around = 0
    for _ in range(RACES):
        scenario = random_race(rng, problems)
        total = scenario.steps
        race = scenario.race().advance(total + AFTER)
        racer = race.racers[0]
        last = min(total, racer.steps)
        for step in [*rng.integers(0, last + 1, STATES - 1).tolist(), last]:
            states += 1
            state = State(racer, step, total, scenario.target, race.advance)
            found = racer.finding(step)
            told = f"{scenario.problem} | {racer.spec} | {scenario.start} noise {scenario.noise:.3g} | {step}/{total}"
            if found is not None:
                said[found.kind] += 1
                around += found.kind in ("cycle", "cloud") and "theta0" in found.numbers
                with np.errstate(all="ignore"):
                    if not DEFINITIONS[found.kind](state, found):
                        false.append(f"{told}: {found.kind}: {found.sentence}")
            if np.isfinite(racer.loss[0]) and not is_true_status(state):
                false.append(f"{told}: {racer.status_at(step)}")
        state = State(racer, last, total, scenario.target, race.advance)
        if last == total and total >= 60 and extent(state.path[-51:]) <= STOPPED * state.view:
            stopped += 1
            arrived = racer.status_at(last).kind in ("target", "converged")
            if racer.finding(last) is None and not arrived:
                silent += 1
                said[f"silent: {scenario.problem} | {racer.spec}"] += 1
    with capsys.disabled():
        print(f"\n{around} say around which minimum")
        print(f"{states} states, {sum(said[kind] for kind in DEFINITIONS)} findings: {dict(said)}")
        print(f"{len(false)} false; {silent} of {stopped} stopped racers of which nothing is said", *false, sep="\n")
    assert states == RACES * STATES
    assert false == []
