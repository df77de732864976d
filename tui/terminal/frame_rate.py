"""How often the screen is painted while a race plays: what the user says, else what the line bears."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.hyper import real

FPS = real("fps", "n", 20.0, "Paints a second; over SSH 10 unless told.", 1.0, 60.0)
REMOTE = 10.0
VARIABLE = "FALLLINE_FPS"


def paints_per_second(flag: str | None, environ: Mapping[str, str]) -> float:
    """By the flag, by the variable, or by where the terminal is. Raises HyperError, naming the one that is wrong."""
    if flag is not None:
        text, name = flag, "--fps"
    elif environ.get(VARIABLE):
        text, name = environ[VARIABLE], VARIABLE
    else:
        return REMOTE if environ.get("SSH_CONNECTION") else float(FPS.default)  # type: ignore[arg-type] # it is real
    return float(replace(FPS, name=name).parse(text))  # type: ignore[arg-type] # it is real
