"""The name of a data file in a scenario file: relative to the folder of the scenario file."""

from __future__ import annotations

import os.path

from core.problems.files import DATA, data_file
from core.specs import ProblemSpec


def read_from(spec: ProblemSpec, folder: str) -> ProblemSpec:
    """The spec as it stands in a file of that folder: the name of its data is relative to it."""
    file = data_file(spec.values)
    return spec if file is None else spec.with_value(DATA.name, os.path.normpath(os.path.join(folder, file)))


def written_to(spec: ProblemSpec, folder: str) -> ProblemSpec:
    """The spec as a file of that folder should have it: `read_from` finds the same data again.

    Data in the folder, or reached from the same place as the folder, get a name relative to it.
    """
    file = data_file(spec.values)
    if file is None or not folder:
        return spec
    if os.path.isabs(folder):
        file = os.path.abspath(file)
    suggestion = not os.path.isabs(file) or file.startswith(os.path.join(folder, ""))
    return spec.with_value(DATA.name, os.path.relpath(file, folder) if suggestion else file)
