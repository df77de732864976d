"""Rules that change one idea of Adam: adabelief, yogi, adan, ademamix, adopt, qhadam."""

from __future__ import annotations

from core.hyper import flag, real
from core.optimizers.entry import Optimizer
from core.optimizers.hypers import BETA1, BETA2, eps_root, epsilon, fraction, learning_rate, weight_decay_hyper

_STEP = "About how far each coordinate moves in one update."

ADABELIEF = Optimizer(
    name="adabelief",
    title="AdaBelief",
    family="adam_variants",
    citation="Zhuang et al., “AdaBelief optimizer: adapting stepsizes by the belief in observed gradients”, "
    "NeurIPS 2020, arXiv 2010.07468, algorithm 2",
    purpose="Divides by how much the gradient surprises: large steps where it is as expected.",
    differs="As optax.adabelief: eps_root is added to the stored scale at every update.",
    rule_hypers=(learning_rate(0.05, _STEP), BETA1, BETA2, epsilon(1e-16), eps_root(1e-16)),
    rule_text="""\
m: 0
s: 0
m = beta1*m + (1 - beta1)*g  # running mean of gradients: what to expect
s = beta2*s + (1 - beta2)*(g - m)**2 + eps_root  # running mean of the squared surprise
m_hat = m/(1 - beta1**t)  # both corrected for their start at 0
s_hat = s/(1 - beta2**t)
theta = theta - lr*m_hat/(sqrt(s_hat) + eps)  # far where there is little surprise
""",
    stability="(2 + 2*beta1)/(1 - beta1)",
)

YOGI = Optimizer(
    name="yogi",
    title="Yogi",
    family="adam_variants",
    citation="Zaheer et al., “Adaptive methods for nonconvex optimization”, NeurIPS 2018, algorithm 2",
    purpose="Adam whose scale moves by additions: it forgets a large gradient slowly.",
    differs="As optax.yogi: m and v both begin at initial_accumulator_value, and both are bias corrected.",
    rule_hypers=(
        learning_rate(0.05, _STEP),
        BETA1,
        BETA2,
        epsilon(1e-3),
        real("initial_accumulator_value", "v₀", 1e-6, "What m and v begin with.", 0.0, scale="log"),
    ),
    rule_text="""\
m: initial_accumulator_value
v: initial_accumulator_value
m = beta1*m + (1 - beta1)*g  # running mean of gradients: the direction
v = v - (1 - beta2)*sign(v - g**2)*g**2  # scale: a little up or down, whichever is towards g²
m_hat = m/(1 - beta1**t)  # both corrected for their start
v_hat = v/(1 - beta2**t)
theta = theta - lr*m_hat/(sqrt(v_hat) + eps)  # about η in each coordinate
""",
    stability="(2 + 2*beta1)/(1 - beta1)",
)

ADAN = Optimizer(
    name="adan",
    title="Adan",
    family="adam_variants",
    citation="Xie et al., “Adan: adaptive Nesterov momentum algorithm”, 2022, arXiv 2208.06677, algorithm 1",
    purpose="Nesterov's look ahead without a second gradient: the change of the gradient has a mean of its own.",
    differs="As optax.adan: the betas are memories (1 − the paper's), but the change enters with 1 − β₂ = 0.08, where "
    "the paper and its authors' code have 0.92, which is β₂ here. The decay is −ηλθ, theirs divides by 1 + ηλ.",
    rule_hypers=(
        learning_rate(0.05, _STEP),
        fraction("beta1", "β₁", 0.98, "Memory of the gradient's running mean."),
        fraction("beta2", "β₂", 0.92, "Memory of the change's running mean."),
        fraction("beta3", "β₃", 0.99, "Memory of the scale."),
        epsilon(1e-8),
        eps_root(1e-8),
        weight_decay_hyper(),
    ),
    rule_text="""\
m: 0
v: 0
n: 0
g_prev: g
diff = g - g_prev  # how the gradient changed
g_prev = g
m = beta1*m + (1 - beta1)*g  # running mean of gradients
v = beta2*v + (1 - beta2)*diff  # running mean of their changes
n = beta3*n + (1 - beta3)*(g + (1 - beta2)*diff)**2  # scale of the gradient ahead
m_hat = m/(1 - beta1**t)  # all corrected for their start at 0
v_hat = v/(1 - beta2**t)
n_hat = n/(1 - beta3**t)
d = (m_hat + (1 - beta2)*v_hat)/(sqrt(n_hat + eps_root) + eps)  # the direction ahead, scaled
theta = theta - lr*(d + weight_decay*theta)  # one step along it, with decay
""",
    decay=None,
)

ADEMAMIX = Optimizer(
    name="ademamix",
    title="AdEMAMix",
    family="adam_variants",
    citation="Pagliardini, Ablin & Grangier, “The AdEMAMix optimizer: better, faster, older”, 2024, arXiv 2409.03137, "
    "algorithm 1",
    purpose="Adam with a second, very long memory of gradients.",
    differs="As optax.contrib.ademamix, without the paper's warm-up of α and β₃.",
    rule_hypers=(
        learning_rate(0.02, _STEP),
        BETA1,
        BETA2,
        fraction("beta3", "β₃", 0.9999, "Memory of the slow running mean."),
        real("alpha", "α", 5.0, "Weight of the slow running mean.", 0.0),
        epsilon(1e-8),
        eps_root(0.0),
        weight_decay_hyper(),
    ),
    rule_text="""\
m1: 0
m2: 0
v: 0
m1 = beta1*m1 + (1 - beta1)*g  # running mean of gradients
m2 = beta3*m2 + (1 - beta3)*g  # the same with a long memory
v = beta2*v + (1 - beta2)*g**2  # running mean of squared gradients: the scale
d = (m1/(1 - beta1**t) + alpha*m2)/(sqrt(v/(1 - beta2**t) + eps_root) + eps)  # both directions, scaled
theta = theta - lr*(d + weight_decay*theta)  # one step along them, with decay
""",
    momentum="-(m1/(1 - beta1**t) + alpha*m2)",
    decay=None,
)

ADOPT = Optimizer(
    name="adopt",
    title="ADOPT",
    family="adam_variants",
    citation="Taniguchi et al., “ADOPT: modified Adam can converge with any β₂ with the optimal rate”, NeurIPS 2024, "
    "arXiv 2411.02853, algorithm 2",
    purpose="Divides by the scale of the gradients before: what is new cannot shrink its own step.",
    differs="As optax.contrib.adopt: the first update only measures the scale. Decoupled weight decay acts at that "
    "update already, in timm from the second on.",
    rule_hypers=(
        learning_rate(0.05, _STEP),
        fraction("beta1", "β₁", 0.9, "Memory of the direction."),
        fraction("beta2", "β₂", 0.9999, "Memory of the scale."),
        epsilon(1e-6, "Smallest scale."),
        flag("use_clipping", "clipping", True, "Keep early directions within ±(t − 1)^¼."),
    ),
    rule_text="""\
m: 0
v: 0
d = g/max(sqrt(v), eps)  # gradient over the scale of those before
d = where(use_clipping, clip(d, -(t - 1)**0.25, (t - 1)**0.25), d)  # kept small while the scale is young
m = where(t == 1, 0, beta1*m + (1 - beta1)*d)  # running mean of it; the first update only looks
v = where(t == 1, g**2, beta2*v + (1 - beta2)*g**2)  # the scale for the next one
theta = theta - lr*m  # one step along the mean
""",
)

QHADAM = Optimizer(
    name="qhadam",
    title="QHAdam",
    family="adam_variants",
    citation="Ma & Yarats, “Quasi-hyperbolic momentum and Adam for deep learning”, ICLR 2019, arXiv 1810.06801, "
    "algorithm 2",
    purpose="Adam with a mix of the gradient and its running mean, above and below the line.",
    differs="As the paper and its package qhoptim: ε outside the root.",
    rule_hypers=(
        learning_rate(0.05, _STEP),
        fraction("beta1", "β₁", 0.995, "Memory of the gradient's running mean."),
        BETA2,
        real("nu1", "ν₁", 0.7, "Share of the running mean in the direction.", 0.0, 1.0),
        real("nu2", "ν₂", 1.0, "Share of the running mean in the scale.", 0.0, 1.0),
        epsilon(1e-8),
    ),
    rule_text="""\
m: 0
v: 0
m = beta1*m + (1 - beta1)*g  # running mean of gradients
v = beta2*v + (1 - beta2)*g**2  # running mean of squared gradients
m_hat = m/(1 - beta1**t)  # both corrected for their start at 0
v_hat = v/(1 - beta2**t)
d = (1 - nu1)*g + nu1*m_hat  # direction: a mix of now and before
s = (1 - nu2)*g**2 + nu2*v_hat  # scale: the same
theta = theta - lr*d/(sqrt(s) + eps)  # about η in each coordinate
""",
)

ENTRIES = (ADABELIEF, YOGI, ADAN, ADEMAMIX, ADOPT, QHADAM)
