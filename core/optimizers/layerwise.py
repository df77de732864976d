"""One scale for a whole layer: novograd, lamb, lars, fromage. A problem without layers is one."""

from __future__ import annotations

from core.hyper import flag, real
from core.optimizers.entry import Optimizer
from core.optimizers.hypers import eps_root, epsilon, fraction, learning_rate, weight_decay_hyper

NOVOGRAD = Optimizer(
    name="novograd",
    title="NovoGrad",
    family="layerwise",
    citation="Ginsburg et al., “Stochastic gradient methods with layer-wise adaptive moments”, 2019, "
    "arXiv 1905.11286, algorithm 1",
    purpose="Divides the gradient by a running mean of its norm: one scale for the whole layer.",
    differs="As optax.novograd: the new direction enters m without a factor 1 − β₁.",
    rule_hypers=(
        learning_rate(0.01),
        fraction("beta1", "β₁", 0.9, "Memory of the direction."),
        fraction("beta2", "β₂", 0.25, "Memory of the squared norm's running mean."),
        epsilon(1e-6),
        eps_root(0.0),
        weight_decay_hyper(),
    ),
    rule_text="""\
v: dot(g, g)
m: 0
v = beta2*v + (1 - beta2)*dot(g, g)  # running mean of the squared norm
d = g/(sqrt(v + eps_root) + eps) + weight_decay*theta  # gradient of about unit length, with decay
m = beta1*m + d  # directions so far, the old ones fading
theta = theta - lr*m  # one step along it
""",
    decay=None,
    per_layer=True,
)

LAMB = Optimizer(
    name="lamb",
    title="LAMB",
    family="layerwise",
    citation="You et al., “Large batch optimization for deep learning”, ICLR 2020, arXiv 1904.00962, algorithm 2",
    purpose="Adam's direction at the length of the layer: every step is a fixed share of ‖θ‖.",
    differs="As optax.lamb: the ratio is not clipped, and is 1 where a norm is 0.",
    rule_hypers=(
        learning_rate(0.02, "Which share of its own length the layer moves."),
        fraction("beta1", "β₁", 0.9, "Memory of the gradient's running mean."),
        fraction("beta2", "β₂", 0.999, "Memory of the squared gradient's running mean."),
        epsilon(1e-6),
        eps_root(0.0),
        weight_decay_hyper(),
    ),
    rule_text="""\
m: 0
v: 0
m = beta1*m + (1 - beta1)*g  # running mean of gradients
v = beta2*v + (1 - beta2)*g**2  # running mean of squared gradients
m_hat = m/(1 - beta1**t)  # both corrected for their start at 0
v_hat = v/(1 - beta2**t)
d = m_hat/(sqrt(v_hat + eps_root) + eps) + weight_decay*theta  # Adam's direction, with decay
ratio = where(norm(theta) > 0, where(norm(d) > 0, norm(theta)/norm(d), 1), 1)  # to the layer's own length
theta = theta - lr*ratio*d  # a share of it
""",
    decay=None,
    per_layer=True,
)

LARS = Optimizer(
    name="lars",
    title="LARS",
    family="layerwise",
    citation="You, Gitman & Ginsburg, “Large batch training of convolutional networks”, 2017, arXiv 1708.03888, "
    "algorithm 1",
    purpose="Momentum whose step is a share of the layer's own length.",
    differs="As optax.lars: momentum after the learning rate; the ratio is 1 where a norm is 0.",
    rule_hypers=(
        learning_rate(1.0),
        fraction("momentum", "β", 0.9, "How much of the last move is kept."),
        real("trust_coefficient", "τ", 0.001, "Share of the layer's length in a step.", 0.0, scale="log"),
        real("eps", "ε", 0.0, "Keeps the division from blowing up.", 0.0, scale="log"),
        flag("nesterov", "nesterov", False, "Look ahead."),
        weight_decay_hyper(),
    ),
    rule_text="""\
b: 0
d = g + weight_decay*theta  # gradient, with decay
size = trust_coefficient*norm(theta)/(norm(d) + eps)  # how long it may be
ratio = where(norm(theta) > 0, where(norm(d) > 0, size, 1), 1)
move = lr*ratio*d
b = momentum*b + move  # moves so far, the old ones fading
theta = theta - where(nesterov, move + momentum*b, b)  # apply the move
""",
    decay=None,
    per_layer=True,
)

FROMAGE = Optimizer(
    name="fromage",
    title="Fromage",
    family="layerwise",
    citation="Bernstein et al., “On the distance between two neural networks and the stability of learning”, "
    "NeurIPS 2020, arXiv 2002.03432, algorithm 1",
    purpose="Turns the layer rather than lengthening it: each step is a share of ‖θ‖, then shrunk.",
    differs="As optax.fromage (min_norm).",
    rule_hypers=(
        learning_rate(0.01, "Which share of its own length the layer moves."),
        real("min_norm", "min", 1e-6, "Smallest length that counts.", 0.0, low_open=True, scale="log"),
    ),
    rule_text="""\
ratio = max(norm(theta), min_norm)/max(norm(g), min_norm)  # to the layer's own length
k = 1/sqrt(1 + lr**2)  # so that lengths don't grow
theta = k*(theta - lr*ratio*g)  # a share of it, and shrunk
""",
    per_layer=True,
)

ENTRIES = (NOVOGRAD, LAMB, LARS, FROMAGE)
