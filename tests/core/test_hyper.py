"""Hyper: what text and values it takes, how it prints them, how keys move them."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.hyper import Hyper, HyperError, Value, choice, flag, integer, numbers, real
from core.nudge import nudged
from core.number_text import read_number, write_number

BETA = real("beta1", "β₁", 0.9, "Memory of the mean.", 0, 1, high_open=True)
LR = real("lr", "η", 0.1, "Step size.", 0, scale="log")
STEPS = integer("steps", "", 500, "How long.", 1, 1_000_000, scale="log")
TOTAL = integer("total", "T", 0, "When it ends.", 1, 1_000_000, scale="log", word=("steps", 0))
CLIP = real("clip_norm", "c", inf, "Longest gradient.", 0, low_open=True, scale="log", word=("off", inf))
ANY = real("slope", "a", 5, "Slope.")
FLAG = flag("nesterov", "", False, "Look ahead.")
DECAY = choice("decay", "", "coupled", "Where decay acts.", ("coupled", "decoupled"))
TIMES = numbers("milestones", "", (50, 100), "When it drops.", 0)
ALL = (BETA, LR, STEPS, TOTAL, CLIP, ANY, FLAG, DECAY, TIMES)


@pytest.mark.parametrize(
    ("hyper", "text", "message"),
    [
        (BETA, "1.2", "beta1 must be a number ≥ 0 and < 1 (got 1.2)"),
        (BETA, "1", "beta1 must be a number ≥ 0 and < 1 (got 1)"),
        (BETA, "nan", 'beta1 must be a number ≥ 0 and < 1 (got "nan")'),
        (BETA, "", "beta1 must be a number ≥ 0 and < 1 (got nothing)"),
        (BETA, "1_0", 'beta1 must be a number ≥ 0 and < 1 (got "1_0")'),
        (BETA, "٠", 'beta1 must be a number ≥ 0 and < 1 (got "٠")'),
        (LR, "inf", "lr must be a number ≥ 0 (got inf)"),
        (LR, "1e400", "lr must be a number ≥ 0 (got 1e400)"),
        (ANY, "a\nb", r"slope must be a number (got 'a\nb')"),
        (STEPS, "2.5", "steps must be an integer from 1 to 1000000 (got 2.5)"),
        (STEPS, "0", "steps must be an integer from 1 to 1000000 (got 0)"),
        (TOTAL, "soon", 'total must be an integer from 1 to 1000000, or steps (0) (got "soon")'),
        (CLIP, "0", "clip_norm must be a number > 0, or off (got 0)"),
        (FLAG, "maybe", 'nesterov must be true or false (1, 0) (got "maybe")'),
        (DECAY, "l2", 'decay must be one of coupled, decoupled (got "l2")'),
        (TIMES, "[1,x]", 'milestones must be a list like [50,100], each ≥ 0 (got "[1,x]")'),
        (TIMES, "[-1]", 'milestones must be a list like [50,100], each ≥ 0 (got "[-1]")'),
    ],
)
def test_refused_text_names_field_bounds_and_value(hyper: Hyper, text: str, message: str) -> None:
    with pytest.raises(HyperError) as caught:
        hyper.parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("hyper", "text", "value", "printed"),
    [
        (LR, "1e-3", 0.001, "0.001"),
        (LR, ".5", 0.5, "0.5"),
        (LR, "1e-8", 1e-8, "1e-8"),
        (LR, " 100. ", 100.0, "100"),
        (ANY, "-0", 0.0, "0"),
        (STEPS, "1e3", 1000, "1000"),
        (TOTAL, "steps", 0, "steps"),
        (CLIP, "off", inf, "off"),
        (CLIP, "inf", inf, "off"),
        (FLAG, "1", True, "true"),
        (FLAG, "False", False, "false"),
        (TIMES, "[ 50, 1e2 ]", (50.0, 100.0), "[50,100]"),
        (TIMES, "[]", (), "[]"),
    ],
)
def test_accepted_text(hyper: Hyper, text: str, value: Value, printed: str) -> None:
    parsed = hyper.parse(text)
    assert parsed == value
    assert type(parsed) is type(value)
    assert hyper.format(parsed) == printed


@pytest.mark.parametrize("value", [nan, inf, -inf, 10**400, -(10**400), True, "0.1", None, 1j, np.nan])
def test_no_real_takes_a_value_that_is_no_finite_number(value: object) -> None:
    with pytest.raises(HyperError):
        LR.check(value)


def test_values_of_numpy_become_plain() -> None:
    assert type(STEPS.check(np.int64(5))) is int
    assert type(LR.check(np.float64(0.5))) is float
    assert FLAG.check(np.True_) is True
    assert TIMES.check(np.array([1.0, 2.0])) == (1.0, 2.0)


def test_infinity_only_where_it_is_declared() -> None:
    open_ended = real("t0", "", 1.0, "Start of averaging.", 0, infinite=True)
    assert open_ended.range_text == "≥ 0, or inf"
    assert open_ended.parse("inf") == inf


def test_a_declaration_must_agree_with_itself() -> None:
    with pytest.raises(HyperError, match="beta1 must be"):
        real("beta1", "", 1.5, "", 0, 1)
    with pytest.raises(ValueError, match="log scale"):
        real("lr", "", 1.5, "", scale="log")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_reals_print_losslessly(value: float) -> None:
    assert ANY.parse(ANY.format(ANY.check(value))) == value


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_integers_print_losslessly(value: int) -> None:
    whole = integer("k", "", 0, "")
    assert whole.parse(whole.format(whole.check(value))) == value


@given(st.lists(st.floats(0, allow_nan=False, allow_infinity=False), max_size=8))
def test_lists_print_losslessly(values: list[float]) -> None:
    assert TIMES.parse(TIMES.format(TIMES.check(values))) == tuple(values)


@given(st.text(max_size=20))
def test_any_text_is_a_value_or_a_hyper_error(text: str) -> None:
    for hyper in ALL:
        try:
            value = hyper.parse(text)
        except HyperError:
            continue
        assert hyper.parse(hyper.format(value)) == value


@given(st.floats(allow_nan=False))
def test_numbers_read_back(value: float) -> None:
    assert read_number(write_number(value)) == value


def walk(hyper: Hyper, value: Value, moves: str) -> list[str]:
    texts = []
    for move in moves:
        value = nudged(hyper, value, move in "uU", coarse=move in "UD")
        texts.append(hyper.format(value))
    return texts


@pytest.mark.parametrize(
    ("hyper", "start", "moves", "seen"),
    [
        (LR, 0.1, "uuudddU", ["0.125", "0.16", "0.2", "0.16", "0.125", "0.1", "1"]),
        (LR, 0.0, "du", ["0", "0.1"]),
        (BETA, 0.9, "uDUUdD", ["0.92", "0.2", "0.92", "0.992", "0.99", "0.9"]),
        (BETA, 0.0, "d", ["0"]),
        (STEPS, 500, "uUd", ["630", "6300", "5000"]),
        (STEPS, 1, "udd", ["2", "1", "1"]),
        (STEPS, 900_000, "u", ["1000000"]),
        (TOTAL, 0, "uu", ["100", "125"]),
        (CLIP, inf, "d", ["1"]),
        (ANY, 5.0, "uUdd", ["5.1", "6.1", "6", "5.9"]),
        (FLAG, False, "uu", ["true", "false"]),
        (DECAY, "coupled", "uud", ["decoupled", "coupled", "decoupled"]),
    ],
)
def test_keys_move_by_readable_steps(hyper: Hyper, start: Value, moves: str, seen: list[str]) -> None:
    assert walk(hyper, start, moves) == seen


@given(st.sampled_from(ALL), st.text("uUdD", max_size=60))
def test_keys_never_leave_the_bounds(hyper: Hyper, moves: str) -> None:
    value = hyper.default
    for move in moves:
        value = nudged(hyper, value, move in "uU", coarse=move in "UD")
        assert hyper.check(value) == value
