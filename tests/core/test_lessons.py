"""Lessons: what their files may say, how mistakes are told, and that what is measured is what was asked for."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.lessons import Examination, Lesson, LessonError, Outcome, read_lesson
from core.lessons.lesson import Near
from core.lessons.names import known_names, named_values, names_of, rule_names
from core.optimizers import OPTIMIZERS
from core.optimizers.own import own_optimizer
from core.scenario import Scenario
from core.specs import RacerSpec

HEAD = """\
title = "A lesson"
text = "Some *text*."
"""
SCENARIO = """
[scenario]
problem = "(x^2 + 100*y^2)/2"
start = [1, 1]
steps = 300
racers = ["slow: sgd lr=0.001", "fast: sgd lr=0.019", "adam lr=0.1", "wild: sgd lr=1"]
"""


def with_claim(text: str, scenario: str = SCENARIO) -> str:
    return f'{HEAD}{scenario}\n[[claims]]\nsays = "It is so."\n{text}\n'


def outcome(text: str, scenario: str = SCENARIO) -> Outcome:
    (found,) = Examination(read_lesson(with_claim(text, scenario))).complete()
    return found


def measured(text: str, scenario: str = SCENARIO) -> float:
    value = outcome(text + "\nlow = 0", scenario).measured
    assert isinstance(value, float)
    return value


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return read_lesson(with_claim('racer = "slow"\nmeasure = "x"\nexpected = "0.999^300"\ntolerance = 1e-9'))


def test_a_lesson_holds_what_its_file_says(lesson: Lesson) -> None:
    assert (lesson.title, lesson.text, lesson.course) == ("A lesson", "Some *text*.", "")
    (only,) = lesson.scenarios.values()
    racers = ("slow: sgd lr=0.001", "fast: sgd lr=0.019", "adam lr=0.1", "wild: sgd lr=1")
    assert only == (Scenario("(x^2 + 100*y^2)/2", racers, (1.0, 1.0), steps=300),)
    assert lesson.claims[0].says == "It is so."
    assert lesson.claims[0].expected == Near(0.999**300, 1e-9)
    assert lesson.steps == 4 * 300


def test_a_lesson_says_what_it_shows(lesson: Lesson) -> None:
    assert lesson.show == ()
    wanted = 'show = ["surface", "weights and loss", "data"]\n'
    assert read_lesson(wanted + with_claim('racer = "slow"\nmeasure = "x"\nlow = 0')).show == (
        "surface",
        "weights and loss",
        "data",
    )


@pytest.mark.parametrize("wrong", ['"surface"', "[3]"])
def test_what_is_shown_is_a_list_of_texts(wrong: str) -> None:
    with pytest.raises(LessonError, match="line 1: show must be a list of texts"):
        read_lesson(f"show = {wrong}\n" + with_claim('racer = "slow"\nmeasure = "x"\nlow = 0'))


def test_what_cannot_be_shown_is_told_with_its_line() -> None:
    def check(names: tuple[str, ...]) -> None:
        raise ValueError(f"no {' and '.join(names)} here")

    with pytest.raises(LessonError, match="line 1: show: no sun and moon here"):
        read_lesson('show = ["sun", "moon"]\n' + with_claim('racer = "slow"\nmeasure = "x"\nlow = 0'), "", check)


def test_a_claim_is_measured(lesson: Lesson) -> None:
    examination = Examination(lesson)
    (found,) = examination.complete()
    assert found.passed
    assert examination.passed
    assert found.measured == pytest.approx(0.999**300, rel=1e-12)


TEXTS = ("ask", "source")
"""The keys of a claim that hold a text and may be missing."""

SLOW = 0.999 ** np.arange(301.0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('racer = "slow"\nmeasure = "x"\ntake = "first"', 1.0),
        ('racer = "slow"\nmeasure = "x"\ntake = "step 7"', SLOW[7]),
        ('racer = "slow"\nmeasure = "x"\ntake = "max"', 1.0),
        ('racer = "slow"\nmeasure = "x"\ntake = "min"', SLOW[300]),
        ('racer = "slow"\nmeasure = "x"\ntake = "mean"', SLOW.mean()),
        ('racer = "slow"\nmeasure = "x"\ntake = "mean"\nover = 10', SLOW[291:].mean()),
        ('racer = "slow"\nmeasure = "x"\ntake = "max"\nover = [100, 200]', SLOW[100]),
        ('racer = "slow"\ntake = "steps until x <= 0.9"', 106.0),
        ('racer = "slow"\ntake = "steps until x <= 0"', math.inf),
        ('racer = "slow"\nmeasure = "k"', 300.0),
        ('racer = "slow"\nmeasure = "lr"', 0.001),
        ('racer = "slow"\nmeasure = "-dx*1000"\ntake = "step 1"', 1.0),
        ('racer = "slow"\nmeasure = "step_length"\ntake = "step 1"', math.hypot(0.001, 0.1)),
        ('racer = "slow"\nmeasure = "loss"\ntake = "first"', 50.5),
        ('racer = "slow"\nmeasure = "grad_norm"\ntake = "first"', math.hypot(1, 100)),
        ('racer = "slow"\nmeasure = "lambda_max + lambda_min"', 101.0),
        ('racer = "slow"\nmeasure = "g_y"\ntake = "step 1"', 100.0),
        ('racer = "adam"\nmeasure = "m_hat_y"\ntake = "step 1"', 100.0),
        ('racer = "adam"\nmeasure = "v_y"\ntake = "step 1"', 10.0),
        ('racer = "adam"\nmeasure = "sqrt(v_hat_x)"\ntake = "max"\nover = [0, 1]', 1.0),
        ('racer = "slow"\nmeasure = "2"\ntake = "mean"', 2.0),
    ],
)
def test_what_is_taken(text: str, value: float) -> None:
    assert measured(text) == pytest.approx(value, rel=1e-9)


OF_GAP = 'let.a = {racer = "sgd", measure = "gap"}\nmeasure = "where(a < 1, 1, 2)"\n'


def test_gap_and_distance_need_a_known_minimum() -> None:
    valley = '[scenario]\nproblem = "rosenbrock"\nstart = [0, 0]\nsteps = 10\nracers = ["sgd lr=0.001"]\n'
    assert measured('measure = "gap"\ntake = "first"', valley) == 1.0
    assert measured('measure = "distance"\ntake = "first"', valley) == pytest.approx(math.sqrt(2))
    falling = valley.replace("rosenbrock", "x^2 - y^2")
    for claim in ('measure = "gap"\nlow = 0', 'take = "steps until gap < 1"\nlow = 0', f"{OF_GAP}low = 0"):
        (outcome,) = Examination(read_lesson(with_claim(claim, falling))).complete()
        assert isinstance(outcome.measured, float)
        assert math.isnan(outcome.measured)
        assert not outcome.passed
        assert outcome.note == "f* is not known here"


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_value_of_a_rule_has_a_name_of_its_own(name: str) -> None:
    race = Scenario("rosenbrock", (name,), steps=5).race().advance(5)
    racer = race.racers[0]
    names = known_names(race.scenario, 0)
    assert len(set(names)) == len(names)
    terms = racer.terms(4)
    meant = rule_names(racer.spec, names_of(racer.problem))
    assert {value for value, _ in meant.values()} >= terms.keys() - {"theta", "f", "lr", "at"}
    found = named_values(racer, meant, np.array([4]))
    for word, (value, coordinate) in meant.items():
        if value in terms:
            np.testing.assert_array_equal(found[word][0], np.atleast_1d(terms[value])[coordinate], err_msg=word)


def test_a_rules_value_that_is_called_as_a_measure_is_told_apart() -> None:
    valley = '[scenario]\nproblem = "rosenbrock"\nstart = [0, 0]\nsteps = 10\nracers = ["polyak f_min=-3"]\n'
    assert measured('measure = "gap"\ntake = "first"', valley) == 1.0
    assert measured('measure = "rule_gap"\ntake = "step 1"', valley) == 4.0
    assert measured('measure = "k"\ntake = "step 3"', valley.replace("polyak f_min=-3", "fromage")) == 3.0
    assert "rule_k" in known_names(Scenario("rosenbrock", ("fromage",)), 0)


def test_no_value_of_an_own_rule_hides_another_one() -> None:
    rule = "loss: 0\nrule_loss: 0\nm: 0*theta\nm_x: 0\nloss = 7\nrule_loss = 8\nm_x = 9\nm = g\ntheta = theta - lr*m"
    spec = RacerSpec("mine", own=own_optimizer("mine", rule, "lr=0.001"))
    race = Scenario("rosenbrock", (spec,), start=(0.0, 0.0), steps=3).race().advance(3)
    names = known_names(race.scenario, 0)
    assert len(set(names)) == len(names)
    found = named_values(race.racers[0], names, np.array([1]))
    assert found["loss"][0] == race.racers[0].loss[1]
    assert {found[name][0] for name in ("rule_loss", "rule_rule_loss")} == {7.0, 8.0}
    assert {found[name][0] for name in ("m_x", "rule_m_x")} == {9.0, -2.0}


def test_what_belongs_to_an_update_stands_at_the_step_that_it_led_to() -> None:
    falling = '[scenario]\nproblem = "x^2 + y^2"\nstart = [1, 0]\nsteps = 10\n'
    falling += 'racers = ["sgd lr=0.4 schedule=exponential(gamma=0.5)"]\n'
    for step, rate in ((1, 0.4), (2, 0.2), (4, 0.05)):
        assert measured(f'measure = "lr"\ntake = "step {step}"', falling) == pytest.approx(rate)
        assert measured(f'measure = "-dx/g_x"\ntake = "step {step}"', falling) == pytest.approx(rate)
        assert measured(f'measure = "step_length/abs(g_x)"\ntake = "step {step}"', falling) == pytest.approx(rate)
    assert math.isnan(measured('measure = "lr"\ntake = "first"', falling))


def test_racers_are_compared() -> None:
    let = 'let.a = { racer = "slow", measure = "x" }\nlet.b = { racer = "slow", measure = "x", take = "step 299" }\n'
    assert measured(let + 'measure = "a/b"') == pytest.approx(0.999)


def test_a_status_is_a_claim() -> None:
    assert outcome('racer = "wild"\nmeasure = "status"\nexpected = "diverged"').passed
    assert not outcome('racer = "slow"\nmeasure = "status"\nexpected = "converged"').passed
    assert outcome('racer = "wild"\nmeasure = "status"\ntake = "step 2"\nexpected = "running"').passed


def test_a_racer_that_has_left_has_no_value_later_on() -> None:
    found = outcome('racer = "wild"\nmeasure = "loss"\ntake = "step 300"\nlow = 0')
    assert not found.passed
    assert math.isnan(float(found.measured))
    assert "wild left the finite numbers at step" in found.note


def test_variants_of_a_scenario_are_put_together() -> None:
    data = '[scenario]\nproblem = "regression data_seed=[0,1,2]"\nsteps = 5\nracers = ["sgd lr=0.1"]\n'
    races = [Scenario(f"regression data_seed={seed}", ("sgd lr=0.1",), steps=5).race().advance(5) for seed in range(3)]
    losses = [float(race.racers[0].loss[-1]) for race in races]
    for across, value in (
        ("mean", np.mean(losses)),
        ("min", min(losses)),
        ("max", max(losses)),
        ("spread", np.std(losses)),
    ):
        assert measured(f'measure = "loss"\nacross = "{across}"', data) == pytest.approx(value, rel=1e-12)


def test_scenarios_with_names_and_rules() -> None:
    text = """
[scenarios.plain]
problem = "x^2 + y^2"
racers = ["sgd lr=0.1"]
steps = 10
[scenarios."own rule"]
problem = "x^2 + y^2"
racers = ["mine"]
steps = 10
[scenarios."own rule".rules.mine]
settings = "lr=0.2"
rule = "theta = theta - lr/2*g"
"""
    let = (
        'let.a = { scenario = "plain", measure = "x" }\nlet.b = { scenario = "own rule", measure = "x" }\n'
        'measure = "a/b"\nexpected = 1\ntolerance = 1e-12'
    )
    assert outcome(let, text).passed


@pytest.mark.parametrize(
    ("expected", "value", "holds"),
    [
        ("expected = 1\ntolerance = 0.5", 1.5, True),
        ("expected = 1\ntolerance = 0.4", 1.5, False),
        ('expected = 100\ntolerance = "5%"', 104.9, True),
        ('expected = -100\ntolerance = "5%"', -106, False),
        ("low = 1\nhigh = 2", 2, True),
        ("low = 1", 0.9, False),
        ("high = 1", 0.9, True),
        ("low = 1", math.nan, False),
    ],
)
def test_what_holds(expected: str, value: float, holds: bool) -> None:
    (claim,) = read_lesson(with_claim(f'racer = "slow"\nmeasure = "x"\n{expected}')).claims
    assert claim.expected.holds(value) is holds


def test_never_is_never() -> None:
    until = 'racer = "slow"\ntake = "steps until x <= 0"\n'
    assert outcome(until + 'expected = "never"').passed
    assert not outcome(until + "expected = 3\ntolerance = 1").passed
    assert not outcome('racer = "slow"\ntake = "steps until x <= 0.9"\nexpected = "never"').passed
    assert str(outcome(until + 'expected = "never"').claim.expected) == "never"


@pytest.mark.system
def test_work_comes_in_slices_and_ends() -> None:
    text = with_claim('racer = "slow"\nmeasure = "x"\nlow = 0').replace("steps = 300", "steps = 200000")
    examination = Examination(read_lesson(text))
    progress = [examination.progress]
    while not examination.work(1e-4):
        progress.append(examination.progress)
    assert len(progress) > 3
    assert progress == sorted(progress)
    assert examination.progress == 1
    assert examination.outcomes[0] is not None


def test_a_lesson_without_claims_is_done_at_once() -> None:
    examination = Examination(read_lesson(HEAD + SCENARIO))
    assert examination.done
    assert examination.complete() == []


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ('titel = "A"', 1, "unknown key 'titel'. Did you mean title?"),
        ('title = "A"', None, "the key text is missing"),
        ("title = 3", 1, "title must be a text"),
        (HEAD, None, "either one [scenario] or several"),
        (HEAD + SCENARIO.replace("steps", "stesp"), 7, "scenario: unknown key 'stesp'. Did you mean steps?"),
        (HEAD + SCENARIO.replace("adam lr", "adm lr"), 8, 'No optimizer "adm". Did you mean adam?'),
        (HEAD + SCENARIO.replace("x^2", "X^2"), 5, 'unknown name "X"'),
        (HEAD + "\n[scenario]\nsteps = 5\n", 4, "no racers"),
        (HEAD + SCENARIO + "\n[[claims]]\nlet = 5\n", 10, "claim 1: says must be the claim in one sentence"),
        (with_claim("expectd = 3"), 12, "unknown key 'expectd'. Did you mean expected?"),
        (with_claim('racer = "slow"\nmeasure = "y"\nexpected = 1'), 14, "tolerance is missing"),
        (with_claim('racer = "slow"\nmeasure = "y"\nexpected = 1\ntolerance = "much"'), 15, "tolerance is much"),
        (with_claim('racer = "slwo"\nmeasure = "y"\nlow = 1'), 12, "unknown racer 'slwo'. Did you mean slow?"),
        (with_claim('measure = "y"\nlow = 1'), 10, "which racer?"),
        (with_claim('racer = "slow"\nmeasure = "los"\nlow = 1'), 13, 'unknown name "los". Did you mean loss?'),
        (with_claim('racer = "slow"\nmeasure = "x <"\nlow = 1'), 13, "ends too early"),
        (with_claim('racer = "slow"\nmeasure = "x"\ntake = "lats"\nlow = 1'), 14, "take must be one of last, first"),
        (with_claim('racer = "slow"\nmeasure = "x"\ntake = "step 301"\nlow = 1'), 14, "beyond the scenario's 300"),
        (with_claim('racer = "slow"\nmeasure = "x"\nover = 5\nlow = 1'), 14, "over goes with take"),
        (with_claim('racer = "slow"\nmeasure = "x"\ntake = "max"\nover = 302\nlow = 1'), 15, "within [0, 300]"),
        (with_claim('racer = "slow"\ntake = "steps until x"\nlow = 1'), 13, "column 1: this is not a test"),
        (with_claim('racer = "slow"\nmeasure = "x"\ntake = "steps until x<1"\nlow = 1'), 13, "leave measure out"),
        (with_claim('racer = "slow"\nmeasure = "x"'), 10, "say expected"),
        (with_claim('racer = "slow"\nmeasure = "x"\nlow = 2\nhigh = 1'), 14, "low must not be above high"),
        (with_claim('racer = "slow"\nmeasure = "x"\nexpected = "2/0"\ntolerance = 1'), 14, "must be a number"),
        (with_claim('racer = "slow"\nmeasure = "status"\nexpected = "dead"'), 14, "one of running, target"),
        (with_claim('racer = "slow"\nmeasure = "x"\nacross = "mean"\nlow = 1'), 14, "across is for a scenario with"),
        (with_claim('measure = "a"\nlet.a = { racer = "slow", measure = "xx" }\nlow = 1'), 13, 'unknown name "xx"'),
        (with_claim('measure = "1"\nlet.a = { racer = "slow", measure = "x" }\nlow = 1'), 13, "does not read it"),
        *(
            (with_claim(f'racer = "slow"\nmeasure = "x"\nlow = 0\n{key} = 3'), 15, f"{key} must be a text")
            for key in TEXTS
        ),
        (HEAD + "claims = 3" + SCENARIO, 3, "claims must be tables"),
        ("title = ", None, "Invalid value"),
        ('title = "A"\ntext =\n', 2, "column 7: invalid value"),
    ],
)
def test_mistakes_are_told_with_line_and_key(text: str, line: int | None, sentence: str) -> None:
    with pytest.raises(LessonError) as caught:
        read_lesson(text)
    assert sentence in str(caught.value)
    if line is not None:
        assert str(caught.value).startswith(f"line {line}")


def test_the_claim_is_named_in_its_error() -> None:
    text = with_claim('racer = "slow"\nmeasure = "x"\nlow = 1') + '\n[[claims]]\nsays = "Second."\nlow = 1\n'
    with pytest.raises(LessonError, match=r"claim 2 “Second\."):
        read_lesson(text)


def test_names_that_take_a_replay_are_read_in_few_steps_only() -> None:
    long = SCENARIO.replace("300", "30000")
    with pytest.raises(LessonError, match="2000 steps: use over"):
        read_lesson(with_claim('racer = "adam"\nmeasure = "m_x"\ntake = "max"\nlow = 0', long))
    read_lesson(with_claim('racer = "adam"\nmeasure = "m_x"\ntake = "max"\nover = 100\nlow = 0', long))


@pytest.mark.parametrize("attack", ["__import__('os')", "().__class__", "lambda: 0", "x if x else y", "open"])
def test_nothing_in_a_lesson_is_executed(attack: str) -> None:
    with pytest.raises(LessonError):
        read_lesson(with_claim(f'racer = "slow"\nmeasure = "{attack}"\nlow = 0'))
    with pytest.raises(LessonError):
        read_lesson(with_claim(f'racer = "slow"\ntake = "steps until {attack}"\nlow = 0'))


SWEPT = HEAD + SCENARIO + '\n[[claims]]\nsays = "It is so."\nracer = "slow"\n'


def test_a_claim_may_be_about_a_sweep() -> None:
    text = SWEPT + 'axes = ["lr=[0.001,0.01,0.5]"]\nmeasure = "best_lr + 0*diverged"\nexpected = 0.01\ntolerance = 0'
    (outcome,) = Examination(read_lesson(text)).complete()
    assert outcome.measured == 0.01
    assert outcome.passed


@pytest.mark.system
@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('axes = ["lrr=1..2/3"]\nmeasure = "loss"', 'axis lrr: sgd has no "lrr". Did you mean lr?'),
        ('axes = "lr=1..2/3"\nmeasure = "loss"', 'axes must be a list of texts such as ["lr=1e-4..1/50"]'),
        ('axes = ["lr=1..2/3"]\nmeasure = "best_beta"', 'unknown name "best_beta". Did you mean best_lr?'),
        ('axes = ["lr=1..2/3"]\ntake = "max"\nmeasure = "loss"', "take is for the history of a race"),
        ('axes = ["lr=1..2/90000"]\nmeasure = "loss"', "a sweep of 27,000,000 updates is too large"),
    ],
)
def test_a_sweep_that_is_not_allowed_is_told(lines: str, told: str) -> None:
    with pytest.raises(LessonError) as error:
        read_lesson(f"{SWEPT}{lines}\nexpected = 1\ntolerance = 1")
    assert told in str(error.value)
