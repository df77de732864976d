"""What a command does not need, it does not import: seen in a fresh process."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.sampling import sampled

HEAVY = ("textual", "numpy", "plotext", "rich")
RACE = "'run', '--problem', 'x^2 + y^2', '--racer', 'adam', '--steps', '5'"


@pytest.mark.parametrize(
    "case",
    sampled(
        [
            ("'--help'", HEAVY),
            ("'--version'", HEAVY),
            ("'run', '--help'", HEAVY),
            ("'list', '--help'", HEAVY),
            ("'record', '--help'", HEAVY),
            ("'record', '--output', 'race.png'", HEAVY),
            ("'run', '--stesp'", HEAVY),
            (RACE, ("textual", "plotext", "core.external.load", "torch", "optax", "jax")),
            (RACE + ", '--format', 'json'", ("textual", "plotext", "rich")),
            (RACE + ", '--format', 'csv'", ("textual", "plotext", "rich")),
            (RACE + ", '--plot'", ("textual", "plotext._doc.tools")),  # the manual
            ("'list'", ("textual", "plotext")),
            ("'lesson', '--help'", HEAVY),
            ("'lesson'", ("textual", "plotext")),
            ("'lesson', 'momentum', '--json'", ("textual", "plotext", "rich")),
            ("'list', '--json'", ("textual", "plotext", "rich")),
            ("'config'", ("textual", "plotext")),
            ("'completion', 'bash'", ("textual", "plotext", "rich")),
            ("'man'", ("textual", "plotext", "rich")),
        ],
        3,
    ),
)
def test_commands_import_only_what_they_need(case: tuple[str, tuple[str, ...]]) -> None:
    words, unwanted = case
    program = f"import sys; from tui.cli.main import main; main([{words}]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "tui.cli.main" in loaded
    assert loaded.isdisjoint(unwanted)


def test_the_app_is_made_before_numpy_and_dialogs_are_imported() -> None:
    program = (
        "import sys; from tui.cli.lazy_import import import_later; import_later('numpy');"
        "from tui.app import FallLine; app = FallLine(at=3); app.get_default_screen();"
        "heavy = ('numpy._core', 'plotext', 'tui.plotting.landscape.picture', 'tomllib', 'tui.widgets.dialogs');"
        "print(*(name in sys.modules for name in heavy));"
        "print(len(app.session.frame().racers), 'numpy._core' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"] * 5 + ["3", "True"]


def test_a_module_that_is_imported_later_is_the_module() -> None:
    program = (
        "import sys; from tui.cli.lazy_import import import_later; import_later('numpy');"
        "import_later('no_such_module');"
        "import numpy as np; from numpy.typing import NDArray;"
        "print(np is sys.modules['numpy'], type(np).__name__, np.linalg.norm(np.array([3.0, 4.0])));"
        "import_later('numpy'); import numpy; print(numpy is np, 'no_such_module' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "module", "5.0", "True", "False"]
