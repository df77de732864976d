"""The documents keep their promises: commands, examples, tables, names of files and links are true."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest

from core.formula.nodes import CONSTANTS, FUNCTIONS, REDUCTIONS
from core.lessons.claims import CLAIM_KEYS
from core.lessons.lesson import Across, How
from core.lessons.names import known_names
from core.lessons.reading import KEYS as LESSON_KEYS
from core.lessons.sweeping import sweep_names, sweep_of
from core.optimizers import OPTIMIZERS
from core.scenario import Scenario
from core.scenario_toml import BESIDE, KEYS, RULE_KEYS
from core.specs import ProblemSpec, parse_racers
from core.sweep.sweep_toml import KEYS as SWEEP_KEYS
from tui.cli.arguments import parse
from tui.cli.build import build_scenario
from tui.cli.commands import COMMANDS, AppCommand, LessonCommand
from tui.cli.doc_tables import TABLES, refreshed
from tui.cli.launch import lesson_of
from tui.cli.main import main
from tui.lessons.panels import PANELS

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *ROOT.glob("docs/*.md")])
POINTS = "height,weight\n1,2\n2,3.5\n3,7\n"

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def spans(text: str) -> list[str]:
    """What stands as code within sentences."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE))


def commands() -> list[str]:
    """Every command line that a document shows, in a block (what it does may stand beside it) or in a sentence."""
    found: dict[str, None] = {}
    for text in map(read, DOCUMENTS):
        lines = [line.partition("   ")[0].strip() for block in blocks(text, "(?:sh)?") for line in block.splitlines()]
        said = [span for span in spans(text) if span.removeprefix("fallline ") not in COMMANDS]  # else a command's name
        found |= dict.fromkeys(line for line in (*lines, *said) if line.startswith("fallline "))
    return list(found)


def examples() -> list[tuple[str, str]]:
    return [(path.name, block) for path in DOCUMENTS for block in blocks(read(path), "toml")]


def named(name: str) -> str:
    return read(ROOT / "docs" / name)


def section(text: str, title: str) -> str:
    """From a heading to the next one."""
    return text.partition(f"# {title}\n")[2].partition("\n#")[0]


@each_document
def test_tables_are_those_of_the_code(path: Path) -> None:
    assert refreshed(read(path)) == read(path), "make docs writes them anew"


def test_every_table_stands_in_a_document() -> None:
    for name in TABLES:
        assert any(f"<!-- table: {name} -->" in read(path) for path in DOCUMENTS), name


def test_the_readme_can_be_read_in_one_go() -> None:
    assert len(read(ROOT / "README.md").splitlines()) <= 200


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where somebody stands who has saved what the documents say to save."""
    (race,) = blocks(read(ROOT / "README.md"), "toml")
    (mine,) = blocks(named("lessons.md"), "toml")
    (tmp_path / "race.toml").write_text(race, encoding="utf-8")
    (tmp_path / "mine.toml").write_text(mine, encoding="utf-8")
    (code,) = blocks(named("own-rules.md"), "py")
    (tmp_path / "signs.py").write_text(code, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "points.csv").write_text(POINTS, encoding="utf-8")
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("line", commands())
def test_commands_work(line: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for package in ("torch", "optax"):
        if f"={package}" in line:
            pytest.importorskip(package)
    words = shlex.split(line)[1:]
    command = parse(words)
    if isinstance(command, AppCommand):  # it wants a terminal: tests/tui has one
        assert lesson_of(command.scenario) or build_scenario(command.scenario)
        return
    if isinstance(command, LessonCommand) and command.all:  # many updates: test_lesson.py does them
        return
    assert main(words) == 0
    made = list(folder.glob("race.[!t]*"))
    assert capsys.readouterr().out or made
    assert all(path.stat().st_size for path in made)


@pytest.mark.parametrize(("document", "text"), examples(), ids=lambda value: value if len(value) < 40 else "")
def test_examples_in_toml_work(document: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "example.toml"
    path.write_text(text, encoding="utf-8")
    lesson = "[[claims]]" in text
    assert main(["lesson" if lesson else "run", str(path)]) == 0
    told = capsys.readouterr().out
    if lesson:
        claims = text.count("[[claims]]")
        assert f"{claims} of {claims} claims hold" in told
    else:
        scenario = Scenario.from_toml(text)
        assert scenario.racers
        assert all(name in told for name in scenario.names)


@each_document
def test_examples_in_python_work(path: Path) -> None:
    for code in blocks(read(path), "python"):
        scope: dict[str, object] = {}
        exec(code, scope)
        race = scope["race"]
        assert race.racers[0].path.shape == (201, 2)  # type: ignore[attr-defined]


def test_every_key_of_a_scenario_file_is_explained() -> None:
    for key in (*KEYS, *RULE_KEYS, *BESIDE, *SWEEP_KEYS):
        assert re.search(rf"^\| (… )?`(\[{key}(\.NAME)?\]|{key})` \|", named("scenario-files.md"), re.MULTILINE), key


def test_every_spec_that_is_shown_is_one() -> None:
    shown = spans(rows(section(named("scenario-files.md"), "Specs: one line for one thing")))
    assert len(shown) > 5
    for text in shown:
        optimizer = text.partition(": ")[2] or text
        if optimizer.partition(" ")[0] in OPTIMIZERS:
            assert parse_racers(text)
        else:
            assert str(ProblemSpec.parse(text))


def test_every_word_of_the_language_is_explained() -> None:
    explained = " ".join(spans(named("own-rules.md")))
    for name in (*FUNCTIONS, *REDUCTIONS, *CONSTANTS):
        assert re.search(rf"\b{name}\b", explained), name


def rows(table: str) -> str:
    """The first cells of a table's rows."""
    return " ".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| `"))


def test_every_key_of_a_lesson_is_explained() -> None:
    text = named("lessons.md")
    for title, keys in (("The file", LESSON_KEYS), ("A claim", CLAIM_KEYS)):
        assert set(spans(rows(section(text, title)))) == set(keys), title
    for word in (*PANELS, *get_args(Across), *(how for how in get_args(How) if how not in ("step", "until"))):
        assert word in spans(text), word


def test_everything_that_a_sweep_says_is_explained() -> None:
    sweep = sweep_of(Scenario("himmelblau", ("sgd",)), 0, ("lr=1e-3..1/3", "momentum=[0,0.5]"))
    explained = set(spans(rows(section(named("lessons.md"), "What a sweep says"))))
    assert explained == set(sweep_names(sweep)) - {"share_3", "share_4"}


def test_everything_that_a_lesson_measures_is_explained() -> None:
    scenario = Scenario("quadratic", ("sgd",))
    of_the_rule = {"g_x", "g_y", "d_x", "d_y"}
    measured = set(known_names(scenario, 0)) - of_the_rule
    explained = set(spans(rows(section(named("lessons.md"), "What can be measured"))))
    others = (("quadratic", "adam"), ("quadratic", "polyak"), ("network activation=relu", "sgd"), ("bowl n=5", "sgd"))
    of_others = {name for problem, racer in others for name in known_names(Scenario(problem, (racer,)), 0)} - measured
    assert measured <= explained
    assert explained - measured - {"rosenbrock n=5"} <= of_others


@each_document
def test_files_that_are_named_exist(path: Path) -> None:
    rooms = "|".join(folder.name for folder in ROOT.iterdir() if folder.is_dir() and folder.name[0] not in "._")
    for name in re.findall(rf"(?<![\w/.])(?:{rooms})/[\w./-]*", read(path)):
        assert (ROOT / name.rstrip(".")).exists(), name


def anchors(text: str) -> set[str]:
    """The headings as GitHub links to them."""
    titles = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@each_document
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", read(path)):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        there = path.parent / name if name else path
        assert there.exists(), target
        if anchor:
            assert anchor in anchors(read(there)), target
