"""A monkey at keyboard, mouse and window finds no exception, no long wait, no picture that a fresh paint changes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.monkey_in_process import MODES, play
from tests.monkey_in_terminal import play as play_in_terminal
from tests.sampling import sampled

ACTS, ACTS_IN_TERMINAL = 40, 25
MAX_REACTION = 2.0
"""Seconds of processor time from an act to its last effect."""


@pytest.fixture(autouse=True)
def deep_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder in which a monkey may save files, and whose parents are its own as well."""
    folder = tmp_path / "a" / "b" / "c" / "d"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_DOWNLOAD_DIR", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(folder))
    return folder


@pytest.mark.system
@pytest.mark.parametrize("seed", sampled(range(20), 20))
async def test_a_monkey_breaks_nothing(seed: int) -> None:
    mode = MODES[seed % len(MODES)]
    played = await play(seed, ACTS, mode)
    assert not played.wrong, f"{mode}, after {played.after}: {len(played.wrong)} cells differ: {played.wrong[:9]}"
    assert played.slowest <= MAX_REACTION


@pytest.mark.system
@pytest.mark.parametrize("group", range(5))
def test_a_monkey_at_a_terminal_breaks_nothing(group: int) -> None:
    """Four at once, as each waits for its program most of the time."""
    seeds = range(4 * group, 4 * group + 4)
    modes = [MODES[seed % len(MODES)] for seed in seeds]
    with ThreadPoolExecutor(4) as pool:
        for mode, played in zip(modes, pool.map(play_in_terminal, seeds, [ACTS_IN_TERMINAL] * 4, modes), strict=True):
            assert not played.ended, f"{mode}, after {played.after}: {played.ended}"
            assert not played.wrong, f"{mode}, after {played.after}: {len(played.wrong)} differ: {played.wrong[:9]}"
            assert played.slowest <= MAX_REACTION
