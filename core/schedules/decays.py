"""Schedules that only fall."""

from __future__ import annotations

from core.hyper import flag, numbers, real
from core.schedules.entry import END_VALUE, ETA_MIN, TOTAL, VARIANT, Schedule, Term, count
from core.settings import MAX_STEPS
from core.values import Values


def _passed(values: Values) -> str:
    milestones = values.list("milestones")
    return " + ".join(f"where(k < {milestone!r}, 0, 1)" for milestone in milestones) or "0"


DECAYS = (
    Schedule(
        "constant",
        "Constant",
        "Robbins and Monro 1951, whose rates have to fall, to settle under noise",
        "Keeps the learning rate as it is.",
        "lr",
    ),
    Schedule(
        "step",
        "Step decay",
        "PyTorch StepLR; Szegedy et al. 2015, Going deeper with convolutions, section 6",
        "Drops the learning rate by a factor every few steps: fast first, fine later.",
        "lr*gamma^floor(k/step_size)",
        (
            count("step_size", "s", 100, "Updates between two drops."),
            real("gamma", "γ", 0.1, "The factor of each drop.", 0, 1),
        ),
    ),
    Schedule(
        "multistep",
        "Steps at milestones",
        "PyTorch MultiStepLR",
        "Drops the learning rate at chosen steps, where progress is known to stall.",
        "lr*gamma^passed",
        (
            numbers("milestones", "m", (250, 375), "The steps at which it drops.", 0, MAX_STEPS),
            real("gamma", "γ", 0.1, "The factor of each drop.", 0, 1),
        ),
        terms=(Term("passed", "#{mᵢ ≤ k}", _passed),),
    ),
    Schedule(
        "exponential",
        "Exponential decay",
        "PyTorch ExponentialLR; optax exponential_decay",
        "Shrinks the learning rate by the same factor again and again.",
        "max(lr*gamma^where(staircase, floor(n), n), end_value)",
        (
            real("gamma", "γ", 0.99, "The factor of every `transition_steps` updates.", 0, 1),
            count("transition_steps", "s", 1, "Updates that shrink it by γ once."),
            count("transition_begin", "k₀", 0, "Updates before it begins to shrink.", 0),
            flag("staircase", "staircase", False, "Shrink at once after all of these updates, not a little at each."),
            END_VALUE,
        ),
        "`gamma` is optax's decay_rate. With the defaults it is PyTorch's.",
        (Term("n", "n", "max(k - transition_begin, 0)/transition_steps"),),
    ),
    Schedule(
        "cosine",
        "Cosine annealing",
        "PyTorch CosineAnnealingLR; optax cosine_decay_schedule; Loshchilov and Hutter 2017, equation 5",
        "Falls along half a cosine: slow at both ends, and nearly nothing when the race ends.",
        "eta_min + (lr - eta_min)*(1 + cos(pi*where(variant == optax, min(k, total), k)/total))/2",
        (TOTAL, ETA_MIN, VARIANT),
        "`total` is PyTorch's T_max; past it the rate rises again, as PyTorch's does; optax's stays at `eta_min`, "
        "which is its alpha times the learning rate.",
    ),
    Schedule(
        "linear",
        "Linear",
        "PyTorch LinearLR; optax linear_schedule",
        "Changes the learning rate by the same amount every step: the simplest way to arrive at nothing.",
        "lr*(start_factor + (end_factor - start_factor)*min(k, total)/total)",
        (
            real("start_factor", "α", 1, "The share of the learning rate at the beginning.", 0, 1),
            real("end_factor", "ω", 0, "The share of the learning rate at the end.", 0, 1),
            TOTAL,
        ),
        "`total` is PyTorch's total_iters; its own defaults are a warm-up, from 1/3 to 1 in 5 updates.",
    ),
    Schedule(
        "polynomial",
        "Polynomial decay",
        "PyTorch PolynomialLR; optax polynomial_schedule; Chen et al. 2017, DeepLab, section 4.1",
        "Falls along a power of the time that is left.",
        "end_value + (lr - end_value)*(1 - min(k, total)/total)^power",
        (TOTAL, real("power", "p", 2, "1 is a straight line; more falls faster at first.", 0, 100), END_VALUE),
        "`total` is PyTorch's total_iters and optax's transition_steps; PyTorch's power is 1 by default and its end 0.",
    ),
    Schedule(
        "inverse_sqrt",
        "Inverse square root",
        "Zinkevich 2003; Vaswani et al. 2017, equation 3; fairseq inverse_sqrt",
        "η/√t: the decay of regret bounds, fast enough to settle under noise and slow enough to arrive.",
        "lr*min((k + 1)/warmup_steps, sqrt(warmup_steps/(k + 1)))",
        (count("warmup_steps", "w", 1, "Updates of linear warm-up before it; 1 is none."),),
        "Counts updates from 1, as the paper does; Hugging Face's get_inverse_sqrt_schedule counts from 0 and is one "
        "update behind: its first rate is 0.",
    ),
)
