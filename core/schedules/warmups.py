"""Schedules that rise first."""

from __future__ import annotations

from core.hyper import flag, real
from core.schedules.entry import END_VALUE, INIT_VALUE, TOTAL, WARMUP_STEPS, Schedule, Term, count

_RISE = "init_value + (lr - init_value)*k/warmup_steps"

WARMUPS = (
    Schedule(
        "warmup",
        "Warm-up",
        "optax warmup_constant_schedule; Goyal et al. 2017, section 2.2",
        "Rises to the learning rate and stays there.",
        f"where(k < warmup_steps, {_RISE}, lr)",
        (WARMUP_STEPS, INIT_VALUE),
    ),
    Schedule(
        "slow_start",
        "Slow start",
        "PyTorch ConstantLR; He et al. 2016, section 4.2",
        "A share of the learning rate for the first updates, then all of it.",
        "lr*where(k < total_iters, factor, 1)",
        (
            real("factor", "α", 1 / 3, "The share at first.", 0, 1),
            count("total_iters", "n", 5, "Updates that get this share."),
        ),
        "PyTorch calls it ConstantLR. He et al. go on to the full rate when the error is below 80 %, after about 400 "
        "updates.",
    ),
    Schedule(
        "warmup_cosine",
        "Warm-up, then cosine",
        "optax warmup_cosine_decay_schedule; Goyal et al. 2017, section 2.2; Loshchilov and Hutter 2017",
        "Rises to the learning rate while an adaptive method's averages are young, then falls along half a cosine.",
        f"where(k < warmup_steps, {_RISE}, "
        "end_value + (lr - end_value)*(1 + cos(pi*min((k - warmup_steps)/max(total - warmup_steps, 1), 1)))/2)",
        (WARMUP_STEPS, TOTAL, INIT_VALUE, END_VALUE),
        "`total` is optax's decay_steps and counts the warm-up; where it is no longer than that, it falls at once.",
    ),
    Schedule(
        "warmup_exponential",
        "Warm-up, then exponential",
        "optax warmup_exponential_decay_schedule",
        "Rises to the learning rate, then shrinks it by the same factor again and again.",
        f"where(k < warmup_steps, {_RISE}, max(lr*decay_rate^where(staircase, floor(n), n), end_value))",
        (
            WARMUP_STEPS,
            real("decay_rate", "γ", 0.5, "The factor of every `transition_steps` updates.", 0, 1),
            count("transition_steps", "s", 100, "Updates that shrink it by γ once."),
            count("transition_begin", "k₀", 0, "Updates at the full rate, after the warm-up.", 0),
            flag("staircase", "staircase", False, "Shrink at once after all of these updates, not a little at each."),
            INIT_VALUE,
            END_VALUE,
        ),
        terms=(Term("n", "n", "max(k - warmup_steps - transition_begin, 0)/transition_steps"),),
    ),
)
