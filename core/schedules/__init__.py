"""The catalog of learning-rate schedules: each is one formula of the step."""

from __future__ import annotations

from collections.abc import Mapping

from core.schedules.cycles import CYCLES
from core.schedules.decays import DECAYS
from core.schedules.entry import Schedule
from core.schedules.warmups import WARMUPS

__all__ = ["SCHEDULES", "Schedule"]

SCHEDULES: Mapping[str, Schedule] = {entry.name: entry for entry in (*DECAYS, *WARMUPS, *CYCLES)}
