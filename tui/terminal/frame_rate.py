"""Frame rate: how often the screen is painted while a race plays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.hyper import real

FPS = real("fps", "n", 20.0, "Paints a second; over SSH 10 unless told.", 1.0, 60.0)
REMOTE = 10.0
VARIABLE = "FALLLINE_FPS"


def paints_per_second(flag: str | None, environ: Mapping[str, str]) -> float:
    """The rate from the flag, else the environment variable, else lower over SSH. Raises HyperError with its name."""
    if flag is not None:
        text, name = flag, "--fps"
    elif environ.get(VARIABLE):
        text, name = environ[VARIABLE], VARIABLE
    else:
        return REMOTE if environ.get("SSH_CONNECTION") else float(FPS.default)  # type: ignore[arg-type] # it is real
    return float(replace(FPS, name=name).parse(text))  # type: ignore[arg-type] # it is real
