"""The catalog of optimizers: every entry is one rule in the formula language, by family."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from core.optimizers import adam, adam_variants, adaptive, descent, layerwise, momentum, parameter_free, sign
from core.optimizers.entry import Optimizer

__all__ = ["OPTIMIZERS", "Optimizer"]

_FAMILIES = (descent, momentum, adaptive, adam, adam_variants, sign, layerwise, parameter_free)

OPTIMIZERS: Mapping[str, Optimizer] = MappingProxyType(
    {entry.name: entry for family in _FAMILIES for entry in family.ENTRIES}
)
