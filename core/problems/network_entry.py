"""The catalog entry of networks."""

from __future__ import annotations

from core.problems.base import Problem, ProblemEntry
from core.problems.network_hypers import HYPERS, groups_for, layers_of, variables_for, why_refused
from core.problems.network_metrics import METRICS
from core.problems.tables import Reader
from core.values import Values


def _build(entry: ProblemEntry, values: Values, read: Reader) -> Problem:
    from core.problems.networks import NetworkProblem  # noqa: PLC0415 - the catalog only names it

    return NetworkProblem(entry, values, read)


NETWORK = ProblemEntry(
    name="network",
    title="Network",
    purpose="A small neural network on points of two classes, of more, or on numbers: many parameters, not convex, and "
    "trained by mini-batches if you like.",
    citation="Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors",
    hypers=HYPERS,
    formula=None,
    build=_build,
    variables=layers_of(Values(HYPERS)).names,
    variables_for=variables_for,
    groups_for=groups_for,
    is_network=True,
    refuses=why_refused,
    metrics=METRICS,
)
