"""The catalog of problems, and `bind`, which makes the problem of a spec."""

from __future__ import annotations

from collections.abc import Mapping

from core.problems.base import Problem, ProblemEntry, data_units_text
from core.problems.binding import bind, check_data, data_version, has_target, reread, start_of
from core.problems.bowls import BOWLS
from core.problems.box import Box
from core.problems.csv_files import read_table, refuse_files
from core.problems.curves import CURVES
from core.problems.data_hypers import data_file, same_data
from core.problems.dataset import Dataset
from core.problems.declare import TYPED
from core.problems.logistic import LOGISTIC
from core.problems.minimum import Minimum
from core.problems.network_entry import NETWORK
from core.problems.regression import REGRESSION
from core.problems.ripples import RIPPLES
from core.problems.saddles import SADDLES
from core.problems.tables import DataError, Reader
from core.problems.valleys import VALLEYS
from core.problems.wells import WELLS

__all__ = [
    "PROBLEMS",
    "TYPED",
    "Box",
    "DataError",
    "Dataset",
    "Minimum",
    "Problem",
    "ProblemEntry",
    "Reader",
    "bind",
    "check_data",
    "data_file",
    "data_units_text",
    "data_version",
    "has_target",
    "read_table",
    "refuse_files",
    "reread",
    "same_data",
    "start_of",
]

PROBLEMS: Mapping[str, ProblemEntry] = {
    entry.name: entry
    for entry in (*VALLEYS, *BOWLS, *WELLS, *RIPPLES, *SADDLES, *CURVES, REGRESSION, LOGISTIC, NETWORK)
}
