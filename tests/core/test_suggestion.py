"""Near misses: one way to find what was meant, wherever a name is typed."""

from __future__ import annotations

import pytest

from core.suggestion import hint, nearest, suggestion


@pytest.mark.parametrize(
    ("word", "known", "name"),
    [
        ("adm", ["sgd", "adam", "adamw"], "adam"),
        ("ADAM", ["sgd", "adam"], "adam"),
        ("--step", ["--steps", "--start"], "--steps"),
        ("styblinski-tang", ["beale", "styblinski_tang"], "styblinski_tang"),
        ("beta", ["beta1", "beta2"], "beta1"),
        ("xyz", ["sgd", "adam"], None),
        ("adam", [], None),
    ],
)
def test_the_nearest_name(word: str, known: list[str], name: str | None) -> None:
    assert nearest(word, known) == name
    assert suggestion(word, known) == (f". Did you mean {name}?" if name else "")


def test_all_names_where_none_is_near() -> None:
    assert hint("adm", ("sgd", "adam")) == ". Did you mean adam?"
    assert hint("xyz", ("sgd", "adam")) == ". Choose from sgd, adam"
    assert hint("xyz", ("sgd", "adam"), "it has") == ". it has sgd, adam"


def test_a_word_of_any_length_is_compared_quickly() -> None:
    assert nearest("adam" + "!" * 1_000_000, ["adam"]) is None
