"""How a command of the command line ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Done:
    """Its exit code, and what it wrote to stdout and stderr."""

    code: int
    out: str
    err: str


Call = Callable[..., Done]
