"""Gradient descent, averaged descent and Polyak's step size: sgd, asgd, polyak."""

from __future__ import annotations

from core.hyper import flag, real
from core.optimizers.entry import Optimizer
from core.optimizers.hypers import fraction, learning_rate, lowest_loss

SGD = Optimizer(
    name="sgd",
    title="Gradient descent",
    family="descent",
    citation="Robbins & Monro, “A stochastic approximation method”, 1951; momentum as in torch.optim.SGD",
    purpose="The yardstick: goes down the steepest way, one rate for all parameters.",
    differs="As PyTorch: the learning rate stays outside the momentum buffer, whose first value is the undamped g.",
    rule_hypers=(
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
    purpose="For noisy gradients: descends with a fading rate and returns the average of the iterates.",
    differs="As torch.optim.ASGD, but averaging begins at update 100, where PyTorch waits for 10⁶.",
    rule_hypers=(
        learning_rate(0.001),
        real("lambd", "λd", 1e-4, "How fast the rate fades, and a pull to zero.", 0.0, scale="log"),
        real("alpha", "α", 0.75, "Power of the fading rate.", 0.0),
        real("t0", "t₀", 100, "Update at which averaging begins.", 0.0, scale="log"),
    ),
    rule_text="""\
eta: lr
mu: 1
ax: theta
answer: ax
lr: rate
rate = eta  # this step's rate
theta = theta*(1 - lambd*rate) - rate*g  # one step, with a pull to zero
ax = where(mu == 1, theta, ax + mu*(theta - ax))  # average of the iterates
eta = lr/(1 + lambd*lr*t)**alpha  # the next step's rate
mu = 1/max(1, t - t0)  # weight of the newest iterate
""",
)

POLYAK = Optimizer(
    name="polyak",
    title="Polyak's step size",
    family="descent",
    citation="Polyak, “Introduction to optimization”, 1987, section 5.3; capped as in Loizou et al. 2021 (SPS), "
    "arXiv 2002.10542, equation 3",
    purpose="Knows how deep the minimum is and takes the step that would reach it if the loss were straight.",
    differs="As optax.polyak_sgd with variant=sps: lr scales the step, which never exceeds lr times max_learning_rate; "
    "f_min is by default the problem's lowest loss, and 0 where that is unknown; optax takes 0.",
    rule_hypers=(
        learning_rate(1.0, "A factor on the step size; 1 is Polyak's."),
        lowest_loss("f_min", "f*"),
        real("max_learning_rate", "ηmax", 1.0, "The step size's cap.", 0.0, low_open=True, scale="log"),
    ),
    rule_text="""\
lr: rate
gap = f - f_min  # how much there is to gain
square = dot(g, g)  # steepness, squared
rate = lr*where(square > 0, min(gap/square, max_learning_rate), 0)  # the step that would gain it
theta = theta - rate*g  # take it
""",
)

ENTRIES = (SGD, ASGD, POLYAK)
