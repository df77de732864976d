"""How often is painted: the flag before the variable before where the terminal is."""

from __future__ import annotations

import pytest

from core.hyper import HyperError
from tui.terminal.frame_rate import FPS, paints_per_second

SSH = {"SSH_CONNECTION": "10.0.0.1 5022 10.0.0.2 22"}


@pytest.mark.parametrize(
    ("flag", "environ", "fps"),
    [
        (None, {}, 20.0),
        (None, SSH, 10.0),
        (None, {"FALLLINE_FPS": ""}, 20.0),
        (None, SSH | {"FALLLINE_FPS": "15"}, 15.0),
        ("7.5", SSH | {"FALLLINE_FPS": "15"}, 7.5),
        ("1", {}, 1.0),
        ("60", {}, 60.0),
    ],
)
def test_the_flag_then_the_variable_then_the_line(flag: str | None, environ: dict[str, str], fps: float) -> None:
    assert paints_per_second(flag, environ) == fps


@pytest.mark.parametrize("text", ["0", "61", "nan", "fast", "-3"])
def test_what_is_out_of_bounds_is_named(text: str) -> None:
    with pytest.raises(HyperError, match="--fps must"):
        paints_per_second(text, {})
    with pytest.raises(HyperError, match="FALLLINE_FPS must"):
        paints_per_second(None, {"FALLLINE_FPS": text})


def test_the_bounds_are_declared_once() -> None:
    assert (FPS.low, FPS.high) == (1.0, 60.0)
