"""Rules that adapt the rate of each coordinate to its gradients: adagrad, adadelta, rmsprop."""

from __future__ import annotations

from core.hyper import flag, real
from core.optimizers.entry import Optimizer
from core.optimizers.hypers import VARIANT, epsilon, fraction, learning_rate

ADAGRAD = Optimizer(
    name="adagrad",
    title="Adagrad",
    family="adaptive",
    citation="Duchi, Hazan & Singer, “Adaptive subgradient methods”, JMLR 2011",
    purpose="Divides by the root of all squared gradients so far: rare directions keep a high rate.",
    differs="As torch.optim.Adagrad (ε outside the root, lr_decay); variant=optax has ε inside the root.",
    rule_hypers=(
        learning_rate(0.5),
        real("lr_decay", "ηd", 0.0, "How fast the rate fades with time.", 0.0, scale="log"),
        real("initial_accumulator_value", "v₀", 0.0, "What the sum of squares starts with.", 0.0, scale="log"),
        epsilon(1e-10),
        VARIANT,
    ),
    rule_text="""\
v: initial_accumulator_value
v = v + g**2  # sum of squared gradients
lr: rate
rate = lr/(1 + (t - 1)*lr_decay)  # the rate, fading if wanted
d = where(variant == optax, where(v > 0, g/sqrt(v + eps), 0), g/(sqrt(v) + eps))  # in units of its usual size
theta = theta - rate*d  # each coordinate at its own rate
""",
)

ADADELTA = Optimizer(
    name="adadelta",
    title="Adadelta",
    family="adaptive",
    citation="Zeiler, “ADADELTA: an adaptive learning rate method”, 2012, arXiv 1212.5701, algorithm 1",
    purpose="Measures its steps by its own past steps: the units of θ come out right without a learning rate.",
    differs="As torch.optim.Adadelta: ε inside both roots; lr scales the move but not the memory of it.",
    rule_hypers=(
        learning_rate(1.0, "A factor on the move; 1 is Zeiler's."),
        fraction("rho", "ρ", 0.9, "Memory of both running means."),
        epsilon(1e-6, "Inside both roots: the size of the very first move."),
    ),
    rule_text="""\
v: 0
u: 0
v = rho*v + (1 - rho)*g**2  # running mean of squared gradients
d = sqrt(u + eps)/sqrt(v + eps)*g  # gradient, scaled to the size of past moves
u = rho*u + (1 - rho)*d**2  # running mean of squared moves
theta = theta - lr*d  # make the move
""",
)

RMSPROP = Optimizer(
    name="rmsprop",
    title="RMSProp",
    family="adaptive",
    citation="Tieleman & Hinton, Coursera lecture 6.5, 2012; centered: Graves, arXiv 1308.0850, 2013",
    purpose="Adagrad that forgets: divides by the root of a running mean of squared gradients.",
    differs="As torch.optim.RMSprop (ε outside the root); variant=optax has ε inside and lr inside the buffer.",
    rule_hypers=(
        learning_rate(0.01),
        fraction("alpha", "α", 0.99, "Memory of the squared gradient's running mean."),
        fraction("momentum", "β", 0.0, "How much of the last direction is kept."),
        flag("centered", "centered", False, "Divide by the deviation: subtract the squared mean."),
        epsilon(1e-8),
        VARIANT,
    ),
    rule_text="""\
v: 0
a: 0
b: 0
v = alpha*v + (1 - alpha)*g**2  # running mean of squared gradients
a = alpha*a + (1 - alpha)*g  # running mean of gradients
s = where(centered, v - a**2, v)  # the scale, squared
d = where(variant == optax, g/sqrt(s + eps), g/(sqrt(s) + eps))  # gradient in units of its usual size
b = momentum*b + where(variant == optax, lr*d, d)  # directions so far, the old ones fading
theta = theta - where(momentum == 0, lr*d, where(variant == optax, b, lr*b))  # one step along it
""",
    stability="2 + 2*momentum",
)

ENTRIES = (ADAGRAD, ADADELTA, RMSPROP)
