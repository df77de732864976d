"""The package's public names are there, and every home is right."""

from __future__ import annotations

import subprocess
import sys

import pytest

import core

WITHOUT_TOMLI_W = """
import sys
sys.modules["tomli_w"] = None
from core import Scenario
from core.lessons import read_lesson
race = Scenario.from_toml('racers = ["adam"]').race().advance(to=50)
assert race.racers[0].steps == 50
try:
    race.scenario.to_toml()
except ImportError:
    print("cannot write")
"""


@pytest.mark.parametrize("name", core.__all__)
def test_each_public_name_is_found(name: str) -> None:
    assert getattr(core, name) is not None


def test_nothing_else_is_made_up() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = core.nonsense


def test_tomli_w_is_needed_only_to_write_files() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_TOMLI_W], capture_output=True, text=True, check=True)
    assert done.stdout == "cannot write\n"
