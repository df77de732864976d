"""The package's public names are there, and every home is right."""

from __future__ import annotations

import pytest

import core


@pytest.mark.parametrize("name", core.__all__)
def test_each_public_name_is_found(name: str) -> None:
    assert getattr(core, name) is not None


def test_nothing_else_is_made_up() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = core.nonsense
