"""The order of the racers, which the app and the command line share."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pytest

from core.arrays import Array
from core.scenario import Scenario
from core.standings import COLUMNS, WORDS, Standing, ranking, status_text
from core.status import RUNNING, Kind, Status


@dataclass(frozen=True, eq=False)
class Entrant:
    name: str
    last: float
    status: Status = RUNNING

    @property
    def loss(self) -> Array:
        return np.array([-1.0, self.last])


DIVERGED = Status("diverged", "it left", 3)
ENTRANTS = (
    Entrant("best", -2.0),
    Entrant("second", 1.0, Status("target", "there", 1)),
    Entrant("endless", math.inf),
    Entrant("unknown", math.nan),
    Entrant("low before it diverged", -9.0, DIVERGED),
    Entrant("high before it diverged", 9.0, DIVERGED),
    Entrant("never finite", math.nan, DIVERGED),
)


@pytest.mark.parametrize("order", itertools.islice(itertools.permutations(range(len(ENTRANTS))), 0, None, 97))
def test_a_loss_of_nan_is_behind_all_and_the_diverged_are_last(order: tuple[int, ...]) -> None:
    assert ranking(ENTRANTS[i] for i in order) == ENTRANTS


def test_equals_keep_their_order() -> None:
    twins = Entrant("one", 1.0), Entrant("two", 1.0)
    assert ranking(twins) == twins
    assert ranking(reversed(twins)) == twins[::-1]


def test_a_race_in_which_one_never_was_finite() -> None:
    race = Scenario("log(x) + y^2", ("wild: sgd", "calm: sgd lr=0"), (-1.0, 0.0), steps=3).race().advance(3)
    assert [racer.name for racer in ranking(race.racers)] == ["wild", "calm"]  # both NaN from the start


def test_the_numbers_of_a_row() -> None:
    standing = Standing(math.nan, best=1e-5, grad_norm=12345.6, to_target=None, evaluations=40, point=(-1.0, 2e-10))
    assert {title: text(standing) for title, text in COLUMNS.items()} == {
        "loss": "nan",
        "best": "1.000e−5",
        "‖∇f‖": "1.235e4",
        "reached at": "–",
        "evals": "40",
        "θ": "(−1.000, 2.000e−10)",
    }


@pytest.mark.parametrize("kind", get_args(Kind))
def test_every_status_has_a_sign_and_words(kind: Kind) -> None:
    """Colour alone says nothing; nor does a word that the sentence says again."""
    assert WORDS[kind]
    text = status_text(Status(kind, "the sentence"))
    sign, rest = text.split(" ", 1)
    assert sign in "·–✓✗"
    assert rest.endswith("the sentence")
    assert status_text(Status(kind)) == f"{sign} {WORDS[kind]}"
