"""Networks: gradients by complex steps of a network written again, layers and names, answers, first weights, data."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.networks.activations import ACTIVATIONS
from core.networks.backpropagation import Backpropagation, Network, Sample
from core.networks.first_weights import WEIGHTS, first_weights
from core.networks.layers import Layers, parameter_count
from core.networks.losses import LOSSES, encoded
from core.networks.made_data import RADIUS, SHAPES, made
from core.networks.outputs import dead_units, gradients, hits, losses, unit_values
from tests.sampling import examples

Array = npt.NDArray[np.float64]
ComplexArray = npt.NDArray[np.complex128]

KINDS = list(itertools.product(ACTIVATIONS, LOSSES))

PLAIN: dict[str, Callable[[Any], Any]] = {
    "tanh": np.tanh,
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "linear": lambda z: z,
}
VARIANCES: dict[str, Callable[[int, int], float]] = {
    "glorot": lambda inputs, units: 2 / (inputs + units),
    "he": lambda inputs, units: 2 / inputs,
    "lecun": lambda inputs, units: 1 / inputs,
    "torch": lambda inputs, units: 1 / (3 * inputs),
    "normal": lambda inputs, units: 1.0,
    "zeros": lambda inputs, units: 0.0,
}


def plainly(network: Network, sample: Sample, theta: ComplexArray) -> complex:
    """The loss as one writes it down, for complex θ too."""
    a: Any = sample.inputs
    for layer in network.layers.all:
        a = layer.weights_in(theta) @ a + layer.biases_in(theta)[:, None]  # type: ignore[arg-type]
        if layer.name != "output":
            a = PLAIN[network.activation](a)
    y = sample.targets
    if network.loss == "logistic":
        found = np.log(1 + np.exp(-y * a)).mean()
    elif network.loss == "squared":
        found = ((a - y) ** 2).mean()
    else:
        found = -np.log((np.exp(a) * y).sum(axis=0) / np.exp(a).sum(axis=0)).mean()
    weights = theta[network.layers.is_weight == 1]
    return complex(found + network.l2 / 2 * (weights**2).sum())


def points(network: Network, count: int, rng: np.random.Generator) -> Sample:
    inputs, outputs = network.layers.sizes[0], network.layers.sizes[-1]
    labels = rng.integers(0, max(outputs, 2), count).astype(float)
    return Sample(rng.normal(size=(inputs, count)), encoded(network.loss, labels, outputs))


@st.composite
def networks(draw: st.DrawFn) -> Network:
    activation, loss = draw(st.sampled_from(KINDS))
    hidden = draw(st.lists(st.integers(1, 5), max_size=4))
    outputs = draw(st.integers(2, 4)) if loss == "softmax" else 1
    return Network(
        Layers((draw(st.integers(1, 3)), *hidden, outputs)), activation, loss, draw(st.sampled_from([0.0, 0.01, 2.0]))
    )


@settings(max_examples=examples(150), deadline=None)
@given(networks(), st.integers(0, 1000), st.integers(1, 12))
def test_gradients_are_exact(network: Network, seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    sample, theta = points(network, count, rng), rng.normal(size=network.layers.count)
    loss, gradient = Backpropagation(network, sample).loss_gradient(theta)
    step = 1e-100
    expected = [plainly(network, sample, theta + 1j * step * axis).imag / step for axis in np.eye(theta.size)]
    assert float(loss) == pytest.approx(plainly(network, sample, theta.astype(complex)).real, rel=1e-12)
    np.testing.assert_allclose(gradient, expected, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize(("activation", "loss"), KINDS)
def test_gradients_are_those_of_differences(activation: str, loss: str) -> None:
    network, rng = (
        Network(Layers((2, 4, 3, 3 if loss == "softmax" else 1)), activation, loss, 0.1),
        np.random.default_rng(3),
    )
    sample, theta = points(network, 30, rng), rng.normal(size=network.layers.count)
    through = Backpropagation(network, sample)
    gradient = through.loss_gradient(theta)[1].copy()
    for axis, slope in zip(1e-6 * np.eye(theta.size), gradient, strict=True):
        above, below = float(through.losses(theta + axis)), float(through.losses(theta - axis))
        assert slope == pytest.approx((above - below) / 2e-6, abs=1e-7)


@pytest.mark.parametrize("count", [30, 3000])
@pytest.mark.parametrize(("activation", "loss"), KINDS)
def test_many_thetas_at_once_are_each_alone(activation: str, loss: str, count: int) -> None:
    """To the last bit, and whatever the last slice's size."""
    network, rng = (
        Network(Layers((2, 4, 3, 2 if loss == "softmax" else 1)), activation, loss, 0.1),
        np.random.default_rng(4),
    )
    sample, thetas = points(network, count, rng), rng.normal(size=(70, network.layers.count))
    one = Backpropagation(network, sample)
    each = [(float(value), gradient.copy()) for value, gradient in map(one.loss_gradient, thetas)]
    assert losses(network, sample, thetas).tolist() == [value for value, _ in each]
    np.testing.assert_array_equal(gradients(network, sample, thetas), [gradient for _, gradient in each])


def test_a_mini_batch_is_the_network_on_its_rows() -> None:
    network, rng = Network(Layers((2, 4, 1)), "tanh", "logistic"), np.random.default_rng(5)
    sample, theta, rows = points(network, 30, rng), rng.normal(size=17), rng.permutation(30)[:7]
    batch = Backpropagation(network, sample.taken(np.arange(7)))
    batch.take(sample, rows)
    alone = Backpropagation(network, sample.taken(rows))
    np.testing.assert_array_equal(batch.loss_gradient(theta)[1], alone.loss_gradient(theta)[1])


@pytest.mark.parametrize("loss", LOSSES)
def test_far_outputs_overflow_nothing(loss: str) -> None:
    layers = Layers((1, 2)) if loss == "softmax" else Layers((1, 1))
    network = Network(layers, "linear", loss)
    sample = Sample(np.array([[1.0, -1.0]]), encoded(loss, np.array([0.0, 1.0]), 2))
    theta = np.zeros(layers.count)
    last = layers.sizes[-1] - 1
    theta[last] = 1e6  # far on the wrong side for both points
    value, gradient = Backpropagation(network, sample).loss_gradient(theta)
    assert np.isfinite(value)
    assert np.isfinite(gradient).all()
    assert gradient[last] > 0


def test_small_slopes_keep_their_digits() -> None:
    network = Network(Layers((1, 1)), "linear", "logistic")
    sample = Sample(np.ones((1, 1)), np.ones((1, 1)))
    gradient = Backpropagation(network, sample).loss_gradient(np.array([50.0, 0.0]))[1]
    assert gradient[1] == pytest.approx(-math.exp(-50), rel=1e-12)


# Layers


def test_layers_stand_in_the_order_of_torch() -> None:
    layers = Layers((2, 3, 1))
    assert layers.names[:2] == ("w1[1,1]", "w1[1,2]")
    assert layers.names[5:] == ("w1[3,2]", "b1[1]", "b1[2]", "b1[3]", "w2[1,1]", "w2[1,2]", "w2[1,3]", "b2[1]")
    assert len(layers.names) == layers.count == parameter_count(layers.sizes) == 13
    assert [(layer.name, layer.start, layer.stop) for layer in layers.all] == [("hidden1", 0, 9), ("output", 9, 13)]
    theta = np.arange(13.0)
    assert layers.all[0].weights_in(theta)[2, 1] == layers.names.index("w1[3,2]")
    assert layers.all[0].biases_in(theta)[2] == layers.names.index("b1[3]")


def test_no_hidden_layer_is_a_linear_model() -> None:
    layers = Layers((2, 1))
    assert layers.names == ("w1[1,1]", "w1[1,2]", "b1[1]")
    network = Network(layers, "tanh", "squared")
    assert unit_values(network, np.array([1.0, 10.0, 100.0]), np.array([[1.0], [2.0]]))[-1].item() == 121.0


# Answers


def test_units_and_outputs() -> None:
    network = Network(Layers((1, 2, 1)), "relu", "squared")
    theta = np.array([1.0, -1.0, 0.0, 0.0, 2.0, 3.0, 0.5])
    hidden, output = unit_values(network, theta, np.array([[-2.0, 1.0]]))
    assert hidden.tolist() == [[0.0, 1.0], [2.0, 0.0]]
    assert output.tolist() == [[6.5, 2.5]]


@pytest.mark.parametrize("loss", ["logistic", "squared", "softmax"])
def test_hits_are_the_share_of_right_classes(loss: str) -> None:
    layers = Layers((1, 2)) if loss == "softmax" else Layers((1, 1))
    network = Network(layers, "tanh", loss)
    sample = Sample(np.array([[-1.0, 1.0, 2.0, -3.0]]), encoded(loss, np.array([0.0, 1.0, 0.0, 0.0]), 2))
    right = np.zeros(layers.count)
    right[layers.sizes[-1] - 1] = 1.0
    thetas = np.array([right, -right])
    assert hits(network, sample, thetas).tolist() == [0.75, 0.25]


def test_a_dead_unit_is_zero_at_every_point() -> None:
    theta = np.array([1.0, 1.0, -1.0, 0.0, -5.0, 0.0, *np.zeros(4)])
    sample = Sample(np.array([[1.0, 2.0]]), np.ones((1, 2)))
    relu, tanh = (Network(Layers((1, 3, 1)), activation, "logistic") for activation in ("relu", "tanh"))
    assert [found.tolist() for found in dead_units(relu, sample, theta)] == [[1, 2]]
    assert [found.size for found in dead_units(tanh, sample, theta)] == [0]


# First weights


@pytest.mark.parametrize("init", WEIGHTS)
def test_first_weights_have_their_spread(init: str) -> None:
    layers = Layers((30, 50, 40))
    theta = first_weights(layers, init, 1)
    for layer in layers.all:
        assert layer.weights_in(theta).var() == pytest.approx(VARIANCES[init](layer.inputs, layer.units), rel=0.1)
        assert layer.biases_in(theta).any() == (init == "torch")
    np.testing.assert_array_equal(theta, first_weights(layers, init, 1))
    assert init == "zeros" or (theta != first_weights(layers, init, 2)).any()


# Made data


@pytest.mark.parametrize("name", SHAPES)
def test_made_data_are_drawn_again(name: str) -> None:
    shape = SHAPES[name]
    for classes in {2, shape.classes} - {0}:
        inputs, targets = made(name, n=200, noise=0.0, seed=7, classes=classes)
        assert inputs.shape == (2, 200)
        assert np.abs(inputs).max() <= 2 * RADIUS
        assert (inputs.std(axis=1) > 0.4).all()
        for ours, again in zip((inputs, targets), made(name, n=200, noise=0.0, seed=7, classes=classes), strict=True):
            np.testing.assert_array_equal(ours, again)
        assert (made(name, n=200, noise=0.0, seed=8, classes=classes)[0] != inputs).any()
        if shape.classes:
            assert set(targets) == set(range(classes))
            assert np.bincount(targets.astype(int)).min() >= 200 / classes * 0.7
        else:
            assert np.abs(targets).max() <= 1
            assert targets.std() > 0.2


@pytest.mark.parametrize("name", SHAPES)
def test_noise_moves_points_or_numbers(name: str) -> None:
    (inputs, targets), (moved, others) = (made(name, n=4000, noise=noise, seed=0, classes=2) for noise in (0.0, 0.3))
    kept, noisy = ((targets, others), (inputs, moved)) if SHAPES[name].classes else ((inputs, moved), (targets, others))
    np.testing.assert_array_equal(*kept)
    assert (noisy[1] - noisy[0]).std() == pytest.approx(0.3, rel=0.05)
