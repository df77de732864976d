"""Adam and its closest kin: adam, adamw, amsgrad, nadam, radam, adamax."""

from __future__ import annotations

from dataclasses import replace

from core.hyper import flag, real
from core.optimizers.entry import Optimizer
from core.optimizers.hypers import BETA1, BETA2, EPS_ROOT, VARIANT, epsilon, learning_rate

_STEP = "About how far each coordinate moves in one update."

_RULE = """\
m: 0
v: 0
v_max: 0
m = beta1*m + (1 - beta1)*g  # running mean of gradients: the direction
v = beta2*v + (1 - beta2)*g**2  # running mean of squared gradients: the scale
v_max = max(v_max, where(variant == optax, where(bias_correction, v/(1 - beta2**t), v), v))  # the largest so far
m_hat = where(bias_correction, m/(1 - beta1**t), m)  # correct the bias towards the initial 0
v_hat = where(bias_correction, where(amsgrad, where(variant == optax, v_max, v_max/(1 - beta2**t)),\
 v/(1 - beta2**t)), where(amsgrad, v_max, v))  # the same for the scale
theta = theta - lr*m_hat/(sqrt(where(variant == optax, v_hat + eps_root, v_hat)) + eps)  # about η in each coordinate
"""

_STABILITY = "(2 + 2*beta1)/(1 - beta1)"

_HYPERS = (
    learning_rate(0.05, _STEP),
    BETA1,
    BETA2,
    epsilon(1e-8),
    flag("amsgrad", "amsgrad", False, "Divide by the largest running mean so far."),
    flag("bias_correction", "bias corr.", True, "Correct m and v for having started at 0."),
    EPS_ROOT,
    VARIANT,
)

ADAM = Optimizer(
    name="adam",
    title="Adam",
    family="adam",
    citation="Kingma & Ba, “Adam: a method for stochastic optimization”, ICLR 2015, arXiv 1412.6980, algorithm 1",
    purpose="Momentum over RMSProp, both corrected for their start at zero.",
    differs="As torch.optim.Adam: ε outside the root, amsgrad's maximum before bias correction (variant=optax: after, "
    "and eps_root inside the root).",
    rule_hypers=_HYPERS,
    rule_text=_RULE,
    stability=_STABILITY,
)

ADAMW = Optimizer(
    name="adamw",
    title="AdamW",
    family="adam",
    citation="Loshchilov & Hutter, “Decoupled weight decay regularization”, ICLR 2019, arXiv 1711.05101, algorithm 2",
    purpose="Adam whose weight decay is not divided by √v̂.",
    differs="As torch.optim.AdamW: the decay is θ ← θ(1 − ηλ), before the update and scaled by the learning rate; the "
    "paper scales it by the schedule alone.",
    rule_hypers=_HYPERS,
    rule_text=_RULE,
    stability=_STABILITY,
    decay="decoupled",
    weight_decay=0.01,
)

AMSGRAD = Optimizer(
    name="amsgrad",
    title="AMSGrad",
    family="adam",
    citation="Reddi, Kale & Kumar, “On the convergence of Adam and beyond”, ICLR 2018, arXiv 1904.09237, algorithm 2",
    purpose="Adam that never forgets a large gradient: its scale cannot shrink.",
    differs="The same as adam amsgrad; the paper has no bias correction (bias_correction=false).",
    rule_hypers=tuple(replace(h, default=True) if h.name == "amsgrad" else h for h in _HYPERS),
    rule_text=_RULE,
    stability=_STABILITY,
)

NADAM = Optimizer(
    name="nadam",
    title="NAdam",
    family="adam",
    citation="Dozat, “Incorporating Nesterov momentum into Adam”, ICLR 2016 workshop, algorithm 2",
    purpose="Adam with Nesterov's look ahead in its direction.",
    differs="As torch.optim.NAdam, whose momentum warms up (momentum_decay); variant=optax keeps β₁ fixed.",
    rule_hypers=(
        learning_rate(0.05, _STEP),
        BETA1,
        BETA2,
        epsilon(1e-8),
        real("momentum_decay", "ψ", 4e-3, "How fast the momentum warms up.", 0.0, scale="log"),
        VARIANT,
    ),
    rule_text="""\
m: 0
v: 0
mu_prod: 1
m = beta1*m + (1 - beta1)*g  # running mean of gradients: the direction
v = beta2*v + (1 - beta2)*g**2  # running mean of squared gradients: the scale
mu = beta1*(1 - 0.96**(t*momentum_decay)/2)  # this update's momentum
mu_next = beta1*(1 - 0.96**((t + 1)*momentum_decay)/2)  # the next one's
mu_prod = mu_prod*mu  # product of all so far, for the correction
m_hat = where(variant == optax, beta1*m/(1 - beta1**(t + 1)) + (1 - beta1)*g/(1 - beta1**t),\
 mu_next*m/(1 - mu_prod*mu_next) + (1 - mu)*g/(1 - mu_prod))  # the direction, one update ahead
v_hat = v/(1 - beta2**t)  # the scale, corrected for its start at 0
theta = theta - lr*m_hat/(sqrt(v_hat) + eps)  # about η in each coordinate
""",
)

RADAM = Optimizer(
    name="radam",
    title="RAdam",
    family="adam",
    citation="Liu et al., “On the variance of the adaptive learning rate and beyond”, ICLR 2020, arXiv 1908.03265, "
    "algorithm 2",
    purpose="Waits until the scale is known: plain momentum first, then Adam with a growing rate.",
    differs="As torch.optim.RAdam (ε before the correction); variant=optax corrects first. Both trust the scale from "
    "ρ > 5 on, the paper from ρ > 4. The first steps are plain momentum: large rates diverge there.",
    rule_hypers=(learning_rate(0.005, _STEP), BETA1, BETA2, epsilon(1e-8), VARIANT),
    rule_text="""\
m: 0
v: 0
m = beta1*m + (1 - beta1)*g  # running mean of gradients: the direction
v = beta2*v + (1 - beta2)*g**2  # running mean of squared gradients: the scale
m_hat = m/(1 - beta1**t)  # the direction, corrected for its start at 0
rho_inf = 2/(1 - beta2) - 1  # how many gradients the scale is made of, in the end
rho = rho_inf - 2*t*beta2**t/(1 - beta2**t)  # and how many now
rect = where(rho > 5, sqrt((rho - 4)*(rho - 2)*rho_inf/((rho_inf - 4)*(rho_inf - 2)*rho)), 0)  # how far to trust it
d = where(variant == optax, rect*m_hat/(sqrt(v/(1 - beta2**t)) + eps),\
 m_hat*rect*sqrt(1 - beta2**t)/(sqrt(v) + eps))  # Adam's direction, that much of it
theta = theta - lr*where(rho > 5, d, m_hat)  # momentum alone while the scale is young
""",
)

ADAMAX = Optimizer(
    name="adamax",
    title="Adamax",
    family="adam",
    citation="Kingma & Ba, “Adam: a method for stochastic optimization”, ICLR 2015, arXiv 1412.6980, algorithm 2",
    purpose="Adam whose scale is the largest recent gradient instead of a mean.",
    differs="As torch.optim.Adamax and optax.adamax: ε inside the maximum.",
    rule_hypers=(learning_rate(0.05, _STEP), BETA1, BETA2, epsilon(1e-8)),
    rule_text="""\
m: 0
u: 0
m = beta1*m + (1 - beta1)*g  # running mean of gradients: the direction
u = max(beta2*u, abs(g) + eps)  # largest gradient, slowly forgotten
m_hat = m/(1 - beta1**t)  # the direction, corrected for its start at 0
theta = theta - lr*m_hat/u  # about η in each coordinate
""",
    stability=_STABILITY,
)

ENTRIES = (ADAM, ADAMW, AMSGRAD, NADAM, RADAM, ADAMAX)
