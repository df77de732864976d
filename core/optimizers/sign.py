"""Rules that use only the sign of a gradient: sign_sgd, rprop, lion."""

from __future__ import annotations

from core.hyper import real
from core.optimizers.entry import Optimizer
from core.optimizers.hypers import fraction, learning_rate, weight_decay_hyper

SIGN_SGD = Optimizer(
    name="sign_sgd",
    title="Sign descent",
    family="sign",
    citation="Bernstein et al., “signSGD: compressed optimisation for non-convex problems”, ICML 2018, "
    "arXiv 1802.04434, algorithm 1",
    purpose="Every coordinate moves by the same step, whatever the size of its gradient.",
    differs="As optax.sign_sgd: the sign of 0 is 0.",
    rule_hypers=(learning_rate(0.01, "How far each coordinate moves."),),
    rule_text="""\
theta = theta - lr*sign(g)  # one step of size η in each coordinate
""",
)

RPROP = Optimizer(
    name="rprop",
    title="Resilient backpropagation",
    family="sign",
    citation="Igel & Hüsken, “Improving the Rprop learning algorithm”, 2000 (iRprop−); Rprop: Riedmiller & Braun, “A "
    "direct adaptive method for faster backpropagation learning”, 1993",
    purpose="Looks at signs alone: a coordinate's step grows while its sign stays and shrinks when it flips.",
    differs="As torch.optim.Rprop: a flipped sign skips one move and nothing is taken back (iRprop−).",
    rule_hypers=(
        learning_rate(0.01, "First step of every coordinate."),
        real("eta_minus", "η₋", 0.5, "Factor after a flip of sign.", 0.0, 1.0, low_open=True, high_open=True),
        real("eta_plus", "η₊", 1.2, "Factor while the sign stays.", 1.0, low_open=True),
        real("step_min", "Δmin", 1e-6, "Smallest step.", 0.0, scale="log"),
        real("step_max", "Δmax", 50.0, "Largest step.", 0.0, scale="log"),
    ),
    rule_text="""\
g_prev: 0
step: lr
s = sign(g*g_prev)  # 1: same sign as before, -1: flipped
step = clip(step*where(s > 0, eta_plus, where(s < 0, eta_minus, 1)), step_min, step_max)  # grow or shrink
g_prev = where(s < 0, 0, g)  # after a flip, stand still once
theta = theta - step*sign(g_prev)  # a step of that size against the sign
""",
)

LION = Optimizer(
    name="lion",
    title="Lion",
    family="sign",
    citation="Chen et al., “Symbolic discovery of optimization algorithms”, 2023, arXiv 2302.06675, algorithm 2",
    purpose="The sign of a momentum: steps of one size, and a single buffer to remember.",
    differs="As optax.lion: the step uses the m of the update before, the decay is ηλθ inside the step.",
    rule_hypers=(
        learning_rate(0.01, "How far each coordinate moves."),
        fraction("beta1", "β₁", 0.9, "Share of the past in the direction."),
        fraction("beta2", "β₂", 0.99, "Memory of the running mean."),
        weight_decay_hyper(1e-3),
    ),
    rule_text="""\
m: 0
d = sign(beta1*m + (1 - beta1)*g)  # which way, from past and present
m = beta2*m + (1 - beta2)*g  # running mean of gradients
theta = theta - lr*(d + weight_decay*theta)  # one step of size η, with decay
""",
    decay=None,
)

ENTRIES = (SIGN_SGD, RPROP, LION)
