"""Settings of all tests: nothing touches the user's own sessions and configuration, and no test looks at a clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from core.external.registry import register
from tests.sampling import FULL

# A busy machine may take any time over an example; timings belong in benchmarks/.
settings.register_profile("full", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=FULL)
settings.register_profile("quick", settings.get_profile("full"), max_examples=FULL // 3)
settings.load_profile("quick")  # make test-system takes the other one


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two processes a core, as the tests of an app wait half of their time; four for those of whole terminals."""
    return (4 if "system" in config.option.markexpr.removeprefix("not system") else 2) * (os.cpu_count() or 1)


@pytest.fixture(autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for what the app keeps and is configured by; processes that a test starts inherit it."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    monkeypatch.setenv("HOME", str(folder))  # where macOS looks
    return folder


@pytest.fixture(autouse=True)
def forget_own_code() -> Iterator[None]:
    """What a command line has named lasts as long as its process, which tests share."""
    yield
    register(())
