"""Where in a file a key stands: in its own table, and in the one of several that is meant."""

from __future__ import annotations

import pytest

from core.toml_positions import line_prefix

TEXT = """\
say = "at the top"
steps = 5

[scenario]
racers = [
  "adam",
  "sgd",
]

[scenario.rules.mine]
rule = "theta = theta"

[[claims]]
say = "first"

[[claims]]  # the second
say = "second"
at = 3

[[claims]]
say = "third"
"""


@pytest.mark.parametrize(
    ("key", "where", "line"),
    [
        ("say", {}, 1),
        ("steps", {}, 2),
        ("racers", {"after": "scenario"}, 5),
        ("racers", {"after": "scenario", "item": "sgd"}, 7),
        ("rule", {"after": "scenario"}, 11),
        ("rule", {"after": "scenario.rules.mine"}, 11),
        ("claims", {}, 13),
        *((("say", {"after": "claims", "nth": nth}, line)) for nth, line in enumerate((14, 17, 21))),
        *((("claims", {"after": "claims", "nth": nth}, line)) for nth, line in enumerate((13, 16, 20))),
        ("at", {"after": "claims", "nth": 1}, 18),
    ],
)
def test_a_key_is_found_in_its_own_table(key: str, where: dict[str, str | int], line: int) -> None:
    assert line_prefix(TEXT, key, **where) == f"line {line}: "  # type: ignore[arg-type]  # as the parameters declare


@pytest.mark.parametrize(
    ("key", "where"),
    [
        ("nothing", {}),
        ("at", {"after": "claims", "nth": 0}),
        ("at", {"after": "claims", "nth": 2}),
        ("say", {"after": "scenario"}),
    ],
)
def test_a_key_of_another_table_is_not_taken_for_it(key: str, where: dict[str, str | int]) -> None:
    assert line_prefix(TEXT, key, **where) == ""  # type: ignore[arg-type]  # as the parameters declare


@pytest.mark.parametrize("character", ["\x0b", "\x85", "\u2028"])
def test_lines_end_where_toml_ends_them(character: str) -> None:
    text = f"# a comment{character}with an odd character\nsteps = 5\n"
    assert line_prefix(text, "steps") == "line 2: "
