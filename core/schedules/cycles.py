"""Schedules that rise and fall: one cycle, many cycles, restarts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from core.hyper import choice, integer, numbers, real
from core.schedules.entry import END_VALUE, ETA_MIN, INIT_VALUE, TOTAL, VARIANT, Schedule, Term, count
from core.settings import MAX_STEPS
from core.values import Values

_PCT_START = real("pct_start", "p", 0.3, "The share of the updates that rise.", 0, 1)
_DIV_FACTOR = real("div_factor", "d", 25, "How far below the learning rate it begins.", 1, 1e12, scale="log")
_LOW = Term("low", "ηₗ", "lr/div_factor")
_LAST = Term("last", "ηₑ", "low/final_div_factor")
_FINAL = real("final_div_factor", "d₂", 1e4, "How far below that it ends.", 1, 1e12, scale="log")


def _lists(values: Values) -> tuple[list[float], list[float], list[float]]:
    """Length, warm-up and peak of each cycle; a short list repeats its last number."""
    lengths, warmups, peaks = (
        values.list(hyper.name) or (default,)
        for hyper, default in zip(_SGDR_LISTS, (float(MAX_STEPS), 0.0, 1.0), strict=True)
    )
    count = range(len(lengths))
    return (
        list(lengths),
        [warmups[min(i, len(warmups) - 1)] for i in count],
        [peaks[min(i, len(peaks) - 1)] for i in count],
    )


def _of_cycle(values: Values, numbers: Sequence[float]) -> str:
    """A formula that picks the number of the cycle that contains k; the last cycle never ends."""
    ends = list(accumulate(_lists(values)[0]))
    text = repr(numbers[-1])
    for end, number in zip(ends[-2::-1], numbers[-2::-1], strict=True):
        text = f"where(k < {end!r}, {number!r}, {text})"
    return text


def _begin(values: Values) -> str:
    return _of_cycle(values, [0.0, *accumulate(_lists(values)[0][:-1])])


_SGDR_LISTS = (
    numbers("decay_steps", "T", (200, 300), "The length of each cycle, its warm-up included.", 1, MAX_STEPS),
    numbers("warmup_steps", "w", (20,), "Updates of warm-up in each cycle.", 0, MAX_STEPS),
    numbers("peak_factors", "p", (1, 0.5), "The highest rate of each cycle, as a share of η.", 0, 1),
)

CYCLES = (
    Schedule(
        "one_cycle",
        "One cycle",
        "PyTorch OneCycleLR; optax cosine_onecycle_schedule; Smith and Topin 2018, Super-convergence",
        "Rises far, then falls to almost nothing, both along half a cosine: fast in the middle, at rest in the end.",
        "where(k < top, low + (lr - low)*(1 - cos(pi*k/top))/2, "
        "last + (lr - last)*(1 + cos(pi*min((k - top)/max(end - top, 1e-9), 1)))/2)",
        (_PCT_START, TOTAL, _DIV_FACTOR, _FINAL, VARIANT),
        "`lr` is max_lr. Two phases, momentum not cycled. PyTorch's rise ends at pct_start·total − 1 and its fall at "
        "total − 1, optax's at ⌊pct_start·total⌋ and total.",
        (
            Term("top", "k₁", "where(variant == optax, floor(pct_start*total), pct_start*total - 1)"),
            Term("end", "k₂", "where(variant == optax, total, total - 1)"),
            _LOW,
            _LAST,
        ),
    ),
    Schedule(
        "linear_one_cycle",
        "One cycle, linear",
        "optax linear_onecycle_schedule; Smith and Topin 2018, Super-convergence",
        "Up and down along straight lines, then down once more to almost nothing.",
        "where(k < top, low + (lr - low)*k/top, where(k < down, lr + (low - lr)*(k - top)/(down - top), "
        "low + (last - low)*min((k - down)/max(total - down, 1e-9), 1)))",
        (
            _PCT_START,
            real("pct_final", "q", 0.85, "The share of the updates at which it is down again.", 0, 1),
            TOTAL,
            _DIV_FACTOR,
            _FINAL,
        ),
        "`lr` is optax's peak_value, `total` its transition_steps.",
        (
            Term("top", "k₁", "floor(pct_start*total)"),
            Term("down", "k₂", "floor(pct_final*total)"),
            _LOW,
            _LAST,
        ),
    ),
    Schedule(
        "warm_restarts",
        "Cosine with warm restarts",
        "PyTorch CosineAnnealingWarmRestarts; Loshchilov and Hutter 2017, SGDR, equation 5",
        "Falls along half a cosine and jumps back up, again and again: each restart may find a better valley.",
        "eta_min + (lr - eta_min)*(1 + cos(pi*since/length))/2",
        (
            count("T_0", "T₀", 100, "Updates until the first restart."),
            integer("T_mult", "m", 1, "How many times longer each further cycle is.", 1, 100),
            ETA_MIN,
        ),
        terms=(
            # Just before restart n the quotient of logarithms lies more than 1e-9 below n for any length of a race,
            # and at it rounding may take it below by 1e-15.
            Term("n", "n", "where(T_mult < 2, floor(k/T_0), floor(log(k*(T_mult - 1)/T_0 + 1)/log(T_mult) + 1e-9))"),
            Term("length", "Tₙ", "T_0*T_mult^n"),
            Term("since", "kₙ", "k - T_0*where(T_mult < 2, n, (T_mult^n - 1)/(T_mult - 1))"),
        ),
    ),
    Schedule(
        "sgdr",
        "Warm-ups and restarts",
        "optax sgdr_schedule; Loshchilov and Hutter 2017, SGDR",
        "Restarts of chosen lengths and heights, each with a warm-up.",
        "where(since < warmup, init_value + (lr*peak - init_value)*since/warmup, "
        "end_value + (lr*peak - end_value)*(1 + cos(pi*min((since - warmup)/max(length - warmup, 1), 1)))/2)",
        (
            *_SGDR_LISTS,
            INIT_VALUE,
            END_VALUE,
        ),
        "kᵢ counts from the start of cycle i; a list shorter than decay_steps goes on with its last number, and after "
        "the last cycle the rate stays.",
        (
            Term("since", "kᵢ", lambda values: f"k - {_begin(values)}"),
            Term("length", "Tᵢ", lambda values: _of_cycle(values, _lists(values)[0])),
            Term("warmup", "wᵢ", lambda values: _of_cycle(values, _lists(values)[1])),
            Term("peak", "pᵢ", lambda values: _of_cycle(values, _lists(values)[2])),
        ),
    ),
    Schedule(
        "cyclic",
        "Cyclic",
        "PyTorch CyclicLR; Smith 2017, Cyclical learning rates for training neural networks",
        "Up and down between two rates for ever: no need to guess one.",
        "base_lr + (lr - base_lr)*where(since <= step_size_up, since/step_size_up, (length - since)/down)"
        "*where(mode == triangular2, 0.5^floor(k/length), where(mode == exp_range, gamma^k, 1))",
        (
            real("base_lr", "ηₘᵢₙ", 0, "The lowest learning rate.", 0, scale="log"),
            count("step_size_up", "u", 50, "Updates from the lowest to the highest."),
            integer("step_size_down", "d₀", 0, "Updates back.", 1, MAX_STEPS, scale="log", word=("same", 0)),
            choice(
                "mode",
                "mode",
                "triangular",
                "Cycles equally high, each half as high as the one before, or shrinking by γ a step.",
                ("triangular", "triangular2", "exp_range"),
            ),
            real("gamma", "γ", 0.99, "The factor of each step, for exp_range.", 0, 1),
        ),
        "`lr` is max_lr; momentum is not cycled.",
        (
            Term("down", "d", "where(step_size_down > 0, step_size_down, step_size_up)"),
            Term("length", "c", "step_size_up + down"),
            Term("since", "kᵢ", "mod(k, length)"),
        ),
    ),
)
