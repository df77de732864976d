"""Rules with momentum or lookahead: momentum, nesterov, heavy_ball, qhm, optimistic_gd, lookahead, sam."""

from __future__ import annotations

from core.hyper import flag, integer, real
from core.optimizers.entry import Optimizer
from core.optimizers.hypers import MOMENTUM, fraction, learning_rate

HEAVY_BALL = Optimizer(
    name="momentum",
    title="Momentum",
    family="momentum",
    citation="Polyak, “Some methods of speeding up the convergence of iteration methods”, 1964",
    purpose="Adds up past moves: faster along a valley, calmer across it.",
    differs="The learning rate is inside m (PyTorch's SGD keeps it outside: another path only under a schedule); "
    "ewma makes m a running mean.",
    rule_hypers=(
        learning_rate(0.001),
        MOMENTUM,
        flag("ewma", "ewma", False, "m as a running mean: the new gradient enters with 1 − β."),
    ),
    rule_text="""\
m: 0
m = momentum*m + where(ewma, (1 - momentum)*lr, lr)*g  # the move: past moves fade, the gradient is added
theta = theta - m  # apply the move
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
    rule_hypers=(learning_rate(0.0005), MOMENTUM),
    rule_text="""\
m: 0
at: theta - momentum*m
m = momentum*m + lr*g  # the move, corrected by the gradient ahead
theta = theta - m  # apply the move
""",
    stability="(2 + 2*momentum)/(1 + 2*momentum)",
)

POLYAKS_HEAVY_BALL = Optimizer(
    name="heavy_ball",
    title="Heavy ball",
    family="momentum",
    citation="Polyak, “Some methods of speeding up the convergence of iteration methods”, 1964, equation 9",
    purpose="Momentum in its first form: a step downhill, and on in the direction of the last move.",
    differs="Polyak's own form, with the two last points instead of a buffer; the same path as momentum.",
    rule_hypers=(learning_rate(0.0005), MOMENTUM),
    rule_text="""\
theta_prev: theta
move = momentum*(theta - theta_prev) - lr*g  # on as before, and downhill
theta_prev = theta  # remember where it was
theta = theta + move  # make the move
""",
    stability="2 + 2*momentum",
    momentum="where(momentum == 0, 0, move)",
)

QHM = Optimizer(
    name="qhm",
    title="Quasi-hyperbolic momentum",
    family="momentum",
    citation="Ma & Yarats, “Quasi-hyperbolic momentum and Adam for deep learning”, ICLR 2019, arXiv 1810.06801, "
    "algorithm 1",
    purpose="Between gradient descent and momentum: a mean of the gradient and of its running mean.",
    differs="As the paper and its package qhoptim.",
    rule_hypers=(
        learning_rate(0.001),
        fraction("momentum", "β", 0.999, "Memory of the running mean."),
        real("nu", "ν", 0.7, "Share of the running mean in the step; 0 is gradient descent.", 0.0, 1.0),
    ),
    rule_text="""\
m: 0
m = momentum*m + (1 - momentum)*g  # running mean of gradients
theta = theta - lr*((1 - nu)*g + nu*m)  # a step along a mix of both
""",
)

OPTIMISTIC_GD = Optimizer(
    name="optimistic_gd",
    title="Optimistic gradient descent",
    family="momentum",
    citation="Popov 1980; Daskalakis et al., “Training GANs with optimism”, ICLR 2018, arXiv 1711.00141; "
    "generalised: Mokhtari et al. 2020, arXiv 1901.08511",
    purpose="Expects the gradient to go on changing as it did: steps along g and its last change.",
    differs="As optax.optimistic_gradient_descent: α and β weigh gradient and change; g_prev begins as g.",
    rule_hypers=(
        learning_rate(0.0005),
        real("alpha", "α", 1.0, "Weight of the gradient.", 0.0),
        real("beta", "β", 1.0, "Weight of its last change.", 0.0),
    ),
    rule_text="""\
g_prev: g
theta = theta - lr*((alpha + beta)*g - beta*g_prev)  # along the gradient and its last change
g_prev = g  # remember it
""",
)

LOOKAHEAD = Optimizer(
    name="lookahead",
    title="Lookahead over momentum",
    family="momentum",
    citation="Zhang et al., “Lookahead optimizer: k steps forward, 1 step back”, NeurIPS 2019, arXiv 1907.08610, "
    "algorithm 1",
    purpose="Runs ahead with momentum and every few updates goes only part of that way.",
    differs="The inner rule is momentum, whose buffer goes on over a synchronisation; parameter names as in optax.",
    rule_hypers=(
        learning_rate(0.001),
        MOMENTUM,
        integer("sync_period", "k", 6, "Updates between two synchronisations.", 1),
        real("slow_step_size", "α", 0.5, "How far the slow point follows.", 0.0, 1.0),
    ),
    rule_text="""\
slow: theta
b: 0
answer: slow
b = momentum*b + g  # direction of the fast point
fast = theta - lr*b  # one step of it
theta = where(mod(t, sync_period) == 0, slow + slow_step_size*(fast - slow), fast)  # now and then part of the way
slow = where(mod(t, sync_period) == 0, theta, slow)  # where the fast point starts again
""",
)

SAM = Optimizer(
    name="sam",
    title="Sharpness-aware minimization",
    family="momentum",
    citation="Foret et al., “Sharpness-aware minimization for efficiently improving generalization”, ICLR 2021, "
    "arXiv 2010.01412, algorithm 1",
    purpose="Climbs a little first and takes the gradient there: it avoids minima that are sharp.",
    differs="Over plain gradient descent, as the paper writes it; every update uses two gradients.",
    rule_hypers=(
        learning_rate(0.001),
        real("rho", "ρ", 0.05, "How far it climbs before it looks.", 0.0, scale="log"),
    ),
    rule_text="""\
at: theta + rho*g/max(norm(g), 1e-300)
theta = theta - lr*g  # down along the gradient from up there
""",
)

ENTRIES = (HEAVY_BALL, NESTEROV, POLYAKS_HEAVY_BALL, QHM, OPTIMISTIC_GD, LOOKAHEAD, SAM)
