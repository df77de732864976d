"""A user's own optimizer: from text to entry, in specs, in files, and in a race."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.formula import FormulaError
from core.optimizers import OPTIMIZERS
from core.optimizers.own import copied, own_optimizer, settings_text
from core.scenario import Scenario
from core.specs import RacerSpec, SpecError, parse_racers

HEAVY = own_optimizer("mine", "m: 0\nm = beta*m + g\ntheta = theta - lr*m\n", "lr=0.0003 beta=0.9", "Heavy.")


def test_it_has_hyperparameters_equations_and_a_default_rate() -> None:
    assert [hyper.name for hyper in HEAVY.rule_hypers] == ["lr", "beta"]
    assert {"weight_decay", "decay", "clip_norm"} <= {hyper.name for hyper in HEAVY.hypers}
    assert HEAVY.equations() == ("m = 0 at first", "m ← β·m + g", "θ ← θ − η·m")
    assert own_optimizer("x", "theta = theta - lr*g").rule_hypers[0].default == 0.01


def test_it_races_as_the_catalogs_rule_that_says_the_same() -> None:
    spec = RacerSpec("mine", own=HEAVY)
    race = Scenario(racers=(spec, "sgd lr=0.0003 momentum=0.9"), steps=200).race().advance(200)
    np.testing.assert_allclose(race.racers[0].path, race.racers[1].path, rtol=1e-12)


def test_specs_read_and_print_it() -> None:
    (first, second) = parse_racers("fast: mine lr=[0.001,0.01] beta=0.5", (HEAVY,))
    assert str(first) == "fast: mine lr=0.001 beta=0.5"
    assert RacerSpec.parse(str(second), (HEAVY,)) == second
    with pytest.raises(SpecError, match="Did you mean mine"):
        parse_racers("mien", (HEAVY,))
    with pytest.raises(SpecError, match=r'mine has no parameter "beta1"\. Did you mean beta'):
        parse_racers("mine beta1=0.5", (HEAVY,))


@pytest.mark.parametrize(
    ("name", "rule", "settings", "message"),
    [
        ("Mine", "theta = theta - lr*g", "", "name must be up to 24 lower-case letters"),
        ("adam", "theta = theta - lr*g", "", "name must not be one of the catalog's"),
        ("mine", "theta = theta - lr*g", "beta", "settings must be words such as beta=0.9"),
        ("mine", "theta = theta - lr*g", "beta=x", r'beta must be a number, true, false or known \(got "x"\)'),
        ("mine", "theta = theta - lr*g", "beta=1 beta=2", "beta is given twice"),
        ("mine", "theta = theta - lr*g", "theta=1", "'theta' cannot name one"),
        ("mine", "theta = theta - lr*g", "lr=-1", r"lr must be a number ≥ 0"),
        ("mine", "theta = theta - lr*q", "", r'column 20: unknown name "q"'),
        ("mine", "m: 0\nm = m + g", "", "the rule never moves theta"),
        ("mine", "__import__('os').system('x')", "", "this is neither state nor a value"),
        ("mine", "theta = (lambda: 0)()", "", "column 9: only named functions can be called"),
    ],
)
def test_what_it_refuses(name: str, rule: str, settings: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        own_optimizer(name, rule, settings, taken=tuple(OPTIMIZERS))


@pytest.mark.parametrize("entry", OPTIMIZERS.values(), ids=lambda entry: entry.name)
def test_a_copy_of_any_catalog_entry_is_the_same_rule(entry: object) -> None:
    assert isinstance(entry, type(HEAVY))
    rule, settings = copied(entry, entry.numbers({}))
    own = own_optimizer("copy", rule, settings)
    original = RacerSpec(entry.name)
    copy = RacerSpec("copy", own=own)
    if entry.decay and entry.weight_decay:
        copy = replace(copy.with_value("decay", entry.decay), label="").with_value("weight_decay", entry.weight_decay)
    race = Scenario(racers=(original, copy), steps=60).race().advance(60)
    np.testing.assert_array_equal(race.racers[0].path, race.racers[1].path)


def test_a_file_carries_it() -> None:
    odd = own_optimizer("odd", 'm: 0\nm = m + g  # a "quoted" \\ note\ntheta = theta - lr*m', "flag=true")
    scenario = Scenario(racers=("adam", RacerSpec("mine", own=HEAVY, label="h")), rules=(odd,))
    text = scenario.to_toml()
    assert Scenario.from_toml(text) == scenario
    assert {rule.name for rule in scenario.rules} == {"mine", "odd"}
    assert settings_text(odd) == "lr=0.01 flag=true"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("beta*m", "betta*m", r'line 16: rules.mine: rule line 2, column 5: unknown name "betta"'),
        ("settings =", "setings =", r"line 13: rules.mine: unknown key 'setings'. Did you mean settings"),
        ("[rules.mine]", "[rules.adam]", r"line 12: rules.adam: name must not be one of the catalog's"),
        ("beta=0.9", "beta=x", r"line 12: rules.mine: settings: beta must be a number"),
        ('decay = "coupled"', 'decay = "none"', r'rules.mine: decay must be one of coupled, decoupled \(got "none"\)'),
        ('purpose = "Heavy."', "purpose = 3", r"line 14: rules.mine: purpose must be a text \(got 3\)"),
    ],
)
def test_a_broken_rule_says_where(old: str, new: str, message: str) -> None:
    text = Scenario(racers=(RacerSpec("mine", own=HEAVY),), start=(-1.5, 2.0)).to_toml()
    assert old in text
    with pytest.raises(ValueError, match=message):
        Scenario.from_toml(text.replace(old, new))


def test_putting_a_new_rule_in_its_place_takes_the_racers_along() -> None:
    scenario = Scenario(racers=("adam", RacerSpec("mine", (("beta", 0.5), ("lr", 0.1)), own=HEAVY)))
    gentler = own_optimizer("mine", "theta = theta - lr*g/2", "lr=0.01")
    changed = scenario.with_rule(gentler)
    assert changed.rules == (gentler,)
    assert changed.racers[1].own == gentler
    assert changed.racers[1].overrides == (("lr", 0.1),)
    assert changed.racers[0] == scenario.racers[0]


def test_two_rules_of_one_name_are_refused() -> None:
    other = own_optimizer("mine", "theta = theta - lr*g")
    with pytest.raises(ValueError, match="'mine' means two different rules"):
        Scenario(racers=(RacerSpec("mine", own=HEAVY), RacerSpec("mine", own=other)))


def test_values_that_a_new_rule_of_the_name_cannot_have_are_dropped() -> None:
    scenario = Scenario(racers=(RacerSpec("mine", (("beta", 0.5),), own=HEAVY),))
    flagged = own_optimizer("mine", "theta = theta - where(beta, 2, 1)*lr*g", "lr=0.01 beta=false")
    (racer,) = scenario.with_rule(flagged).racers
    assert (racer.own, racer.overrides) == (flagged, ())


@pytest.mark.parametrize("end", ["\r\n", "\x0b", "\x85", "\u2028"])
def test_a_rule_has_the_lines_that_its_reader_saw(end: str) -> None:
    """A file, an editor and an error message then count the same lines, whatever ended them."""
    text = end.join(("m: 0", "m = beta*m + g  # a comment", "theta = theta - lr*m"))
    assert own_optimizer("mine", f"{text}{end}", "lr=0.0003 beta=0.9", "Heavy.").rule_text.count("\n") == 3
    with pytest.raises(FormulaError) as caught:
        own_optimizer("mine", f"{text}{end}theta = nothing", "beta=0.9")
    assert caught.value.line == 4
