"""How much of a slow test `make test` runs; `make test-system` runs the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings

FULL = 60
"""Examples of a property that says nothing else, in the profile of `make test-system`."""


def sampled(entries: Iterable[Any], every: int) -> list[Any]:
    """The entries as parameters: each `every`-th in `make test`, the others marked `system`."""
    return [x if i % every == 0 else pytest.param(x, marks=pytest.mark.system) for i, x in enumerate(entries)]


def examples(count: int) -> int:
    """How many examples Hypothesis tries: `count` in `make test-system`, the share of the loaded profile otherwise."""
    return max(1, count * settings().max_examples // FULL)
