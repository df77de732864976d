"""Files from a hostile hand are read or refused in one sentence, each in half a second, with little memory."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import pytest

from core.lessons import LessonError, read_lesson
from core.problems import check_data
from core.safe_text import safe_text
from core.scenario import Scenario
from core.toml_bounds import MAX_DEPTH
from core.toml_positions import MAX_LENGTH, parsed
from tests.hostile_toml import LESSONS, SCENARIOS, hostile_files

MAX_SECONDS = 0.5
LONGEST_SENTENCE = 4_000  # one that names all racers of a scenario


def read_scenario(text: str) -> None:
    check_data(Scenario.from_toml(text).problem)


KINDS: dict[str, tuple[Callable[[str], object], tuple[str, ...]]] = {
    "scenario": (read_scenario, SCENARIOS),
    "lesson": (read_lesson, LESSONS),
}


def refusal(read: Callable[[str], object], text: str) -> str:
    """Why the text is refused, or nothing; checks the sentence and the time that it took."""
    begin = time.process_time()
    sentence = _sentence(read, text)
    assert time.process_time() - begin < MAX_SECONDS, sentence
    assert sentence is None or 0 < len(sentence) < LONGEST_SENTENCE
    assert "\n" not in (sentence or "")
    return safe_text(sentence or "")


def _sentence(read: Callable[[str], object], text: str) -> str | None:
    try:
        read(text)
    except ValueError as error:
        return str(error)
    return None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.system) for seed in range(4, 54))])
def test_generated_files(kind: str, seed: int) -> None:
    read, texts = KINDS[kind]
    refused = [refusal(read, text) for text in hostile_files(texts, seed, 60)]
    assert any(refused)
    assert not all(refused)


DEEP = {
    "lists": "a = " + "[" * 10_000,
    "whole lists": "a = " + "[" * 10_000 + "]" * 10_000,
    "lists over lines": "a = " + "[\n" * 10_000,
    "tables": "a = " + "{a=" * 10_000,
    "dotted key": ".".join("a" * 10_000) + " = 1",
    "quoted dotted key": ".".join(['"a"'] * 10_000) + " = 1",
    "header": "[" + " . ".join("a" * 10_000) + "]",
    "header of a list": "[[" + ".".join("a" * 10_000) + "]]",
    "behind a text": "b = '''[[[ \"\"\" '''\na = " + "[" * 10_000,
    "behind a comment": "# ' [[[\na = " + "[" * 10_000,
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_depth_is_bounded_before_parsing(text: str) -> None:
    tracemalloc.start()
    begin = time.process_time()
    try:
        with pytest.raises(ValueError, match=rf"^line \d+: the file is .* too deeply.* {MAX_DEPTH} levels"):
            parsed(text)
        assert time.process_time() - begin < 0.1
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


SHALLOW = {
    "brackets in a text": "a = '" + "[" * 10_000 + "'\n",
    "brackets in a long text": 'a = """\n' + '[\\"[{.\n' * 10_000 + '"""\n',
    "quotes before the end": 'a = """x"""""\nb = [[["y"]]]\n',
    "brackets in comments": "# [[[[ {{{{ ....\n" * 5_000,
    "dots in numbers": "a = [" + "1.5, " * 10_000 + "]\n",
    "many keys": "\n".join(f"a{number}.b.c.d = 1" for number in range(4_000)),
    "many tables": "\n".join(f"[a.b.c{number}]" for number in range(4_000)),
    "many items": "[[a]]\n" * 10_000,
    "blank lines": "\n" * 100_000,
    "a line of blanks": "a = 1" + " " * 190_000,
    "a long key": "k" * 190_000 + " = 1",
    "escapes": 'a = "' + r"\u0041" * 30_000 + '"',
}


@pytest.mark.parametrize("text", SHALLOW.values(), ids=SHALLOW)
def test_what_is_not_deep_is_parsed(text: str) -> None:
    assert len(text) <= MAX_LENGTH
    begin = time.process_time()
    parsed(text)
    assert time.process_time() - begin < 6 * MAX_SECONDS
    for read, _ in KINDS.values():
        refusal(read, text)


def test_places_are_found_in_no_time() -> None:
    blanks = " " * 100_000
    begin = time.process_time()
    with pytest.raises(LessonError, match="unknown key"):
        read_lesson(f"title = 'x'\ntext = '''\n[{blanks}\n'''\n[scenario]\nproblem = 'beale'\nstesp = 1\n")
    assert time.process_time() - begin < MAX_SECONDS


# What a lesson may ask for

ALL = ", ".join(f'"sgd lr={number}"' for number in range(64))
SEEDS = ",".join(map(str, range(64)))
CLAIM = '[[claims]]\nsays = "c"\nracer = "{racer}"\nmeasure = "{measure}"\ntake = "max"\nlow = 0\n'
SUM = "+".join(["loss"] * 60)


def lesson_of(problem: str, racers: str, steps: int, claims: int, measure: str = "loss", racer: str = "sgd") -> str:
    claim = CLAIM.format(racer=racer, measure=measure) + ('across = "mean"\n' if "[" in problem else "")
    scenario = f'[scenario]\nproblem = "{problem}"\nracers = [{racers}]\nsteps = {steps}\n'
    return f'title = "t"\ntext = "t"\n{scenario}{claim * claims}'


TOO_MUCH = {
    "steps of many racers": lesson_of("quadratic", ALL, 1_000_000, 1, racer="sgd lr=1"),
    "variants": lesson_of("quadratic kappa=[" + SEEDS.replace("0,", "", 1) + "]", '"sgd"', 1_000_000, 1),
    "rows of data": lesson_of("logistic n=10000", '"sgd"', 1_000_000, 1),
    "curvature": lesson_of("quadratic", '"sgd"', 1_999, 100, "lambda_max"),
    "values of a rule": lesson_of("quadratic", '"adam"', 1_999, 100, "m_x", "adam"),
    "reading": lesson_of("quadratic", '"sgd"', 1_000_000, 100, SUM),
}


@pytest.mark.parametrize("text", TOO_MUCH.values(), ids=TOO_MUCH)
def test_work_is_bounded_before_it_is_done(text: str) -> None:
    assert "updates of a simple rule: at most 10,000,000 are allowed" in refusal(read_lesson, text)


MANY = {
    "racers": "racers = [" + '"sgd", ' * 30_000 + "]",
    "lists of racers": "racers = [" + 60 * f'"sgd lr=[{SEEDS}]", ' + "]",
    "rules": "\n".join(f"[rules.a{number}]\nrule = 'theta = theta - lr*g'" for number in range(4_000)),
}


@pytest.mark.parametrize("text", MANY.values(), ids=MANY)
def test_racers_and_rules_are_counted_before_they_are_read(text: str) -> None:
    assert "at most" in refusal(read_scenario, text)


def test_made_data_are_not_made_to_be_checked() -> None:
    seeds = ",".join(map(str, range(20)))
    assert refusal(read_lesson, lesson_of(f"logistic n=10000 data_seed=[{seeds}]", '"sgd"', 10, 1)) == ""


@pytest.mark.parametrize("measure", ["loss", "gap", "distance"])
def test_landscapes_are_not_searched_to_read_a_lesson(measure: str) -> None:
    tables = "".join(
        f'[scenarios.s{number}]\nproblem = "sin({number + 2}*x) + cos({number + 3}*y) + x*y"\nracers = ["sgd"]\n'
        for number in range(16)
    )
    tables += "".join(
        f'[scenarios.t{number}]\nproblem = "rastrigin bounds=[[-{number + 2},1]]"\nracers = ["sgd"]\n'
        for number in range(16)
    )
    claims = "".join(
        f'[[claims]]\nsays = "c"\nscenario = "{kind}{number}"\nmeasure = "{measure}"\nlow = 0\n'
        for kind in "st"
        for number in range(16)
    )
    assert refusal(read_lesson, f'title = "t"\ntext = "t"\n{tables}{claims}') == ""


def test_data_are_bounded_before_they_are_made() -> None:
    told = refusal(read_lesson, lesson_of(f"logistic n=10000 data_seed=[{SEEDS}]", '"sgd"', 10, 1))
    assert "640,000 rows of data are too many: at most 200,000 are allowed together" in told


def test_variants_are_bounded_over_all_scenarios() -> None:
    tables = "".join(
        f'[scenarios.s{number}]\nproblem = "quadratic angle=[{SEEDS}]"\nracers = ["sgd"]\n' for number in range(4)
    )
    told = refusal(read_lesson, f'title = "t"\ntext = "t"\n{tables}')
    assert "at most 200 are allowed together with their variants" in told


@pytest.mark.parametrize("name", ["k" * 41, "k" * 10_000, '"a b"', '""', "η"])
def test_the_name_of_a_quantity_is_one_that_formulas_can_read(name: str) -> None:
    quoted = f'"{name}"' if name == "η" else name
    claim = f'[[claims]]\nsays = "c"\nlet.{quoted} = {{measure = "loss"}}\nmeasure = "1"\nlow = 0\n'
    sentence = refusal(read_lesson, f'title = "t"\ntext = "t"\n[scenario]\nracers = ["sgd"]\n{claim}')
    assert "a name is up to 40 letters, digits and _" in sentence
    assert len(sentence) < 300


def test_quantities_are_bounded() -> None:
    let = ", ".join(f'q{number} = {{measure = "loss"}}' for number in range(17))
    claim = f'[[claims]]\nsays = "c"\nlet = {{{let}}}\nmeasure = "q0"\nlow = 0\n'
    told = refusal(read_lesson, f'title = "t"\ntext = "t"\n[scenario]\nracers = ["sgd"]\n{claim}')
    assert "at most 16 quantities are allowed (got 17)" in told
