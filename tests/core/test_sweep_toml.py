"""Sweeps in scenario files: written and read without loss, and what is wrong is told with its line."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.optimizers import OPTIMIZERS
from core.race_setup import ScenarioError
from core.scenario import Scenario
from core.sweep import Sweep, sweep_toml
from core.sweep.default_axes import default_axis

AXES = st.lists(
    st.sampled_from(["lr=1e-5..1/60", "seed=0..31", "x=[-1,2.5]", "beta1=0..0.9/3", "problem=[booth,x^2 + 3*y^2]"]),
    unique=True,
)


@given(AXES, st.sampled_from(["steps", "target"]), st.floats(0, 1, exclude_max=True))
def test_a_file_gives_the_sweep_back(axes: list[str], until: str, share: float) -> None:
    scenario = Scenario("beale", ("adam lr=0.1", "adamax"), (1.0, 1.5), steps=20, noise=0.1)
    sweep = Sweep(scenario, axes, until=until, share=share)
    assert sweep_toml.read(sweep_toml.write(sweep)) == sweep


def test_rules_and_a_race_beside_a_sweep_are_kept() -> None:
    file = Scenario.from_toml('racers = ["mine"]\n[rules.mine]\nrule = "theta = theta - lr*g"\n')
    text = sweep_toml.write(Sweep(file, ["lr=[0.1,0.2]"]))
    assert sweep_toml.read(text).scenario == Scenario.from_toml(text) == file


def test_a_file_without_the_table_has_one_run_a_racer() -> None:
    sweep = sweep_toml.read('racers = ["adam"]\n')
    assert (sweep.axes, sweep.until, sweep.share) == ((), "steps", sweep_toml.DEFAULT_SHARE)


@pytest.mark.parametrize(
    ("table", "sentence"),
    {
        '[sweep]\naxis = ["lr=1..2"]': "line 3: sweep: unknown key 'axis'. Did you mean axes?",
        '[sweep]\n\naxes = "lr=1..2"': "line 4: axes must be a list of texts",
        '[sweep]\naxes = ["seed=0..3",\n  "lr=2..1/3"]': "line 4: axis lr: 2..1 must go up",
        '[sweep]\nuntil = "end"': "line 3: until must be one of steps, target (got",
        "[sweep]\nshare = 1": "line 3: share must be a number ≥ 0 and < 1 (got",
        "[sweep]\nshare = true": "line 3: share must be a number ≥ 0 and < 1 (got",
        'sweep = "lr"': "line 2: sweep must be a table [sweep] (got",
        '[sweep]\naxes = ["lr=[1,2]", "lr=[1,2]"]': "line 2: sweep: axis lr is given twice",
        '[sweeps]\naxes = ["lr=[1,2]"]': "line 2: unknown key 'sweeps'",
    }.items(),
)
def test_what_is_wrong_is_told_with_its_line(table: str, sentence: str) -> None:
    with pytest.raises(ScenarioError) as told:
        sweep_toml.read(f'racers = ["adam"]\n{table}\n')
    assert str(told.value).startswith(sentence)


@pytest.mark.parametrize(
    ("racers", "axis"),
    {
        ("sgd lr=0.001", "adam lr=0.1"): "lr=0.0001..1/49",
        ("sgd lr=0.01",): "lr=0.0001..1/49",
        ("sgd lr=0.03",): "lr=0.0003..3/49",
        ("sgd lr=0",): "lr=0.0001..1/49",
    }.items(),
)
def test_the_default_axis_has_four_decades_around_the_racers(racers: tuple[str, ...], axis: str) -> None:
    assert default_axis(Scenario(racers=racers)) == axis


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_has_a_default_axis(name: str) -> None:
    scenario = Scenario(racers=(name,))
    (axis,) = Sweep(scenario, [default_axis(scenario)]).axes
    rate = scenario.racers[0].number("lr")
    low, high = (float(str(axis.values[end])) for end in (0, -1))
    assert math.log10(high / low) == pytest.approx(4)
    assert low * 10 < rate < high / 10
