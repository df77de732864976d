"""The data of networks, made or from a file, what a network answers at their points, and hidden layers by keys."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.hyper import HyperError
from core.networks.made_data import SHAPES
from core.nudge import nudged
from core.problems import DataError
from core.problems.network_hypers import HYPERS
from core.scenario import Scenario
from tests.core.test_networks import VARIED, network

(HIDDEN,) = (hyper for hyper in HYPERS if hyper.name == "hidden")


def test_points_train_or_test() -> None:
    found = network("network n=100 split=0.3 data=circles")
    train, test = found.points.train, found.points.test
    assert (train.targets.size, test.targets.size) == (30, 70)
    assert found.sample_size == 30
    assert found.test is not None
    everyone = np.hstack([train.inputs, test.inputs])
    again = network("network n=100 split=1 data=circles")
    assert again.test is None
    assert {*map(tuple, everyone.T.tolist())} == {*map(tuple, again.points.train.inputs.T.tolist())}
    assert 0.2 < train.targets.mean() < 0.8


def write(tmp_path: Path, text: str) -> str:
    path = tmp_path / "points.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


ROWS = "a,b,kind,size\n" + "".join(
    f"{i % 7},{(i * 5) % 11},{'yes' if i % 7 > 3 else 'no'},{i % 7 + i % 3}\n" for i in range(60)
)


def test_a_file_of_two_classes(tmp_path: Path) -> None:
    found = network(f"network data={write(tmp_path, ROWS + '1,,yes,2')} x=a y=b label=kind hidden=[4] split=0.8")
    assert found.points.train.classes == ("no", "yes")
    assert found.points.train.columns == ("a", "b", "kind")
    assert (found.train.count, found.points.train.left_out) == (48, 1)
    assert found.data.left_out_text == "1 of 49 rows left out: a cell is empty or NA"
    (racer,) = (
        Scenario(f"network data={tmp_path}/points.csv x=a y=b label=kind hidden=[4]", ("adam lr=0.05",), steps=200)
        .race()
        .advance(200)
        .racers
    )
    assert found.accuracies(found.train, racer.path[-1:]).item() > 0.9


def test_a_file_of_numbers(tmp_path: Path) -> None:
    found = network(f"network data={write(tmp_path, ROWS)} x=a y=b label=size loss=squared hidden=[4] scale=standard")
    assert not found.classifies
    assert found.train.inputs.mean(axis=1) == pytest.approx([0, 0], abs=1e-12)
    assert found.train.inputs.std(axis=1) == pytest.approx([1, 1])
    mean = found.points.train.inputs.mean(axis=1)
    np.testing.assert_allclose(found.points.inputs(mean), 0, atol=1e-12)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("x=a y=b label=size", "size must have two different values"),
        ("x=a y=b label=size classes=8 loss=softmax", "size must have 8 different values"),
        ("x=a y=a label=kind", "columns has a twice"),
        ("x=a y=b label=kind hidden=[64,64]", "too many for 4,417 parameters"),
        ("columns=a,b,kind label=kind", "kind is both a feature and the answer"),
        ("x=a y=c label=kind", 'points.csv has no column "c"'),
        ("x=a y=b label=kind loss=squared", 'column "kind" is not a number'),
    ],
)
def test_a_file_that_does_not_fit_is_told(tmp_path: Path, settings: str, told: str) -> None:
    rows = ROWS + "1,2,yes,3\n" * 1000 if "too many" in told else ROWS
    with pytest.raises(DataError, match=told):
        network(f"network data={write(tmp_path, rows)} {settings}")


def test_made_data_that_nobody_makes() -> None:
    with pytest.raises(DataError, match=r"can't read the data moon: No such file or directory\. Did you mean moons\?"):
        network("network data=moon")


def test_a_file_of_any_number_of_columns(tmp_path: Path) -> None:
    file = write(tmp_path, ROWS)
    found = network(f"network data={file} columns=a,b,size label=kind hidden=[2]")
    assert (found.dims, found.train.inputs.shape) == (11, (3, 30))
    assert network(f"network data={file} columns=a label=b loss=squared hidden=[]").names == ("w1[1,1]", "b1[1]")
    assert network(f"network data={file} columns=b label=a loss=softmax classes=7 hidden=[]").dims == 14


# Answers


@pytest.mark.parametrize("text", VARIED)
def test_outputs_at_the_points_make_the_loss(text: str) -> None:
    found = network(text)
    points, y = found.points.train.inputs, found.points.train.targets
    z = found.outputs(found.start, points)
    if found.network.loss == "softmax":
        losses = np.log(np.exp(z).sum(axis=0)) - z[y.astype(int), np.arange(y.size)]
        told = z.argmax(axis=0)
    elif found.network.loss == "logistic":
        losses, told = np.log(1 + np.exp(-(2 * y - 1) * z)), z > 0
    else:
        losses, told = (z - y) ** 2, None
    path = np.array([found.start])
    assert losses.mean() == pytest.approx(found.data_losses(found.train, path).item(), rel=1e-12)
    if told is not None:
        assert (told == y).mean() == found.accuracies(found.train, path).item()
    weights = path[0][found.network.layers.is_weight == 1]
    penalty = found.network.l2 / 2 * (weights**2).sum()
    assert found.values(found.start) == pytest.approx(losses.mean() + penalty, rel=1e-12)


def test_outputs_of_a_map_have_its_shape() -> None:
    found = network("network hidden=[3,2]")
    grid = np.stack(np.meshgrid(np.linspace(-2, 2, 8), np.linspace(-2, 2, 6)))
    assert found.outputs(found.start, grid).shape == (6, 8)
    assert found.unit_outputs(found.start, grid, 1).shape == (3, 6, 8)
    assert found.unit_outputs(found.start, grid, 2).shape == (2, 6, 8)
    assert found.outputs(found.start, grid[:, 2, 5]) == pytest.approx(found.outputs(found.start, grid)[2, 5], rel=1e-12)
    many = network("network loss=softmax hidden=[3]")
    assert many.outputs(many.start, grid).shape == (2, 6, 8)


def test_dead_units_are_found() -> None:
    found = network("network hidden=[3] activation=relu")
    theta = np.array(found.start)
    theta[:6], theta[6:9] = 0.0, (-1.0, 1.0, 0.0)
    assert [each.tolist() for each in found.dead_units(theta)] == [[0, 2]]


@pytest.mark.parametrize(
    ("typed", "units"),
    [("[8,8]", (8, 8)), ("8,8", (8, 8)), ("4 2", (4, 2)), (" 5 , 3 ", (5, 3)), ("3", (3,)), ("[]", ())],
)
def test_hidden_layers_are_read_with_and_without_brackets(typed: str, units: tuple[int, ...]) -> None:
    assert HIDDEN.parse(typed) == units


@pytest.mark.parametrize("typed", ["", "8,", "x", "8;8", "65", "0", "1.5", "4]", "1 2 3 4 5 6 7"])
def test_what_are_no_hidden_layers_is_told_in_one_sentence(typed: str) -> None:
    with pytest.raises(HyperError) as raised:
        HIDDEN.parse(typed)
    assert str(raised.value).startswith(f"hidden must be {HIDDEN.allowed} (got ")


def test_keys_change_the_units_of_the_last_layer_and_the_number_of_layers() -> None:
    assert nudged(HIDDEN, (8, 4), up=True) == (8, 5)
    assert nudged(HIDDEN, (8, 1), up=False) == (8, 1)
    assert nudged(HIDDEN, (8, 64), up=True) == (8, 64)
    assert nudged(HIDDEN, (8, 4), up=True, coarse=True) == (8, 4, 4)
    assert nudged(HIDDEN, (8, 4), up=False, coarse=True) == (8,)
    assert nudged(HIDDEN, (8,), up=False, coarse=True) == ()
    assert nudged(HIDDEN, (), up=False) == ()
    assert nudged(HIDDEN, (), up=True) == (4,)
    assert nudged(HIDDEN, (1,) * 6, up=True, coarse=True) == (1,) * 6


def test_keys_go_round_the_made_data() -> None:
    (data,) = (hyper for hyper in HYPERS if hyper.name == "data")
    seen = ["moons"]
    while (name := str(nudged(data, seen[-1], up=True))) != "moons":
        seen.append(name)
    assert sorted(seen) == sorted(SHAPES)
    assert nudged(data, "points.csv", up=True) == "points.csv"
