"""Plain descent and its steps' sizes: sgd, asgd, rprop."""

from __future__ import annotations

from core.hyper import flag, real
from core.optimizers.entry import Optimizer, fraction, learning_rate

SGD = Optimizer(
    name="sgd",
    title="Gradient descent",
    family="descent",
    citation="Robbins & Monro, “A stochastic approximation method”, 1951; momentum as in torch.optim.SGD",
    purpose="The yardstick: goes down the steepest way, one rate for all parameters.",
    differs="As PyTorch: the learning rate stays outside the momentum buffer, whose first value is the undamped g.",
    own=(
        learning_rate(0.001),
        fraction("momentum", "β", 0.0, "How much of the last direction is kept."),
        fraction("dampening", "τ", 0.0, "How much of the new gradient the buffer leaves out."),
        flag("nesterov", "nesterov", False, "Look ahead: go along g + β·b instead of b."),
    ),
    rule_text="""\
b: 0
b = where(t == 1, g, momentum*b + (1 - dampening)*g)  # direction: gradients so far, the old ones fading
d = where(momentum == 0, g, where(nesterov, g + momentum*b, b))  # where to go
theta = theta - lr*d  # one step along it
""",
    stability="where(momentum == 0, 2, where(nesterov, (2 + 2*momentum)/(1 + momentum*(2 - dampening)), "
    "where(dampening == 0, 2 + 2*momentum, (2 + 2*momentum)/(1 - dampening))))",
)

ASGD = Optimizer(
    name="asgd",
    title="Averaged gradient descent",
    family="descent",
    citation="Polyak & Juditsky, “Acceleration of stochastic approximation by averaging”, 1992",
    purpose="For noisy gradients: descends with a fading rate and keeps the average of the iterates in ax.",
    differs="As torch.optim.ASGD; the path shows the iterate, the average is the named value ax.",
    own=(
        learning_rate(0.001),
        real("lambd", "λd", 1e-4, "How fast the rate fades, and a pull to zero.", 0.0, scale="log"),
        real("alpha", "α", 0.75, "Power of the fading rate.", 0.0),
        real("t0", "t₀", 1e6, "Update at which averaging begins.", 0.0, scale="log"),
    ),
    rule_text="""\
rate: lr
mu: 1
ax: 0
theta = theta*(1 - lambd*rate) - rate*g  # one step, with a pull to zero
ax = where(mu == 1, theta, ax + mu*(theta - ax))  # average of the iterates
rate = lr/(1 + lambd*lr*t)**alpha  # the next step's rate
mu = 1/max(1, t - t0)  # weight of the newest iterate
""",
)

RPROP = Optimizer(
    name="rprop",
    title="Resilient backpropagation",
    family="descent",
    citation="Riedmiller & Braun, “A direct adaptive method for faster backpropagation learning”, 1993 (iRprop−)",
    purpose="Looks at signs alone: a coordinate's step grows while its sign stays and shrinks when it flips.",
    differs="As torch.optim.Rprop: a flipped sign skips one move and nothing is taken back (iRprop−).",
    own=(
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

ENTRIES = (SGD, ASGD, RPROP)
