"""Foreign text made safe: nothing in it that is not printable, nothing lost that is."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from core.safe_text import safe_json, safe_text
from tests.foreign import PLANT, SURROGATE

ANY = st.text(st.characters(exclude_categories=()))
"""Any code points, lone surrogates too."""


@given(ANY)
def test_what_is_shown_is_printable(text: str) -> None:
    assert safe_text(text).isprintable()


@given(ANY)
def test_line_ends_and_tabs_stay_where_they_are_wanted(text: str) -> None:
    kept = safe_text(text, keep="\n\t")
    assert kept.replace("\n", "").replace("\t", "").isprintable()
    assert [kept.count(one) for one in "\n\t"] == [text.count(one) for one in "\n\t"]


@given(ANY)
def test_printable_text_stays_as_it_is(text: str) -> None:
    printable = "".join(one for one in text if one.isprintable())
    assert safe_text(printable) == printable


@given(ANY)
def test_json_stays_the_same_data(text: str) -> None:
    for readable in (False, True):
        written = safe_json(json.dumps({text: [text]}, ensure_ascii=readable, indent=1))
        assert json.loads(written) == {text: [text]}
        assert written.replace("\n", "").isprintable()


def test_every_plant_is_readable() -> None:
    assert safe_text("a\x1b[2J\x9b\u202e\udc9b\U000e0041") == r"a\x1b[2J\x9b\u202e\udc9b\U000e0041"
    assert safe_text("1\u00a0000\u3000€") == "1 000 €"
    assert safe_text(PLANT + SURROGATE).isascii()
