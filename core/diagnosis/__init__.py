"""Diagnosis: sentences about a run, each with its numbers, from the exact gradient and Hessian.

`findings` say what a racer is doing: each check is a module of its own. `verdict` makes its status of that,
`divergence` and `nonfinite` say why a racer diverged.
"""

from core.diagnosis.divergence import why_diverged
from core.diagnosis.evidence import Evidence, Finding
from core.diagnosis.findings import diagnose
from core.diagnosis.nonfinite import why_not_finite

__all__ = ["Evidence", "Finding", "diagnose", "why_diverged", "why_not_finite"]
