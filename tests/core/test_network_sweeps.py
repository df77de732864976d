"""Sweeps of networks: each run is its race, and axes that change the number of parameters are refused."""

from __future__ import annotations

import numpy as np
import pytest

from core.scenario import Scenario
from core.sweep import Sweep, SweepError, run
from core.sweep.tuning import summaries


@pytest.mark.parametrize(
    ("problem", "axes"),
    [
        ("network", ("lr=[0.001,0.1]", "problem.init_seed=0..2")),
        ("network hidden=[3] batch=10", ("seed=0..2", "lr=[0.01,0.1]")),
        ("network hidden=[3]", ("w1[1,1]=[-1,0,1]", "problem.activation=[tanh,relu]")),
        ("network hidden=[2]", ("problem=[network data=xor hidden=[2],network data=spirals hidden=[2]]",)),
    ],
)
def test_a_sweep_is_its_single_races(problem: str, axes: tuple[str, ...]) -> None:
    sweep = Sweep(Scenario(problem, ("adam", "sgd"), steps=30), axes)
    result = run(sweep)
    for cell in np.ndindex(*sweep.shape):
        racer = sweep.scenario_at(cell).race().advance(30).racers[0]
        np.testing.assert_array_equal(result.theta[cell], racer.path[-1])
        assert result.loss[cell] == racer.loss[-1]
    assert all(np.isfinite(each.loss.median) for each in summaries(result))


@pytest.mark.parametrize(
    ("axis", "told"),
    [
        (
            "problem.hidden=[[4],[8]]",
            r"axis problem.hidden: network hidden=\[4\] has 17 parameters",
        ),
        ("problem.loss=[logistic,softmax]", "axis problem.loss: network loss=softmax has 114 parameters"),
        ("problem.data=[moons,plane]", "axis problem.data: network: loss must be squared for data=plane"),
        ("problem.classes=[2,3]", "axis problem.classes: network: loss must be softmax for 3 classes"),
        ("w1[9,1]=[0,1]", r'adam has no "w1\[9,1\]"'),
    ],
)
def test_an_axis_that_changes_the_number_of_parameters_is_refused(axis: str, told: str) -> None:
    with pytest.raises(SweepError, match=told):
        Sweep(Scenario("network", ("adam",)), (axis,))
