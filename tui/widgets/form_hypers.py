"""The declarations of the start and the racer's name, which core makes, for the forms."""

from __future__ import annotations

from core.settings import LABEL, start_hyper

__all__ = ["LABEL", "START"]

START = start_hyper(2)
