"""The catalog entry of networks."""

from __future__ import annotations

from core.problems.base import ProblemEntry
from core.problems.network_hypers import HYPERS, groups_for, layers_of, variables_for, why_refused
from core.problems.network_metrics import METRICS
from core.problems.networks import NetworkProblem
from core.values import Values

NETWORK = ProblemEntry(
    name="network",
    title="Network",
    purpose="A small neural network on points of two classes, of more, or on numbers: many parameters, not convex, and "
    "trained by mini-batches if you like.",
    citation="Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors",
    hypers=HYPERS,
    formula=None,
    build=NetworkProblem,
    variables=layers_of(Values(HYPERS)).names,
    variables_for=variables_for,
    groups_for=groups_for,
    is_network=True,
    refuses=why_refused,
    metrics=METRICS,
)
