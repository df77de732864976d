"""Paths of data files: relative to the folder of the scenario file that names them."""

from __future__ import annotations

import os.path

from core.problems.data_hypers import DATA, data_file
from core.specs import ProblemSpec


def resolve_data_path(spec: ProblemSpec, folder: str) -> ProblemSpec:
    """Make the data path of a spec that was read from a file in `folder` independent of the folder."""
    file = data_file(spec.values)
    return spec if file is None else spec.with_value(DATA.name, os.path.normpath(os.path.join(folder, file)))


def relativize_data_path(spec: ProblemSpec, folder: str) -> ProblemSpec:
    """Make the data path of a spec relative to `folder`, where its file is written; the inverse of `resolve_data_path`.

    An absolute path outside the folder stays absolute.
    """
    file = data_file(spec.values)
    if file is None or not folder:
        return spec
    if os.path.isabs(folder):
        file = os.path.abspath(file)
    below_folder = not os.path.isabs(file) or file.startswith(os.path.join(folder, ""))
    return spec.with_value(DATA.name, os.path.relpath(file, folder) if below_folder else file)
