"""A rate for every coordinate from its own gradients: adagrad, rmsprop, adam, adamw."""

from __future__ import annotations

from core.hyper import flag, real
from core.optimizers.entry import BETA1, BETA2, Optimizer, epsilon, fraction, learning_rate

ADAGRAD = Optimizer(
    name="adagrad",
    title="Adagrad",
    family="adaptive",
    citation="Duchi, Hazan & Singer, “Adaptive subgradient methods”, JMLR 2011",
    purpose="Divides by the root of all squared gradients so far: rare directions keep a high rate.",
    differs="As torch.optim.Adagrad (ε outside the root, lr_decay).",
    own=(
        learning_rate(0.5),
        real("lr_decay", "ηd", 0.0, "How fast the rate fades with time.", 0.0, scale="log"),
        real("initial_accumulator_value", "v₀", 0.0, "What the sum of squares starts with.", 0.0, scale="log"),
        epsilon(1e-10),
    ),
    rule_text="""\
v: initial_accumulator_value
v = v + g**2  # sum of squared gradients
rate = lr/(1 + (t - 1)*lr_decay)  # the rate, fading if wanted
theta = theta - rate*g/(sqrt(v) + eps)  # each coordinate at its own rate
""",
)

RMSPROP = Optimizer(
    name="rmsprop",
    title="RMSProp",
    family="adaptive",
    citation="Tieleman & Hinton, Coursera lecture 6.5, 2012; centered: Graves, arXiv 1308.0850, 2013",
    purpose="Adagrad that forgets: divides by the root of a running mean of squared gradients.",
    differs="As torch.optim.RMSprop (ε outside the root).",
    own=(
        learning_rate(0.01),
        fraction("alpha", "α", 0.99, "Memory of the squared gradient's running mean."),
        fraction("momentum", "β", 0.0, "How much of the last direction is kept."),
        flag("centered", "centered", False, "Divide by the deviation: subtract the squared mean."),
        epsilon(1e-8),
    ),
    rule_text="""\
v: 0
a: 0
b: 0
v = alpha*v + (1 - alpha)*g**2  # running mean of squared gradients
a = alpha*a + (1 - alpha)*g  # running mean of gradients
d = g/(sqrt(where(centered, v - a**2, v)) + eps)  # gradient in units of its usual size
b = momentum*b + d  # directions so far, the old ones fading
theta = theta - lr*where(momentum == 0, d, b)  # one step along it
""",
)

_ADAM_RULE = """\
m: 0
v: 0
v_max: 0
m = beta1*m + (1 - beta1)*g  # running mean of gradients: the direction
v = beta2*v + (1 - beta2)*g**2  # running mean of squared gradients: the scale
v_max = max(v_max, v)  # the largest scale so far
m_hat = where(bias_correction, m/(1 - beta1**t), m)  # undo the pull of the first value, 0
v_hat = where(amsgrad, v_max, v)/where(bias_correction, 1 - beta2**t, 1)  # the same for the scale
theta = theta - lr*m_hat/(sqrt(v_hat) + eps)  # a step of about η in each coordinate
"""

_ADAM_HYPERS = (
    learning_rate(0.05, "About how far each coordinate moves in one update."),
    BETA1,
    BETA2,
    epsilon(1e-8),
    flag("amsgrad", "amsgrad", False, "Divide by the largest running mean so far."),
    flag("bias_correction", "bias corr.", True, "Correct m and v for having started at 0."),
)

ADAM = Optimizer(
    name="adam",
    title="Adam",
    family="adaptive",
    citation="Kingma & Ba, “Adam: a method for stochastic optimization”, ICLR 2015, arXiv 1412.6980, algorithm 1; "
    "amsgrad: Reddi, Kale & Kumar 2018, arXiv 1904.09237, algorithm 2",
    purpose="Momentum over RMSProp, both corrected for their start at zero.",
    differs="As torch.optim.Adam: ε outside the root; amsgrad takes the maximum before bias correction.",
    own=_ADAM_HYPERS,
    rule_text=_ADAM_RULE,
)

ADAMW = Optimizer(
    name="adamw",
    title="AdamW",
    family="adaptive",
    citation="Loshchilov & Hutter, “Decoupled weight decay regularization”, ICLR 2019, arXiv 1711.05101, algorithm 2",
    purpose="Adam whose weight decay is not divided by √v̂.",
    differs="As torch.optim.AdamW: the decay is θ ← θ(1 − ηλ), before the update and scaled by the learning rate.",
    own=_ADAM_HYPERS,
    rule_text=_ADAM_RULE,
    decay="decoupled",
    weight_decay=0.01,
)

ENTRIES = (ADAGRAD, RMSPROP, ADAM, ADAMW)
