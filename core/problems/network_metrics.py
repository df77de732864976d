"""The metrics of networks: losses and accuracies of the points that train and of those that test, and dead units."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.arrays import Array
from core.problems.metrics import Metric

if TYPE_CHECKING:
    from core.problems.networks import NetworkProblem


def _dead(problem: NetworkProblem, thetas: Array) -> Array:
    return np.array([float(sum(layer.size for layer in problem.dead_units(theta))) for theta in thetas])


def _test_loss(problem: NetworkProblem, thetas: Array) -> Array:
    return np.full(len(thetas), np.nan) if problem.test is None else problem.data_losses(problem.test, thetas)


def _test_accuracy(problem: NetworkProblem, thetas: Array) -> Array:
    return np.full(len(thetas), np.nan) if problem.test is None else problem.accuracies(problem.test, thetas)


def _without_test(problem: NetworkProblem) -> str:
    return "all points train: a smaller split leaves some to test" if problem.test is None else ""


def _without_classes(problem: NetworkProblem) -> str:
    return "" if problem.classifies else "numbers are predicted, not classes"


def _without_relu(problem: NetworkProblem) -> str:
    return "" if problem.network.activation == "relu" else "only units with the activation relu can be dead"


METRICS = (
    Metric(
        "train_loss",
        "Loss of the training points",
        "train",
        "the mean loss of the points that train, without the penalty",
        lambda problem, thetas: problem.data_losses(problem.train, thetas),
    ),
    Metric(
        "test_loss",
        "Loss of the test points",
        "test",
        "the mean loss of the points that test, without the penalty",
        _test_loss,
        _without_test,
    ),
    Metric(
        "train_accuracy",
        "Accuracy on the training points",
        "train ✓",
        "the share of the points that train whose class is told",
        lambda problem, thetas: problem.accuracies(problem.train, thetas),
        _without_classes,
        log_possible=False,
    ),
    Metric(
        "test_accuracy",
        "Accuracy on the test points",
        "test ✓",
        "the share of the points that test whose class is told",
        _test_accuracy,
        lambda problem: _without_test(problem) or _without_classes(problem),
        log_possible=False,
    ),
    Metric(
        "dead_units",
        "Dead units",
        "dead",
        "how many hidden ReLU units are 0 at every point that trains",
        _dead,
        _without_relu,
        log_possible=False,
    ),
)
