"""The version of the installed project: written in pyproject.toml and nowhere else."""

from __future__ import annotations

from importlib import metadata


def version(distribution: str = "fallline") -> str:
    """The installed version of a package; `unknown` where it is run without having been installed."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "unknown"
