"""Optimizers from own code: raced, replayed, inspected and swept as the catalog's are, and what becomes of mistakes."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.external.load import ExternalError, read_external
from core.external.registry import register
from core.hyper import Hyper
from core.noise import BLOCK
from core.race import Race
from core.race_setup import ScenarioError
from core.scenario import Scenario
from core.specs import RacerSpec, SpecError
from core.sweep import Sweep, run
from tests import own_code
from tests.sampling import sampled

OWN = "tests.own_code:"


def use(*flags: str) -> None:
    register(map(read_external, flags))


def race(attribute: str, words: str = "", problem: str = "beale", steps: int = 200, **settings: Any) -> Race:
    use(f"mine={OWN}{attribute}")
    return Scenario(problem, (f"mine {words}",), steps=steps, **settings).race().advance(steps)


PLACES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("rosenbrock", {}),
    ("rosenbrock", {"noise": 0.1, "seed": 3}),
    ("rosenbrock bounds=[-1.6,0.5]", {}),
    ("regression batch=10", {}),
    ("x^4 - x", {}),
    ("rosenbrock n=12", {"noise": 0.1}),
    ("network hidden=[3] n=40 batch=7", {}),
)
SETTINGS = ("", "weight_decay=0.1", "weight_decay=0.1 decay=decoupled", "clip_value=3", "schedule=cosine")


@pytest.mark.parametrize(("problem", "settings"), PLACES)
@pytest.mark.parametrize("words", sampled(SETTINGS, 2))
def test_the_same_method_as_code_and_as_a_rule(problem: str, settings: dict[str, Any], words: str) -> None:
    use(f"mine={OWN}Adam")
    racers = (f"mine lr=0.05 {words}", f"adam lr=0.05 {words}")
    mine, ours = Scenario(problem, racers, steps=300, **settings).race().advance(300).racers
    assert mine.steps == ours.steps == 300
    np.testing.assert_allclose(mine.path, ours.path, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(mine.loss, ours.loss, rtol=1e-10, atol=1e-12)
    np.testing.assert_array_equal(mine.rates(np.arange(1, 301)), ours.rates(np.arange(1, 301)))


def test_a_step_back_is_exact() -> None:
    steps = 2 * BLOCK + 300
    racer = race("Adam", "lr=0.05", "rosenbrock", steps, noise=0.1).racers[0]
    path = racer.path.copy()
    for update in (1, 2, steps, BLOCK + 1, BLOCK, 2 * BLOCK + 7, 3, 2, 1):
        terms = racer.terms(update)
        np.testing.assert_array_equal(terms["theta"], path[update])
        found = racer.inspect(update, updates=5)
        np.testing.assert_array_equal(found.terms["theta"], path[update])
    np.testing.assert_array_equal(racer.path, path)


def test_going_on_after_looking_back_is_as_if_nobody_had_looked() -> None:
    straight = race("Adam", "lr=0.05", steps=400).racers[0].path
    use(f"mine={OWN}Adam")
    looked = Scenario("beale", ("mine lr=0.05",), steps=400).race()
    for to in (1, 2, 50, 51, 399, 400):
        looked.advance(to)
        looked.racers[0].inspect(max(1, to // 2), updates=3)
        looked.racers[0].terms(to)
        looked.racers[0].terms(to)
    np.testing.assert_array_equal(looked.racers[0].path, straight)


def test_an_update_shows_what_is_known_of_it() -> None:
    racer = race("Adam", "lr=0.05 clip_norm=1", steps=20).racers[0]
    found = racer.inspect(7, updates=3)
    assert [line.name for line in found.lines] == ["g", "g", "step", "theta", "f"]
    step, theta, loss = found.lines[-3:]
    assert "tests.own_code:Adam" in step.note
    np.testing.assert_array_equal(step.values, racer.path[7] - racer.path[6])
    np.testing.assert_array_equal(theta.values, racer.path[7])
    assert loss.values[0] == pytest.approx(racer.loss[7])
    assert (found.limit, found.rates, found.momentum_and_scale.momentum) == (None, None, None)


def test_it_is_diagnosed_by_its_path() -> None:
    status = race("Descent", "lr=1e-3", "x^2 + y^2").racers[0].status
    assert status.kind == "not_reached"
    assert "more steps to the target, falling as in the last" in status.sentence
    assert race("Descent", "lr=0.1", "x^2 + y^2").racers[0].status.kind == "converged"
    assert race("Descent", "lr=1.5", "x^2 + y^2", 2000).racers[0].status.kind == "diverged"


@pytest.mark.parametrize(
    ("attribute", "update", "sentence"),
    [
        ("make_raises", 0, "make raised ValueError: lr is not good"),
        ("no_stepper", 0, "make returned int, which has no step and no save and no load"),
        ("Forgetful", 0, "save and load don't bring back all that step reads"),
        ("StepRaises", None, "step raised ZeroDivisionError: by zero at step "),
        ("Exits", 1, "step raised SystemExit: 3 at step 1"),
        ("WrongShape", 1, "step returned an array of shape (3,), not of (2,) at step 1"),
        ("NoNumbers", 1, "step returned dict, not an array of shape (2,) at step 1"),
    ],
)
def test_code_that_fails_stands_still(attribute: str, update: int | None, sentence: str) -> None:
    use(f"mine={OWN}{attribute}")
    racing = Scenario("beale", ("mine", "adam"), steps=300).race().advance(300)
    mine, adam = racing.racers
    assert mine.status.kind == "failed"
    assert mine.status.sentence.startswith(sentence)
    assert (mine.status.step, adam.steps) == (mine.steps + 1 if update is None else update, 300)
    assert racing.steps == 300
    np.testing.assert_array_equal(mine.status_at(0).kind == "failed", update == 0)
    assert len(mine.inspect(mine.steps).path) >= 1
    with pytest.raises(ValueError, match="update must lie in"):
        mine.terms(mine.steps + 1)
    assert any(milestone.sentence.startswith("last step: ") for milestone in mine.milestones())


def test_nan_is_a_divergence() -> None:
    racer = race("NotANumber").racers[0]
    assert racer.status.kind == "diverged"
    assert f"mine returned nan at step {racer.steps + 1}" in racer.status.sentence
    assert 0 < racer.steps < 200
    assert np.isfinite(racer.path).all()


def test_what_a_stepper_cannot_be_told_is_said() -> None:
    told = {
        "schedule=cosine": "a schedule changes the learning rate, and Descent has no method set_rate at step 1",
        "weight_decay=0.1 decay=decoupled": "bounds and decoupled weight decay move the parameters, "
        "and Descent has no method move at step 1",
    }
    for words, sentence in told.items():
        status = race("Descent", words).racers[0].status
        assert status.kind == "failed"
        assert status.sentence.partition(" at step")[0] == sentence.partition(" at step")[0]
    with pytest.raises(SpecError, match="mine takes no schedule: it has no learning rate"):
        race("Halving", "schedule=cosine")


def test_a_method_without_a_learning_rate() -> None:
    racer = race("Halving", problem="x^2 + y^2", steps=60).racers[0]
    assert racer.status.kind in ("target", "converged")
    assert np.isnan(racer.rates(np.arange(1, 5))).all()
    assert np.isnan(racer.inspect(3).next_lr)


def settings(flag: str) -> dict[str, Hyper]:
    entry = read_external(flag)
    return {hyper.name: hyper for hyper in entry.rule_hypers}


def test_settings_come_from_the_signature() -> None:
    found = settings(f"mine={OWN}kinds")
    assert list(found) == ["lr", "count", "scale", "plain", "strict", "mode", "note", "pair", "limit"]
    kinds = {name: hyper.kind for name, hyper in found.items()}
    assert kinds["count"] == "integer"
    assert (kinds["scale"], kinds["plain"], kinds["limit"]) == ("real", "real", "real")
    assert (kinds["strict"], kinds["mode"], kinds["note"], kinds["pair"]) == ("flag", "choice", "text", "list")
    assert found["mode"].choices == ("fast", "slow")
    assert found["limit"].format(found["limit"].default) == "none"


def test_settings_reach_the_callable_as_its_signature_has_them() -> None:
    words = "lr=0.5 count=7 scale=3 plain=5 strict mode=slow note=x pair=[1,2] limit=0.5"
    del own_code.given[:]
    race("kinds", words, steps=1)
    race("kinds", "", steps=1)
    changed, default = own_code.given
    assert changed == {
        **{"lr": 0.5, "count": 7, "scale": 3.0, "plain": 5, "strict": True, "mode": "slow", "note": "x"},
        **{"pair": (1.0, 2.0), "limit": 0.5, "hook": None},
    }
    assert isinstance(changed["plain"], int)
    assert default == {
        **{"lr": 1, "count": 3, "scale": 2, "plain": 4, "strict": False, "mode": "fast", "note": "none"},
        **{"pair": (0.5, 2), "limit": None, "hook": None},
    }


def test_the_flag_gives_defaults() -> None:
    use(f"mine={OWN}anything rate=0.1 parts=2", f"more={OWN}needs_more window=3", f"fast={OWN}Descent lr=0.5")
    assert [str(h.default) for h in RacerSpec("mine").hypers[:2]] == ["0.1", "2.0"]
    assert RacerSpec("fast").get("lr") == 0.5
    racers = ("mine", "sgd lr=0.05", "mine parts=1", "sgd lr=0.1", "more", "fast", "sgd lr=0.3", "sgd lr=0.5")
    found = Scenario("x^2 + 3*y^2 + x*y", racers, steps=5).race().advance(5).racers
    paths = [racer.path for racer in found]
    for one, other in ((0, 1), (2, 3), (4, 6), (5, 7)):
        np.testing.assert_allclose(paths[one], paths[other], rtol=1e-13)


@pytest.mark.parametrize(
    ("flag", "sentence"),
    [
        ("mine", 'write NAME=MODULE:ATTRIBUTE, as in mine=torch.optim:Adam (got "mine")'),
        ("mine=thing", 'write NAME=MODULE:ATTRIBUTE, as in mine=torch.optim:Adam (got "mine=thing")'),
        (f"Mine={OWN}Adam", 'name must be up to 24 lower-case letters, digits and single _ (got "Mine")'),
        (f"adam={OWN}Adam", "name must not be one of the catalog's (got adam)"),
        ("mine=no_such_module:Adam", "there is no module no_such_module, neither in this folder nor"),
        ("mine=tests.nothing:Adam", "there is no module tests.nothing, neither"),
        (f"mine={OWN}Adm", 'tests.own_code has no "Adm". Did you mean Adam?'),
        (f"mine={OWN}not_callable", 'tests.own_code:not_callable is no class and no function (got "int")'),
        (f"mine={OWN}needs_more", "tests.own_code:needs_more needs a value for window, which has no default"),
        (f"mine={OWN}no_theta", "tests.own_code:no_theta must take theta first, as in make(theta, lr=0.1)"),
        (f"mine={OWN}Adam bta=1", 'tests.own_code:Adam has no parameter "bta"'),
        (f"mine={OWN}Adam lr=-1", "tests.own_code:Adam: lr must be a number ≥ 0 (got -1)"),
        (f"mine={OWN}anything clip_norm=1", "'clip_norm=1' is no setting"),
    ],
)
def test_flags_that_name_nothing(flag: str, sentence: str) -> None:
    with pytest.raises(ExternalError) as caught:
        read_external(flag)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("package", ["torch", "optax"])
def test_a_missing_package_is_named(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)

    monkeypatch.setattr("core.external.load.importlib.import_module", missing)
    with pytest.raises(ExternalError, match=f"the package {package} is not installed: pip install {package}"):
        read_external(f"missing_{package}={package}:adam")


def test_an_import_that_raises_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken_module_of_mine.py").write_text("raise RuntimeError('not today')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ExternalError, match="importing broken_module_of_mine raised RuntimeError: not today"):
        read_external("mine=broken_module_of_mine:Adam")


def test_a_file_carries_the_name_and_never_the_import() -> None:
    use(f"mine={OWN}Adam")
    scenario = Scenario("beale", ("mine lr=0.1", "adam"))
    text = scenario.to_toml()
    assert "own_code" not in text
    assert Scenario.from_toml(text) == scenario
    register(())
    with pytest.raises(ScenarioError, match="needs --optimizer mine=MODULE:NAME"):
        Scenario.from_toml(text)


def test_a_rule_cannot_take_the_name_of_own_code() -> None:
    use(f"mine={OWN}Adam")
    with pytest.raises(ScenarioError, match="name must not be one of"):
        Scenario.from_toml('[rules.mine]\nrule = """\ntheta = theta - lr*g\n"""\n')


def test_the_command_has_the_flag() -> None:
    use(f"mine={OWN}Adam lr=0.2", f"idle={OWN}Descent")
    words = Scenario("beale", ("mine", "mine lr=0.1")).command()
    assert words[2:6] == ("--optimizer", f"mine={OWN}Adam lr=0.2", "--racer", "mine")
    assert words.count("--optimizer") == 1


def test_it_travels_to_other_processes() -> None:
    use(f"mine={OWN}Adam")
    spec = RacerSpec.parse("mine lr=0.1")
    register(())
    assert pickle.loads(pickle.dumps(spec)) == spec


def compared(words: str, axes: tuple[str, ...], until: str, share: float, noise: float) -> None:
    use(f"mine={OWN}Adam")
    results = [
        run(Sweep(Scenario("beale", (f"{name} {words}",), steps=90, noise=noise), axes, until=until, share=share))
        for name in ("mine", "adam")
    ]
    own, ours = results
    for name in ("hit", "last", "diverged", "minimum", "done"):
        np.testing.assert_array_equal(getattr(own, name), getattr(ours, name))
    for name in ("loss", "best", "tail", "theta", "answer"):
        np.testing.assert_allclose(getattr(own, name), getattr(ours, name), rtol=1e-9)


@pytest.mark.parametrize(
    ("words", "axes", "until", "share", "noise"),
    [
        ("", ("lr=1e-3..1/7", "eps=[1e-8,1e-3]"), "steps", 0.0, 0.0),
        ("", ("lr=1e-3..1/3", "seed=0..2", "x=-1..1/3"), "target", 0.01, 0.01),
        ("lr=0.1", ("problem=[beale,booth]", "weight_decay=[0,0.1]", "decay=[coupled,decoupled]"), "target", 0.0, 0.0),
    ],
)
def test_a_sweep_of_own_code_is_that_of_the_rule(
    words: str, axes: tuple[str, ...], until: str, share: float, noise: float
) -> None:
    compared(words, axes, until, share, noise)


def test_a_sweep_holds_the_single_races() -> None:
    use(f"mine={OWN}StepRaises")
    found = run(Sweep(Scenario("beale", ("mine",), steps=80), ("lr=1e-4..1e-2/20",)))
    for i, lr in enumerate(np.asarray(found.sweep.axes[0].values).tolist()):
        racer = Scenario("beale", (f"mine lr={lr!r}",), steps=80).race().advance(80).racers[0]
        assert (found.last[0, i], found.diverged[0, i], found.loss[0, i]) == (
            racer.steps,
            racer.diverged,
            racer.loss[-1],
        )
    assert found.diverged.any()
    assert not found.diverged.all()
