"""The version of the installed package, from its metadata: pyproject.toml declares it."""

from __future__ import annotations

from importlib import metadata


def version(distribution: str = "fallline") -> str:
    """The installed version of a package; `unknown` if it is not installed."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "unknown"
