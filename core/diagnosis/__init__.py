"""Why: sentences about a run, each with its number, from the exact gradient and Hessian.

`stability` knows the learning rate above which a rule cannot settle, `divergence` which limit was broken, `places`
what kind of point one is at, `findings` what a running racer is up to, `theory` how fast a linear rule must converge.
"""

from core.diagnosis.divergence import why_diverged
from core.diagnosis.findings import Evidence, Finding, diagnose
from core.diagnosis.stability import Curvature, Limit, curvature, stability_limit
from core.diagnosis.stationary_points import minimum_at, nearest_minimum, where_converged
from core.diagnosis.theory import measured_rate, predicted_rate

__all__ = [
    "Curvature",
    "Evidence",
    "Finding",
    "Limit",
    "curvature",
    "diagnose",
    "measured_rate",
    "minimum_at",
    "nearest_minimum",
    "predicted_rate",
    "stability_limit",
    "where_converged",
    "why_diverged",
]
