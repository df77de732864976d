"""Diagnosis: sentences about a run, each with its number, from the exact gradient and Hessian.

`divergence` and `nonfinite` say why a racer diverged, `stationary_points` where it converged, `findings` what a
running racer is doing.
"""

from core.diagnosis.divergence import why_diverged
from core.diagnosis.findings import Evidence, Finding, diagnose
from core.diagnosis.nonfinite import why_not_finite
from core.diagnosis.stationary_points import where_converged

__all__ = ["Evidence", "Finding", "diagnose", "where_converged", "why_diverged", "why_not_finite"]
