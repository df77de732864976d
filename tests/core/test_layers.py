"""Rules whose papers take norms of each layer, on a problem of two layers, against the papers' own steps."""

from collections.abc import Callable, Mapping
from copy import copy

import numpy as np
import pytest

from core.arrays import Array
from core.inspection.inspection import Inspection
from core.optimizers import OPTIMIZERS
from core.problems import Problem, bind
from core.problems.groups import Group
from core.run import Run, make_run
from core.specs import ProblemSpec, RacerSpec

STEPS = 40
LAYERS = (Group("hidden1", 0, 7), Group("output", 7, 10))
Layer = tuple[Callable[[Array, Array, int], Array], ...]
PER_LAYER = [name for name, entry in OPTIMIZERS.items() if entry.per_layer]


def layered(groups: tuple[Group, ...] = LAYERS) -> Problem:
    problem = copy(bind(ProblemSpec.parse("rosenbrock n=10")))
    problem.groups = groups
    return problem


def run_of(racer: str, problem: Problem, *, seed: int = 0) -> Run:
    run = make_run(RacerSpec.parse(racer), problem, start(problem), total=STEPS, seed=seed, sigma=0.0)
    run.advance(STEPS)
    assert run.steps == STEPS
    return run


def start(problem: Problem) -> tuple[float, ...]:
    return tuple(np.linspace(-0.9, 1.3, problem.dims).tolist())


class Lamb:
    """You et al. 2020, algorithm 2, for one layer."""

    def __init__(self, theta: Array, gradient: Array, lr: float) -> None:
        self.m, self.v, self.lr, self.t = np.zeros_like(theta), np.zeros_like(theta), lr, 0

    def step(self, theta: Array, gradient: Array) -> Array:
        self.t += 1
        self.m = 0.9 * self.m + (1 - 0.9) * gradient
        self.v = 0.999 * self.v + (1 - 0.999) * gradient**2
        direction = self.m / (1 - 0.9**self.t) / (np.sqrt(self.v / (1 - 0.999**self.t)) + 1e-6)
        return np.asarray(theta - self.lr * np.linalg.norm(theta) / np.linalg.norm(direction) * direction)


class Lars:
    """You, Gitman & Ginsburg 2017, algorithm 1, for one layer."""

    def __init__(self, theta: Array, gradient: Array, lr: float) -> None:
        self.b, self.lr = np.zeros_like(theta), lr

    def step(self, theta: Array, gradient: Array) -> Array:
        local = 0.001 * np.linalg.norm(theta) / np.linalg.norm(gradient)
        self.b = 0.9 * self.b + self.lr * local * gradient
        return np.asarray(theta - self.b)


class NovoGrad:
    """Ginsburg et al. 2019, algorithm 1, for one layer, whose second moment starts as the first gradient's."""

    def __init__(self, theta: Array, gradient: Array, lr: float) -> None:
        self.m, self.v, self.lr = np.zeros_like(theta), float(gradient @ gradient), lr

    def step(self, theta: Array, gradient: Array) -> Array:
        self.v = 0.25 * self.v + (1 - 0.25) * float(gradient @ gradient)
        self.m = 0.9 * self.m + gradient / (np.sqrt(self.v) + 1e-6)
        return np.asarray(theta - self.lr * self.m)


class Fromage:
    """Bernstein et al. 2020, algorithm 1, for one layer."""

    def __init__(self, theta: Array, gradient: Array, lr: float) -> None:
        self.lr = lr

    def step(self, theta: Array, gradient: Array) -> Array:
        ratio = np.linalg.norm(theta) / np.linalg.norm(gradient)
        return np.asarray((theta - self.lr * ratio * gradient) / np.sqrt(1 + self.lr**2))


PAPERS: Mapping[str, type[Lamb | Lars | NovoGrad | Fromage]] = {
    "lamb": Lamb,
    "lars": Lars,
    "novograd": NovoGrad,
    "fromage": Fromage,
}


def test_every_rule_of_layers_has_its_paper_here() -> None:
    assert set(PER_LAYER) == set(PAPERS)


@pytest.mark.parametrize("name", PER_LAYER)
def test_a_rule_of_layers_takes_the_steps_of_its_paper_in_each_of_them(name: str) -> None:
    problem = layered()
    path = run_of(name, problem).path()
    theta = path[0].copy()
    lr = RacerSpec(name).number("lr")
    rules = [PAPERS[name](theta[g.part], problem.gradients(theta)[g.part], lr) for g in LAYERS]
    for k in range(STEPS):
        gradient = problem.gradients(theta)
        theta = np.concatenate([r.step(theta[g.part], gradient[g.part]) for r, g in zip(rules, LAYERS, strict=True)])
        np.testing.assert_allclose(path[k + 1], theta, rtol=1e-10, atol=1e-13)
    alone = run_of(name, bind(ProblemSpec.parse("rosenbrock n=10"))).path()
    assert not np.allclose(alone[-1], path[-1], rtol=1e-6)


@pytest.mark.parametrize("name", [name for name in OPTIMIZERS if name not in PER_LAYER])
def test_the_norms_of_other_rules_are_those_of_the_model(name: str) -> None:
    racer = f"{name} clip_norm=5"
    alone, layers = (
        make_run(RacerSpec.parse(racer), problem, start(problem), total=STEPS, seed=0, sigma=0.0)
        for problem in (bind(ProblemSpec.parse("rosenbrock n=10")), layered())
    )
    for run in (alone, layers):
        run.advance(STEPS)
    np.testing.assert_array_equal(layers.path(), alone.path())


@pytest.mark.parametrize("name", PER_LAYER)
def test_one_layer_is_a_model_without_layers(name: str) -> None:
    one = run_of(name, layered((Group("output", 0, 10),))).path()
    np.testing.assert_allclose(one, run_of(name, bind(ProblemSpec.parse("rosenbrock n=10"))).path(), rtol=1e-12)


@pytest.mark.parametrize("name", PER_LAYER)
def test_the_anatomy_shows_the_numbers_of_each_layer(name: str) -> None:
    problem = layered()
    run = run_of(name, problem)
    values, state = run.replay(STEPS, STEPS)
    terms = {key: each[-1] if each.ndim > 1 else float(each[-1]) for key, each in values.items()}
    seen = Inspection(RacerSpec(name), problem, STEPS, run.path()[-2:], 0.0, terms, state)
    for line in seen.lines:
        expected = np.broadcast_to(terms[line.name], len(line.values))
        if line.name != "g":
            np.testing.assert_allclose(line.values, expected, rtol=1e-10)
        assert len(line.numbers) == len(line.values)
        assert all("reduction" not in text for text in line.numbers)
    scalars = {s.name for s in OPTIMIZERS[name].rule.body} - OPTIMIZERS[name].rule.vectors
    assert {line.name for line in seen.lines if line.by_group} == {
        line.name for line in seen.lines if line.name in scalars and len(line.values) > 1
    }
    ratios = [line for line in seen.lines if line.name == ("v" if name == "novograd" else "ratio")]
    assert len(set(ratios[0].values)) == len(LAYERS)
    assert ratios[0].by_group
