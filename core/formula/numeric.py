"""The functions of the language, in plain floats and in numpy.

Plain floats raise where IEEE arithmetic has an answer (`1/0`, `exp(1000)`, `log(0)`, `sqrt(-1)`); generated code
catches `RAISED` and runs once more in `in_numpy()`, which answers with inf or NaN.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from math import isnan
from typing import Any

import numpy as np

RAISED = (ZeroDivisionError, OverflowError, ValueError)


def _sign(x: float) -> float:
    return 1.0 if x > 0.0 else -1.0 if x < 0.0 else x * 0.0


def _min(a: float, b: float) -> float:
    return a if a <= b or isnan(a) else b  # Python's min loses a NaN


def _max(a: float, b: float) -> float:
    return a if a >= b or isnan(a) else b


def _clip(x: float, low: float, high: float) -> float:
    return _min(_max(x, low), high)


def _clip_numpy(x: Any, low: Any, high: Any) -> Any:
    return np.minimum(np.maximum(x, low), high)


def _floor(x: float) -> float:
    return float(math.floor(x))


def _mod(a: float, b: float) -> float:
    return a % b


def _norm(v: Any) -> Any:
    return np.sqrt(np.add.reduce(v * v, 0))


def _sum(v: Any) -> Any:
    return np.add.reduce(v, 0)


def _dot(a: Any, b: Any) -> Any:
    return np.add.reduce(a * b, 0)


PLAIN: Mapping[str, Any] = {
    **{name: getattr(math, name) for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "pow", "hypot")},
    "abs": abs,
    "sign": _sign,
    "min_": _min,
    "max_": _max,
    "clip_": _clip,
    "floor": _floor,
    "mod": _mod,
    "inf": math.inf,
    "nan": math.nan,
    "RAISED": RAISED,
    "__builtins__": {},
}


@cache
def in_numpy() -> Mapping[str, Any]:
    """The same names in numpy, for scalars and arrays."""
    return {
        **{name: getattr(np, name) for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "tanh", "hypot")},
        "pow": np.power,
        "abs": np.abs,
        "sign": np.sign,
        "min_": np.minimum,
        "max_": np.maximum,
        "clip_": _clip_numpy,
        "floor": np.floor,
        "mod": np.mod,
        "where": np.where,
        "norm": _norm,
        "sum": _sum,
        "dot": _dot,
        "float64": np.float64,
        "inf": np.float64(math.inf),
        "nan": np.float64(math.nan),
        "RAISED": RAISED,
        "__builtins__": {},
    }
