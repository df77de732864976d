"""Rules that need no learning rate or schedule: prodigy, dadapt_adamw, schedule_free_adamw, schedule_free_sgd."""

from __future__ import annotations

from core.hyper import flag, integer, real
from core.optimizers.entry import Optimizer
from core.optimizers.hypers import BETA1, BETA2, epsilon, fraction, learning_rate, weight_decay_hyper

_SCHEDULE_FREE = (
    integer("warmup_steps", "warm-up", 0, "Updates over which the rate rises from 0.", 0),
    real("weight_lr_power", "p", 2.0, "Weights of the average: the largest rate so far to this power.", 0.0),
    weight_decay_hyper(),
)

_AVERAGING = """\
lr_max = max(lr_max, where(warmup_steps == 0, lr, lr*min(1, t/warmup_steps)))  # largest rate so far
w = lr_max**weight_lr_power  # weight of this iterate
w_sum = w_sum + w  # sum of the weights
c = where(w_sum > 0, w/w_sum, 0)  # share of this iterate
x = (1 - c)*x + c*z  # the average
theta = beta1*x + (1 - beta1)*z  # where the next gradient is taken
"""

PRODIGY = Optimizer(
    name="prodigy",
    title="Prodigy",
    family="parameter_free",
    citation="Mishchenko & Defazio, “Prodigy: an expeditiously adaptive parameter-free learner”, 2023, "
    "arXiv 2306.06101, algorithm 4",
    purpose="Adam that estimates its own learning rate d from how far it has come.",
    differs="As optax.contrib.prodigy: always bias corrected, which the authors' package is not by default; the step "
    "uses the d of the update before in its rate.",
    rule_hypers=(
        learning_rate(1.0, "A factor on the estimated rate; 1 is meant to be right."),
        BETA1,
        BETA2,
        real(
            "beta3",
            "β₃",
            0.0,
            "Memory of the estimate's sums.",
            0.0,
            1.0,
            high_open=True,
            word=("auto", 0.0),
        ),
        epsilon(1e-8),
        real("estim_lr0", "d₀", 1e-6, "First guess of the rate.", 0.0, low_open=True, scale="log"),
        real("estim_lr_coef", "c", 1.0, "A factor on the estimate.", 0.0, low_open=True, scale="log"),
        flag("safeguard_warmup", "safeguard", False, "Leave the step's rate out of the estimate while warming up."),
        weight_decay_hyper(),
    ),
    rule_text="""\
d: estim_lr0
m: 0
v: 0
s: 0
r: 0
theta0: theta
lr: rate
b3 = where(beta3 == 0, sqrt(beta2), beta3)  # memory of the estimate's sums
rate = d*lr*sqrt(1 - beta2**t)/(1 - beta1**t)  # the step's rate, bias corrected
m = beta1*m + (1 - beta1)*d*g  # running mean of scaled gradients
v = beta2*v + (1 - beta2)*(d*g)**2  # running mean of their squares
s = b3*s + where(safeguard_warmup, d, rate)*d*g/estim_lr0  # weighted sum of gradients
r = b3*r + d/estim_lr0*rate*dot(g, theta0 - theta)  # how well they point back to the start
size = sum(abs(s))  # the sum's 1-norm
d = max(d, where(size > 0, estim_lr_coef*r/size, 0))  # a lower bound of the distance to the solution
theta = theta - weight_decay*rate*theta - rate*m/(sqrt(v) + d*eps)  # Adam's step at that rate
""",
    decay=None,
)

SCHEDULE_FREE_ADAMW = Optimizer(
    name="schedule_free_adamw",
    title="Schedule-free AdamW",
    family="parameter_free",
    citation="Defazio et al., “The road less scheduled”, NeurIPS 2024, arXiv 2405.15682, algorithm 1",
    purpose="Averages instead of decaying the rate: as good as a schedule without knowing the last step.",
    differs="As optax.contrib.schedule_free_adamw: θ is the point y where gradients are taken, x the average; "
    "the warm-up counts from 0 for the step and from 1 for the weights.",
    rule_hypers=(
        learning_rate(0.05),
        BETA1,
        BETA2,
        epsilon(1e-8),
        *_SCHEDULE_FREE,
    ),
    rule_text="""\
z: theta
x: theta
v: 0
lr_max: 0
w_sum: 0
answer: x
lr: rate
rate = where(warmup_steps == 0, lr, lr*min(1, (t - 1)/warmup_steps))  # the step's rate
v = beta2*v + (1 - beta2)*g**2  # running mean of squared gradients
d = g/(sqrt(v/(1 - beta2**t)) + eps) + weight_decay*theta  # scaled gradient, with decay
z = z - rate*d  # the fast iterate
"""
    + _AVERAGING,
    decay=None,
)

SCHEDULE_FREE_SGD = Optimizer(
    name="schedule_free_sgd",
    title="Schedule-free SGD",
    family="parameter_free",
    citation="Defazio et al., “The road less scheduled”, NeurIPS 2024, arXiv 2405.15682, equations 3–5",
    purpose="Gradient descent whose average replaces a schedule.",
    differs="As optax.contrib.schedule_free_sgd; θ and the warm-up as in schedule_free_adamw.",
    rule_hypers=(
        learning_rate(0.001),
        fraction("beta1", "β₁", 0.9, "How near the average the gradients are taken."),
        *_SCHEDULE_FREE,
    ),
    rule_text="""\
z: theta
x: theta
lr_max: 0
w_sum: 0
answer: x
lr: rate
rate = where(warmup_steps == 0, lr, lr*min(1, (t - 1)/warmup_steps))  # the step's rate
z = z - rate*(g + weight_decay*theta)  # the fast iterate
"""
    + _AVERAGING,
    decay=None,
)

DADAPT_ADAMW = Optimizer(
    name="dadapt_adamw",
    title="D-Adaptation AdamW",
    family="parameter_free",
    citation="Defazio & Mishchenko, “Learning-rate-free learning by D-adaptation”, ICML 2023, arXiv 2301.07733, "
    "algorithm 5",
    purpose="Adam that finds its learning rate from a lower bound d of the distance to the solution.",
    differs="As optax.contrib.dadapt_adamw: always bias corrected, which the authors' package is not by default; the "
    "step uses the d of the update before.",
    rule_hypers=(
        learning_rate(1.0, "A factor on the estimated rate; 1 is meant to be right."),
        BETA1,
        BETA2,
        epsilon(1e-8),
        real("estim_lr0", "d₀", 1e-6, "First guess of the rate.", 0.0, low_open=True, scale="log"),
        weight_decay_hyper(),
    ),
    rule_text="""\
d: estim_lr0
m: 0
v: 0
s: 0
r: 0
lr: rate
b3 = sqrt(beta2)  # memory of the estimate's sums
rate = d*lr*sqrt(1 - beta2**t)/(1 - beta1**t)  # the step's rate, bias corrected
gs = dot(g, s/(sqrt(v) + eps))  # how well the gradient points where the past ones did
m = beta1*m + (1 - beta1)*rate*g  # running mean of steps
v = beta2*v + (1 - beta2)*g**2  # running mean of squared gradients
s = b3*s + (1 - b3)*rate*g  # weighted sum of gradients
r = b3*r + (1 - b3)*rate*gs  # weighted sum of agreement
size = sum(abs(s))  # the sum's 1-norm
d = max(d, where(size > 0, r/((1 - b3)*size), 0))  # a lower bound of the distance to the solution
theta = theta - weight_decay*rate*theta - m/(sqrt(v) + eps)  # Adam's step at that rate
""",
    decay=None,
)

ENTRIES = (PRODIGY, DADAPT_ADAMW, SCHEDULE_FREE_ADAMW, SCHEDULE_FREE_SGD)
