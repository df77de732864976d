"""Optimizers of PyTorch and optax, raced as own code, against entries of the catalog; skipped without the packages."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from core.external.load import read_external
from core.external.registry import register
from core.noise import BLOCK
from core.scenario import Scenario
from core.sweep import Sweep, run
from tests import own_code

TORCH = (
    ("torch.optim:Adam", "lr=0.05", "adam lr=0.05"),
    ("torch.optim:Adam", "lr=0.05 betas=[0.8,0.99] eps=1e-4", "adam lr=0.05 beta1=0.8 beta2=0.99 eps=1e-4"),
    ("torch.optim:Adam", "lr=0.05 weight_decay=0.1", "adam lr=0.05 weight_decay=0.1"),
    ("torch.optim:Adam", "lr=0.05 schedule=cosine", "adam lr=0.05 schedule=cosine"),
    ("torch.optim:AdamW", "lr=0.05", "adamw lr=0.05"),
    ("torch.optim:SGD", "lr=0.0003 momentum=0.9", "momentum lr=0.0003 momentum=0.9"),
    ("torch.optim:SGD", "lr=0.0003 momentum=0.9 nesterov", "sgd lr=0.0003 momentum=0.9 nesterov"),
    ("torch.optim:RMSprop", "lr=0.01", "rmsprop lr=0.01"),
)
OPTAX = (
    ("optax:adam", "lr=0.05", "adam lr=0.05"),
    ("optax:adam", "lr=0.05 b1=0.8 b2=0.99 eps=1e-4", "adam lr=0.05 beta1=0.8 beta2=0.99 eps=1e-4"),
    ("optax:adam", "lr=0.05 schedule=cosine", "adam lr=0.05 schedule=cosine"),
    ("optax:adam", "lr=0.05 weight_decay=0.1 decay=decoupled", "adam lr=0.05 weight_decay=0.1 decay=decoupled"),
    ("optax:sgd", "lr=0.0003 momentum=0.9", "momentum lr=0.0003 momentum=0.9"),
    ("optax:rmsprop", "lr=0.01 decay=0.95", "rmsprop lr=0.01 alpha=0.95 variant=optax"),
)
ALL = (*TORCH, *OPTAX)
PROBLEMS = ("rosenbrock", "beale bounds=[-4,2]", "regression batch=10", "x^4 - x")


def use(target: str) -> None:
    pytest.importorskip(target.partition(":")[0].partition(".")[0])
    register((read_external(f"mine={target}"),))


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize(("target", "settings", "ours"), ALL)
def test_it_is_the_entry_of_the_catalog(target: str, settings: str, ours: str, problem: str) -> None:
    use(target)
    race = Scenario(problem, (f"mine {settings}", ours), steps=300).race().advance(300)
    own, entry = (racer.path for racer in race.racers)
    assert len(own) == len(entry) == 301
    np.testing.assert_allclose(own, entry, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("target", ["torch.optim:Adam", "torch.optim:SGD", "optax:adam"])
def test_a_step_back_is_exact(target: str) -> None:
    use(target)
    steps = BLOCK + 60
    settings = "lr=0.001 momentum=0.9" if target.endswith("SGD") else "lr=0.05 schedule=cosine"
    racer = Scenario("beale", (f"mine {settings}",), steps=steps, noise=0.01).race().advance(steps).racers[0]
    path = racer.path.copy()
    for update in (steps, BLOCK + 1, BLOCK, 30, 2, 1):
        np.testing.assert_array_equal(racer.inspect(update, updates=4).terms["theta"], path[update])
    np.testing.assert_array_equal(racer.path, path)


@pytest.mark.parametrize("target", ["torch.optim:Adam", "optax:adam"])
def test_a_sweep_is_that_of_the_entry(target: str) -> None:
    use(target)
    own, ours = (run(Sweep(Scenario("beale", (name,), steps=40), ("lr=1e-3..1/5",))) for name in ("mine", "adam"))
    np.testing.assert_allclose(own.theta, ours.theta, rtol=1e-10)


def test_settings_that_say_how_pytorch_computes_are_left_out() -> None:
    use("torch.optim:Adam")
    names = [hyper.name for hyper in read_external("mine=torch.optim:Adam").rule_hypers]
    assert names[:6] == ["lr", "betas", "eps", "weight_decay", "amsgrad", "maximize"]
    assert not {"params", "foreach", "fused", "capturable", "differentiable"} & set(names)


def test_what_needs_a_closure_says_so() -> None:
    use("torch.optim:LBFGS")
    status = Scenario("beale", ("mine",)).race().advance(5).racers[0].status
    assert status.kind == "failed"
    assert "closure" in status.sentence


def test_what_pytorch_refuses_is_told() -> None:
    use("torch.optim:Adam")
    status = Scenario("beale", ("mine betas=[2,0.9]",)).race().advance(5).racers[0].status
    assert status.sentence == "make raised ValueError: Invalid beta parameter at index 0: 2.0"


def test_a_class_with_settings_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch")
    monkeypatch.setattr(own_code, "quick", partial(torch.optim.Adam, betas=(0.5, 0.9)), raising=False)
    register((read_external("quick=tests.own_code:quick"),))
    race = Scenario("beale", ("quick lr=0.001", "adam lr=0.001 beta1=0.5 beta2=0.9"), steps=300).race().advance(300)
    own, entry = (racer.path for racer in race.racers)
    np.testing.assert_allclose(own, entry, rtol=1e-12)


def test_a_transformation_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    optax = pytest.importorskip("optax")
    chain = optax.chain(optax.clip(1.0), optax.adam(0.05))
    monkeypatch.setattr(own_code, "chain", chain, raising=False)
    register((read_external("chained=tests.own_code:chain"),))
    race = Scenario("beale", ("chained", "adam lr=0.05 clip_value=1"), steps=300).race().advance(300)
    own, entry = (racer.path for racer in race.racers)
    np.testing.assert_allclose(own, entry, rtol=1e-12)
