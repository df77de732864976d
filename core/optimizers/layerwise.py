"""One scale for a whole layer: novograd. All parameters of a problem are one layer here."""

from __future__ import annotations

from core.hyper import real
from core.optimizers.entry import Optimizer, epsilon, fraction, learning_rate, weight_decay_hyper

NOVOGRAD = Optimizer(
    name="novograd",
    title="NovoGrad",
    family="layerwise",
    citation="Ginsburg et al., “Stochastic gradient methods with layer-wise adaptive moments”, 2019, "
    "arXiv 1905.11286, algorithm 1",
    purpose="Divides the gradient by a running mean of its norm: one scale for the whole layer.",
    differs="As optax.novograd: the new direction enters m without a factor 1 − β₁.",
    own=(
        learning_rate(0.01),
        fraction("beta1", "β₁", 0.9, "Memory of the direction."),
        fraction("beta2", "β₂", 0.25, "Memory of the squared norm's running mean."),
        epsilon(1e-6),
        real("eps_root", "εr", 0.0, "A small constant inside the root.", 0.0, scale="log"),
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
)

ENTRIES = (NOVOGRAD,)
