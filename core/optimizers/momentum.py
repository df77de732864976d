"""Rules that remember their direction: momentum, nesterov."""

from __future__ import annotations

from core.hyper import flag
from core.optimizers.entry import MOMENTUM, Optimizer, learning_rate

HEAVY_BALL = Optimizer(
    name="momentum",
    title="Momentum",
    family="momentum",
    citation="Polyak, “Some methods of speeding up the convergence of iteration methods”, 1964",
    purpose="Adds up past moves: faster along a valley, calmer across it.",
    differs="The learning rate is inside m (PyTorch's SGD keeps it outside: another path only under a schedule); "
    "ewma makes m a running mean.",
    own=(
        learning_rate(0.001),
        MOMENTUM,
        flag("ewma", "ewma", False, "m as a running mean: the new gradient enters with 1 − β."),
    ),
    rule_text="""\
m: 0
m = momentum*m + where(ewma, (1 - momentum)*lr, lr)*g  # the move: past moves fade, the gradient is added
theta = theta - m  # make it
""",
    stability="where(ewma, (2 + 2*momentum)/(1 - momentum), 2 + 2*momentum)",
)

NESTEROV = Optimizer(
    name="nesterov",
    title="Nesterov's accelerated gradient",
    family="momentum",
    citation="Nesterov, “A method for solving the convex programming problem with convergence rate O(1/k²)”, 1983; "
    "this form: Sutskever et al. 2013, eq. 3–4",
    purpose="Momentum that looks where it is going: the gradient is taken at the point ahead.",
    differs="The gradient is really taken at θ − βm; torch's nesterov flag (see sgd) rewrites it around that point.",
    own=(learning_rate(0.0005), MOMENTUM),
    rule_text="""\
m: 0
at: theta - momentum*m
m = momentum*m + lr*g  # the move, corrected by the gradient ahead
theta = theta - m  # make it
""",
    stability="(2 + 2*momentum)/(1 + 2*momentum)",
)

ENTRIES = (HEAVY_BALL, NESTEROV)
