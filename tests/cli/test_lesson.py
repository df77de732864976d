"""`fallline lesson`: the list, one lesson, all of them, a teacher's own, and what is refused."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from core.lessons import Examination
from core.lessons.costs import total_cost
from tests.command import Call
from tui.lessons import lesson, lesson_name, lesson_texts

SHORT = 100_000
"""The cost in updates of a simple rule that takes a third of a second; `make test-system` measures longer lessons."""

NAMES = tuple(lesson_texts())


def is_short(name: str) -> bool:
    return total_cost(lesson(name).scenarios, lesson(name).claims) <= SHORT


OWN = """
title = "Mine"
text = "A bowl."

[scenario]
problem = "x^2 + y^2"
start = [1, 0]
steps = 10
racers = ["sgd lr=0.25"]

[[claims]]
says = "Half of it is left after each step."
measure = "x"
expected = "0.5^10"
tolerance = "1%"
source = "school"

[[claims]]
says = "It leaves."
take = "steps until x > 2"
expected = "never"
"""


@pytest.fixture
def call(call: Call) -> Call:
    """Run `fallline lesson`."""
    return partial(call, "lesson")


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(OWN, encoding="utf-8")
    return file


def check(name: str) -> None:
    outcomes = Examination(lesson(name)).complete()
    assert outcomes
    assert [o for o in outcomes if not o.passed] == []


@pytest.mark.parametrize("name", [name for name in NAMES if is_short(name)])
def test_a_lesson_holds(name: str) -> None:
    check(name)


@pytest.mark.system
@pytest.mark.parametrize("name", [name for name in NAMES if not is_short(name)])
def test_a_long_lesson_holds(name: str) -> None:
    check(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_is_complete(name: str) -> None:
    one = lesson(name)
    assert one.course
    assert len(one.text) > 300
    assert [claim.says for claim in one.claims if not claim.source] == []
    measured = {quantity.scenario for claim in one.claims for quantity in claim.quantities.values()}
    assert measured == set(one.scenarios)  # nothing is raced for nothing


def test_the_list_has_every_lesson(call: Call) -> None:
    done = call()
    assert (done.code, done.err) == (0, "")
    assert "The chapter" in done.out
    assert all(f"{name} " in done.out for name in NAMES)
    data = json.loads(call("--json").out)
    assert [each["lesson"] for each in data] == list(NAMES)


def test_one_lesson_is_told_and_measured(call: Call) -> None:
    done = call("stability-limit")
    assert (done.code, done.err) == (0, "")
    assert "hops between" in done.out
    assert "✓" in done.out
    assert "✗" not in done.out
    assert "theory: a factor 1 − ηλ a step" in done.out
    assert "4 of 4 claims hold" in done.out


def test_claims_as_json(call: Call, own: Path) -> None:
    done = call(str(own), "--json")
    assert done.code == 0
    data: Any = json.loads(done.out)
    first, second = data["claims"]
    assert first == {
        "lesson": "mine",
        "claim": "Half of it is left after each step.",
        "expected": 0.5**10,
        "tolerance": "1%",
        "low": None,
        "high": None,
        "measured": 0.5**10,
        "pass": True,
        "source": "school",
    }
    assert (second["expected"], second["measured"]) == ("never", "never")
    assert (data["passed"], data["failed"]) == (2, 0)


def test_a_claim_that_fails_is_shown_and_ends_in_1(call: Call, own: Path) -> None:
    own.write_text(OWN.replace("0.5^10", "0.6^10"), encoding="utf-8")
    done = call(str(own))
    assert done.code == 1
    assert "✗ Half of it" in done.out
    assert "1 of 2 claims hold, 1 fail" in done.out
    failed = json.loads(call(str(own), "--json").out)
    assert [claim["pass"] for claim in failed["claims"]] == [False, True]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("stability",), "Did you mean stability-limit?"),
        (("nothing-like-it",), "fallline lesson lists them"),
        (("none.toml",), "No such file"),
        (("--all", "adam"), "name none beside it"),
        (("--jsn",), "Did you mean --json?"),
    ],
)
def test_refusals_in_one_line(call: Call, words: tuple[str, ...], sentence: str) -> None:
    done = call(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("fallline lesson: ")
    assert done.err.count("\n") == 1
    assert sentence in done.err


def test_a_mistake_names_file_and_line(call: Call, own: Path) -> None:
    own.write_text(OWN.replace("steps = 10", "stpes = 10"), encoding="utf-8")
    done = call(str(own))
    assert done.code == 2
    assert f"{own}: line 8: scenario: unknown key 'stpes'. Did you mean steps?" in done.err
    own.write_text(OWN.replace("x^2 + y^2", "regression data=nosuch.csv"), encoding="utf-8")
    assert f"{own}: line 6: scenario: problem: can't read the data" in call(str(own)).err
    own.write_bytes(b"\xff\xfe")
    assert "not UTF-8" in call(str(own)).err


def test_data_lie_beside_the_lesson(call: Call, own: Path) -> None:
    (own.parent / "points.csv").write_text("a,b\n1,2\n2,4\n3,6.5\n", encoding="utf-8")
    text = OWN.replace("x^2 + y^2", "regression data=points.csv x=a y=b").replace("x > 2", "x > 1000")
    own.write_text(text.replace('measure = "x"', 'measure = "0*x + 0.5^10"'), encoding="utf-8")
    assert call(str(own)).code == 0


def test_a_file_without_an_end_is_refused(call: Call) -> None:
    assert call("/dev/zero").code == 2


@pytest.mark.system
def test_all_lessons_at_once(call: Call) -> None:
    done = call("--all", "--json")
    assert done.code == 0
    assert {claim["lesson"] for claim in json.loads(done.out)["claims"]} == set(NAMES)


def test_names_are_those_of_the_files() -> None:
    assert lesson_name("07-adam.toml") == "adam"
    assert lesson_name("mine.toml") == "mine"
    assert len(NAMES) >= 24
