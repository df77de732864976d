"""The catalog of optimizers: every entry is one rule in the formula language, by family."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.optimizers import adaptive, descent, layerwise, momentum, parameter_free
from core.optimizers.entry import Optimizer

__all__ = ["OPTIMIZERS", "Optimizer"]

_FAMILIES = (descent, momentum, adaptive, layerwise, parameter_free)

OPTIMIZERS: Mapping[str, Optimizer] = MappingProxyType(
    {entry.name: entry for family in _FAMILIES for entry in family.ENTRIES}
)
