"""Each claim of a built-in lesson can fail: some small change of its races refutes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from core.hyper import Hyper, HyperError
from core.lessons import Examination, Lesson
from core.lessons.lesson import Between, Claim
from core.scenario import Scenario
from core.specs import ProblemSpec, RacerSpec
from tests.sampling import sampled
from tui.lessons import lesson, lesson_texts

MAX_STEPS, MAX_RACES = 60_000, 6  # of a lesson that takes about a second


def with_rates(scenario: Scenario, factor: float) -> Scenario:
    def scaled(racer: RacerSpec) -> RacerSpec:
        return racer.with_value("lr", factor * racer.number("lr"))

    return replace(scenario, racers=tuple(map(scaled, scenario.racers)))


def halved(scenario: Scenario) -> Scenario:
    """All learning rates halved."""
    return with_rates(scenario, 0.5)


def frozen(scenario: Scenario) -> Scenario:
    """All learning rates 0: nothing moves."""
    return with_rates(scenario, 0)


def moved(scenario: Scenario) -> Scenario:
    """Another start."""
    start = scenario.start if scenario.start is not None else scenario.race().start
    return replace(scenario, start=tuple(0.9 * x + 0.05 for x in start))


def exchanged(scenario: Scenario) -> Scenario:
    """Each racer with the settings of the one before, under its own name."""
    racers = scenario.racers
    pairs = zip((racers[-1], *racers[:-1]), scenario.names, strict=True)
    return replace(scenario, racers=tuple(replace(spec, label=name) for spec, name in pairs))


def replaced(scenario: Scenario) -> Scenario:
    """Each racer with another method and the same rate."""

    def other(racer: RacerSpec, name: str) -> RacerSpec:
        method = "sign_sgd" if racer.optimizer == "sgd" else "sgd"
        return replace(RacerSpec.parse(f"{method} lr={racer.number('lr')!r}"), label=name)

    pairs = zip(scenario.racers, scenario.names, strict=True)
    return replace(scenario, racers=tuple(other(racer, name) for racer, name in pairs))


def reshaped(scenario: Scenario) -> Scenario:
    """Another landscape: a formula 1.4 times as high, and tilted; else the first parameter 1.4 times as large."""
    problem = scenario.problem
    if problem.formula:
        return replace(scenario, problem=ProblemSpec.parse(f"1.4*({problem.formula}) + 0.05*(x + y)"))
    for hyper in problem.hypers:
        other = _grown(problem, hyper)
        if other is not None:
            return replace(scenario, problem=other)
    return scenario


def _grown(problem: ProblemSpec, hyper: Hyper) -> ProblemSpec | None:
    value = problem.get(hyper.name)
    if hyper.kind != "real" or not isinstance(value, float | int) or not value:
        return None
    try:
        return problem.with_value(hyper.name, 1.4 * value)
    except HyperError:
        return None


CHANGES: tuple[Callable[[Scenario], Scenario], ...] = (halved, frozen, moved, exchanged, reshaped, replaced)


def never_refuted(one: Lesson) -> Iterator[Claim]:
    """The claims that hold whatever is changed."""
    left = one.claims
    for change in CHANGES:
        scenarios = {name: tuple(map(change, variants)) for name, variants in one.scenarios.items()}
        outcomes = Examination(replace(one, scenarios=scenarios, claims=left)).complete()
        left = tuple(outcome.claim for outcome in outcomes if outcome.passed)
        if not left:
            return
    yield from left


def is_cheap(name: str) -> bool:
    races = [race for variants in lesson(name).scenarios.values() for race in variants]
    return lesson(name).steps <= MAX_STEPS and len(races) <= MAX_RACES


@pytest.mark.parametrize("name", sampled((name for name in lesson_texts() if is_cheap(name)), 2))
def test_each_claim_can_fail(name: str) -> None:
    assert [claim.says for claim in never_refuted(lesson(name))] == []


@pytest.mark.system
@pytest.mark.parametrize("name", [name for name in lesson_texts() if not is_cheap(name)])
def test_each_claim_of_a_long_lesson_can_fail(name: str) -> None:
    assert [claim.says for claim in never_refuted(lesson(name))] == []


def test_a_claim_that_always_holds_is_found() -> None:
    one = lesson("scale")
    empty = replace(one.claims[0], expected=Between(low=-1e300))
    assert list(never_refuted(replace(one, claims=(one.claims[0], empty)))) == [empty]
