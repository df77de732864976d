"""Learning-rate schedules: each one formula of the step.

A formula gives the learning rate of update k + 1 from `k` = 0, 1, …, the base rate `lr`, the length `total` and
the schedule's own parameters, all absolute as in PyTorch and optax: `eta_min` is a learning rate, not a share.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from core.formula import Node, array_function, parse, pretty, substitute
from core.hyper import Hyper, integer, real
from core.specs import ScheduleSpec

Array = npt.NDArray[np.float64]

LONGEST = 1_000_000


@dataclass(frozen=True)
class Schedule:
    """A catalog entry: what it is, where it comes from, its parameters and its formula for the rate."""

    name: str
    title: str
    citation: str
    purpose: str
    formula: str
    hypers: tuple[Hyper, ...] = ()
    differs: str = ""

    @property
    def node(self) -> Node:
        """The formula as a tree over k, lr, total and the parameters."""
        return _node(self)

    @property
    def equation(self) -> str:
        """The formula in mathematical letters."""
        symbols = {"lr": "η", "k": "k", "total": "T", **{hyper.name: hyper.symbol for hyper in self.hypers}}
        return f"ηₖ = {pretty(self.node, symbols)}"


_TOTAL = integer(
    "total",
    "T",
    0,
    "The update at which it ends; 'steps' is the scenario's own length.",
    1,
    LONGEST,
    scale="log",
    word=("steps", 0),
)

_ENTRIES = (
    Schedule(
        "constant",
        "Constant",
        "Robbins and Monro 1951 discuss what it cannot do: settle under noise.",
        "Keeps the learning rate as it is.",
        "lr",
    ),
    Schedule(
        "step",
        "Step decay",
        "PyTorch StepLR; He et al. 2016, section 3.4",
        "Drops the learning rate by a factor every few steps: fast first, fine later.",
        "lr*gamma^floor(k/step_size)",
        (
            integer("step_size", "s", 100, "Updates between two drops.", 1, LONGEST, scale="log"),
            real("gamma", "γ", 0.1, "The factor of each drop.", 0, 1),
        ),
    ),
    Schedule(
        "exponential",
        "Exponential decay",
        "PyTorch ExponentialLR",
        "Shrinks the learning rate by the same factor every step.",
        "lr*gamma^k",
        (real("gamma", "γ", 0.99, "The factor of every step.", 0, 1),),
    ),
    Schedule(
        "cosine",
        "Cosine annealing",
        "PyTorch CosineAnnealingLR; Loshchilov and Hutter 2017, equation 5",
        "Falls along half a cosine: slow at both ends, and nearly nothing when the race ends.",
        "eta_min + (lr - eta_min)*(1 + cos(pi*k/total))/2",
        (_TOTAL, real("eta_min", "ηₘᵢₙ", 0, "The learning rate at the end.", 0, scale="log")),
        "`total` is PyTorch's T_max; past it the rate rises again, as PyTorch's does and optax's does not.",
    ),
    Schedule(
        "warmup_cosine",
        "Warm-up, then cosine",
        "optax warmup_cosine_decay_schedule; Goyal et al. 2017, section 2.2; Loshchilov and Hutter 2017",
        "Rises to the learning rate while an adaptive method's averages are young, then falls along half a cosine.",
        "where(k < warmup_steps, init_value + (lr - init_value)*k/warmup_steps, "
        "end_value + (lr - end_value)*(1 + cos(pi*min((k - warmup_steps)/max(total - warmup_steps, 1), 1)))/2)",
        (
            integer("warmup_steps", "w", 50, "Updates until the full learning rate.", 0, LONGEST, scale="log"),
            _TOTAL,
            real("init_value", "η₀", 0, "The learning rate of the first update.", 0, scale="log"),
            real("end_value", "ηₑ", 0, "The learning rate at the end.", 0, scale="log"),
        ),
        "`total` is optax's decay_steps and counts the warm-up; where it is no longer than that, it falls at once.",
    ),
)

SCHEDULES: Mapping[str, Schedule] = {entry.name: entry for entry in _ENTRIES}


@cache
def _node(entry: Schedule) -> Node:
    return parse(entry.formula, ("k", "lr", "total", *(hyper.name for hyper in entry.hypers)))


@cache
def _compiled(entry: Schedule) -> Callable[..., tuple[Array, ...]]:
    names = dict.fromkeys(["k", "lr", *(hyper.name for hyper in entry.hypers), "total"])
    return array_function([substitute(entry.node, {})], tuple(names))


def rates(spec: ScheduleSpec, k: npt.ArrayLike, *, total: int, lr: float) -> Array:
    """Learning rates of the updates k + 1, in the shape of `k`; `total` is the scenario's number of steps."""
    entry = SCHEDULES[spec.name]
    values = {hyper.name: float(spec.get(hyper.name)) for hyper in entry.hypers}  # type: ignore[arg-type]
    values["total"] = values.get("total") or float(max(total, 1))
    (found,) = _compiled(entry)(np.asarray(k, dtype=np.float64), lr, *values.values())
    return found


def factors(spec: ScheduleSpec, k: npt.ArrayLike, *, total: int, lr: float) -> Array:
    """The same as factors on `lr`; where that is 0 there is none that would do, and they are 1."""
    found = rates(spec, k, total=total, lr=lr)
    return found / lr if lr else np.ones_like(found)
