"""`fallline list` shows the catalogs themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from rich.cells import cell_len

from core.optimizers import OPTIMIZERS
from core.problems import PROBLEMS
from core.schedules import SCHEDULES
from tui.cli.main import main

CATALOGS: dict[str, Mapping[str, Any]] = {"optimizers": OPTIMIZERS, "problems": PROBLEMS, "schedules": SCHEDULES}


@pytest.mark.parametrize("kind", CATALOGS)
def test_every_entry_is_in_the_table(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", kind]) == 0
    shown = capsys.readouterr().out
    assert max(map(cell_len, shown.splitlines())) <= 80
    first_words = [line.split()[0] for line in shown.splitlines() if line[:1].strip()]
    assert set(CATALOGS[kind]) <= set(first_words)
    for entry in CATALOGS[kind].values():
        for hyper in entry.hypers:
            assert f"{hyper.name}={hyper.format(hyper.default)}" in shown


def test_json_has_every_entry_with_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert list(data) == list(CATALOGS)
    for kind, catalog in CATALOGS.items():
        assert [entry["name"] for entry in data[kind]] == list(catalog)
        for shown, entry in zip(data[kind], catalog.values(), strict=True):
            assert shown["purpose"] == entry.purpose
            assert [hyper["name"] for hyper in shown["hypers"]] == [hyper.name for hyper in entry.hypers]
            for found, hyper in zip(shown["hypers"], entry.hypers, strict=True):
                assert hyper.parse(found["default"]) == hyper.default


def test_json_of_one_kind_has_that_kind(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "schedules", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == ["schedules"]
