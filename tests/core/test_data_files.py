"""A user's own data: what is read, what is refused and with which words, and how scenarios find the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from core.problems import DataError, Dataset, Problem, bind, refuse_files
from core.problems.tables import Table
from core.scenario import Scenario
from core.specs import ProblemSpec


class Write(Protocol):
    """Writes a file beside the test and says where."""

    def __call__(self, text: str, name: str = ...) -> Path: ...


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def writing(text: str, name: str = "points.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return writing


def bound(text: str) -> Problem:
    return bind(ProblemSpec.parse(text))


def data_of(text: str) -> Dataset:
    data = bound(text).data
    assert data is not None
    return data


@pytest.mark.parametrize(
    "text",
    [
        "1,2\n3,4.5\n-5e-1,6\n",
        "a,b\n1,2\n3,4.5\n-5e-1,6",
        "\ufeffa;b\r\n1;2\r\n3;4.5\r\n-.5;6\r\n",
        "# made by hand\n1 2\n  3   4.5\n\n-0.5\t6\n".replace("\t", " "),
        "a\tb\n1\t2\n3\t4.5\n-0.5\t6\n",
        '"a","b"\n"1","2"\n3, 4.5 \n-0.5,6',
    ],
)
def test_many_ways_to_write_two_columns(write: Write, text: str) -> None:
    data = data_of(f"regression data={write(text)}")
    assert data.x.tolist() == [1, 3, -0.5]
    assert data.y.tolist() == [2, 4.5, 6]
    assert not data.x.flags.writeable


def test_columns_by_name_and_by_number(write: Write) -> None:
    path = write("height,weight,shoe size\n1,2,3\n4,5,7\n7,1,9\n")
    by_name = data_of(f'regression data={path} x="shoe size" y=height')
    assert (by_name.x.tolist(), by_name.y.tolist()) == ([3, 7, 9], [1, 4, 7])
    assert by_name.columns == ("shoe size", "height")
    by_number = data_of(f"regression data={path} x=3 y=1")
    assert (by_number.x.tolist(), by_number.columns) == ([3, 7, 9], ("shoe size", "height"))
    assert data_of(f"regression data={path}").columns == ("height", "weight")


@pytest.mark.parametrize("loss", ["mse", "rmse", "mae", "huber"])
def test_the_best_line_of_a_file(write: Write, loss: str) -> None:
    path = write("x,y\n10,1\n20,2.5\n30,3.2\n40,4.1\n")
    problem = bound(f"regression data={path} loss={loss}")
    (minimum,) = problem.minima
    assert problem.box.contains(minimum.point)
    assert problem.box.contains(problem.start)
    if loss in ("mse", "rmse"):
        np.testing.assert_allclose(minimum.point, np.polyfit([10, 20, 30, 40], [1, 2.5, 3.2, 4.1], 1), rtol=1e-12)
    for radius in (1e-5, 1e-3):
        angles = np.linspace(0, 7, 20)
        ring = np.array(minimum.point)[:, None] + radius * np.stack([np.cos(angles), np.sin(angles)])
        assert (problem.values(ring) >= minimum.value - 1e-14).all()


def test_classes_may_be_words_or_numbers(write: Write) -> None:
    path = write("x,y,kind\n0,1,dog\n1,0,cat\n1,1,dog\n0,0,cat\n0.5,2,cat\n")
    data = data_of(f"logistic data={path} label=kind")
    assert data.labels is not None
    assert (data.labels.tolist(), data.classes) == ([1, 0, 1, 0, 0], ("cat", "dog"))
    numbers = write("1 5 -1\n2 6 1\n3 5 1", "numbers.txt")
    labels = data_of(f"logistic data={numbers}").labels
    assert labels is not None
    assert labels.tolist() == [0, 1, 1]
    assert data_of(f"logistic data={path} label=kind").names == ("w1", "w2")


@pytest.mark.parametrize(
    ("text", "words", "told"),
    [
        (
            "1,2\n3,x\n",
            "",
            'points.csv, line 2: column 2 is not a number (got "x"). Choose from: 1',
        ),
        (
            "1,2,a\n3,4,b\n5,x,c\n",
            "y=3",
            'points.csv, line 1: column 3 is not a number (got "a"). Choose from: 1',
        ),
        (
            "a,b,c,d\n1,x,,NA\n3,4,5,6\n2,2,7,8\n",
            "",
            'points.csv, line 2: column "b" is not a number (got "x"). Choose from: a, c, d',
        ),
        (
            "1,2\n3,1e300\n",
            "",
            "points.csv, line 2: column 2 is beyond ±1e12 (got 1e300). Choose from: 1",
        ),
        ("1,2\n3\n", "", "points.csv, line 2: column 2 is missing: the line has 1. Choose from: 1"),
        ("a,b\n1,2\n\n3,\n", "", "points.csv has 1 rows without an empty or NA cell in a, b: 2 are needed"),
        (
            "1;2\n3;1.234,5\n",
            "",
            'points.csv, line 2: column 2 is not a number (got "1.234,5"). Choose from: 1',
        ),
        ("1,2\n", "", "points.csv has 1 row of data: at least 2 are needed"),
        ("", "", "points.csv has 0 rows of data: at least 2 are needed"),
        (
            "1,2\n1,3\n",
            "",
            "points.csv: column 1 is the same in every row, so no line is best. Choose from: 2",
        ),
        ("a,b\n1,3\n1,3\n", "", "points.csv: a is the same in every row, so no line is best. No other column would do"),
        ("height,weight\n1,2\n3,4\n", "x=heigth", 'points.csv has no column "heigth". Did you mean height?'),
        (
            "height,name,weight\n1,Q,2\n3,R,4\n",
            "x=zzz",
            'points.csv has no column "zzz". Choose from: height, weight',
        ),
        (
            "1,2\n3,4\n",
            "y=weight",
            'points.csv has no header, so columns are numbers from 1 (got "weight"). Choose from: 1, 2',
        ),
        (
            "1,2\n3,4\n",
            "y=0",
            "points.csv has no header, so columns are numbers from 1 (got 0). Choose from: 1, 2",
        ),
        ('1,2\n"3,4\n', "", "points.csv, line 2: unexpected end of data"),
        ("1,2\n" * 10_002, "", "points.csv has 10002 lines: at most 10000 rows are allowed"),
        ("1,2\n" * 300_000, "", "points.csv is too large: at most 1 MB is allowed"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(write: Write, text: str, words: str, told: str) -> None:
    with pytest.raises(DataError) as caught:
        bound(f"regression data={write(text)} {words}")
    assert str(caught.value) == told


def test_classes_cannot_steer_the_terminal(write: Write) -> None:
    path = write("1,2,\x1b[2Ja\n3,4,b\u202e\n5,6,b\u202e\n")
    assert data_of(f"logistic data={path}").classes == ("\\x1b[2Ja", "b\\u202e")


def test_labels_are_two(write: Write) -> None:
    path = write("1,2,a,u\n3,4,b,v\n5,6,c,u\n")
    with pytest.raises(DataError) as caught:
        bound(f"logistic data={path}")
    must = "column 3 must have two different values (got 3: a, b, c)"
    assert str(caught.value) == f"points.csv: {must}; classes=3 allows them. Choose from: 4"
    path = write("1,2\n3,4\n5,4\n")
    with pytest.raises(DataError) as caught:
        bound(f"logistic data={path}")
    assert str(caught.value) == "points.csv, line 1: column 3 is missing: the line has 2. Choose from: 2"


@pytest.mark.parametrize("missing", ["", "NA", "n/a", " NaN ", "null", "None", "?"])
def test_rows_that_miss_a_value_are_left_out_and_counted(write: Write, missing: str) -> None:
    path = write(f"x,y,z,kind\n1,2,{missing},a\n{missing},4,1,a\n3,1,2,b\n4,{missing},2,a\n5,6,7,b\n0,1,1,{missing}\n")
    data = data_of(f"regression data={path}")
    assert (data.x.tolist(), data.y.tolist(), data.left_out) == ([1, 3, 5, 0], [2, 1, 6, 1], 2)
    data = data_of(f"logistic data={path} label=kind")
    assert data.labels is not None
    assert (data.x.tolist(), data.labels.tolist(), data.left_out) == ([1, 3, 5], [0, 1, 1], 3)


def test_with_semicolons_or_tabs_a_comma_is_a_decimal_comma(write: Write) -> None:
    for mark in (";", "\t"):
        named = write("x|y,z\n1,5|-2,25\n,5|1e3\n2.5|3\n".replace("|", mark), f"named{ord(mark)}.csv")
        data = data_of(f"regression data={named}")
        assert (data.columns, data.x.tolist(), data.y.tolist()) == (("x", "y,z"), [1.5, 0.5, 2.5], [-2.25, 1000, 3])
        bare = write("1,5|2\n3|4".replace("|", mark), f"bare{ord(mark)}.csv")
        assert data_of(f"regression data={bare}").x.tolist() == [1.5, 3]


def test_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"can't read the data .*nosuch.csv: No such file"):
        bound(f"regression data={tmp_path / 'nosuch.csv'}")
    with pytest.raises(DataError, match="it is a directory"):
        bound(f"regression data={tmp_path}")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DataError, match="pipe: it is no ordinary file"):
        bound(f"regression data={tmp_path / 'pipe'}")
    (tmp_path / "latin").write_bytes(b"1,\xff\n")
    with pytest.raises(DataError, match="latin is not UTF-8 text"):
        bound(f"regression data={tmp_path / 'latin'}")
    (tmp_path / "nul").write_bytes(b"1,2\n\x00,3\n")
    with pytest.raises(DataError, match="nul, line 2"):
        bound(f"regression data={tmp_path / 'nul'}")


def test_files_can_be_refused(write: Write) -> None:
    scenario = Scenario(f"regression data={write('1,2')}")
    with pytest.raises(DataError, match=r"^data=.*: files are not read here$"):
        scenario.race(refuse_files)
    race = Scenario("regression", "adam").race(refuse_files).advance(3)
    assert race.steps == 3
    with pytest.raises(DataError, match=r"^data=.*: files are not read here$"):
        race.update(scenario)


def test_a_scenario_reads_no_file_and_searches_no_minimum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.problems.surface.Surface.__init__", None)  # whose formula is searched for minima
    for problem in (f"regression data={tmp_path / 'nosuch.csv'}", "sin(9*x) + cos(8*y)"):
        scenario = Scenario(problem, "adam")
        assert scenario.start is None
        assert Scenario.from_toml(scenario.to_toml()) == scenario
        assert "--start" not in scenario.command()
        with pytest.raises((DataError, TypeError)):
            scenario.race()


def test_the_file_is_read_by_the_reader_that_is_passed_in() -> None:
    asked: list[str] = []

    def read(path: str) -> Table:
        asked.append(path)
        return Table("mine", ("x", "y"), ((1, ("0", "1")), (2, ("1", "3"))))

    race = Scenario("regression data=anything", "adam").race(read)
    assert race.problem.minima[0].point == pytest.approx((2, 1))
    assert (race.start, asked) == ((0.0, 0.0), ["anything"])


def test_a_scenarios_file_finds_its_data_beside_itself(write: Write, tmp_path: Path) -> None:
    path = write("1,2\n3,4\n2,2\n", "my points.csv")
    scenario = Scenario.from_toml("problem = 'regression data=\"my points.csv\" batch=2'", str(tmp_path))
    assert str(scenario.problem) == f'regression data="{path}" batch=2'
    assert 'data=\\"my points.csv\\"' in scenario.to_toml(str(tmp_path))
    assert Scenario.from_toml(scenario.to_toml(str(tmp_path)), str(tmp_path)) == scenario
    assert Scenario.from_toml(scenario.to_toml()) == scenario
    with pytest.raises(DataError, match=r"can't read the data .*other.csv: No such file"):
        Scenario.from_toml("\nproblem = 'regression data=other.csv'", str(tmp_path)).race()


def test_relative_names_stay_relative(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sub").mkdir()
    write("1,2\n3,4\n2,2\n", "sub/points.csv")
    scenario = Scenario.from_toml("problem = 'regression data=points.csv'", "sub")
    assert str(scenario.problem) == "regression data=sub/points.csv"
    assert scenario.command()[:2] == ("--problem", "regression data=sub/points.csv")
    assert '"regression data=points.csv"' in scenario.to_toml("sub")
    assert '"regression data=sub/points.csv"' in scenario.to_toml(str(tmp_path))
    assert Scenario.from_toml(scenario.to_toml("sub"), "sub") == scenario
    assert scenario.race().advance(3).steps == 3


@pytest.mark.parametrize("name", ["points.csv", "./a b.csv", "a = b.csv", "a[1].csv", "ü.csv", "x(1", "~/p", "-"])
def test_names_of_files_print_losslessly(name: str) -> None:
    spec = ProblemSpec("regression", "", (("data", name), ("x", "a=b, c"), ("y", "made")))
    assert ProblemSpec.parse(str(spec)) == spec


def test_made_data_are_no_file_of_the_folder() -> None:
    scenario = Scenario.from_toml('problem = "regression n=7"', "sub")
    assert str(scenario.problem) == "regression n=7"
    assert 'problem = "regression n=7"' in scenario.to_toml("sub")
