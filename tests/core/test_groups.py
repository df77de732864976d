"""Groups of parameters, and a problem's loss and gradient as a function of the whole θ."""

import numpy as np
import pytest

from core.problems import PROBLEMS, bind
from core.problems.groups import Group, group_of
from core.specs import ProblemSpec


def test_groups_divide_the_parameters() -> None:
    groups = (Group("hidden1", 0, 3), Group("output", 3, 5))
    assert group_of(groups, 5).tolist() == [0, 0, 0, 1, 1]
    assert np.arange(5)[groups[1].part].tolist() == [3, 4]


@pytest.mark.parametrize(
    "groups",
    [
        (Group("a", 0, 3),),
        (Group("a", 0, 3), Group("b", 4, 5)),
        (Group("a", 0, 0), Group("b", 0, 5)),
        (Group("b", 2, 5), Group("a", 0, 2)),
    ],
)
def test_groups_with_gaps_are_refused(groups: tuple[Group, ...]) -> None:
    with pytest.raises(ValueError, match="groups must divide 5 parameters in order"):
        group_of(groups, 5)


@pytest.mark.parametrize("name", [name for name, entry in PROBLEMS.items() if entry.dims > 1])
def test_the_whole_gradient_is_that_of_the_coordinates(name: str) -> None:
    problem = bind(ProblemSpec(name))
    loss, gradient = problem.value_gradient()(np.array(problem.start))
    assert (loss, *gradient) == pytest.approx(problem.scalar_value_gradient(*problem.start))
    assert loss == pytest.approx(float(problem.values(problem.start)))


@pytest.mark.parametrize("name", ["regression", "logistic"])
def test_a_mini_batch_of_all_rows_is_the_whole_loss(name: str) -> None:
    problem = bind(ProblemSpec.parse(f"{name} batch=10"))
    theta = np.array([0.5, -1.0])
    loss, gradient = problem.sampled_value_gradient()(theta, np.arange(problem.sample_size))
    full, whole = problem.value_gradient()(theta)
    assert loss == pytest.approx(full)
    np.testing.assert_allclose(gradient, whole)
