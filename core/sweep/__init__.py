"""Thousands of races at once: a scenario's racers at all combinations of rates, starts, seeds and other values."""

from core.sweep.axis import Axis, SweepError
from core.sweep.results import SweepResult
from core.sweep.stream import run, stream
from core.sweep.sweep import Sweep

__all__ = ["Axis", "Sweep", "SweepError", "SweepResult", "run", "stream"]
