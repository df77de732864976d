"""Which entries of a catalog a slow test takes at once, and which it leaves to `make test-system`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def sampled(entries: Iterable[Any], every: int) -> list[Any]:
    """The entries as parameters: each `every`-th in `make test`, the others marked `system`."""
    return [x if i % every == 0 else pytest.param(x, marks=pytest.mark.system) for i, x in enumerate(entries)]
