"""`fallline sweep`: thousands of races at once. Results go to stdout or a file, progress and messages to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TextIO

from core.hyper import integer, real
from core.input_files import reason, shown_path
from core.problems import DataError
from core.safe_text import safe_text
from core.scenario import Scenario
from core.sweep import Sweep, SweepError, SweepResult, sweep_toml
from core.sweep.axis_roles import AxisRoles
from core.sweep.cluster import ClusterError
from core.sweep.default_axes import default_axis
from tui.cli.build import read_number, scenario_to_race
from tui.cli.commands import SweepCommand, UsageError
from tui.cli.output import is_device, results
from tui.cli.signals import Signals
from tui.cli.sweep_failures import failures
from tui.cli.sweep_run import complete
from tui.export.sweep_formats import write_csv, write_json, write_npz
from tui.state.files import FileError, check_replaceable, read_text
from tui.state.unfinished_sweep import UnfinishedSweep

JOBS = integer("jobs", "N", 1, "How many processes run the sweep.", 1, 256)
SHARE = real("share", "X", sweep_toml.DEFAULT_SHARE, "The share of the way that is left at the target.", 0)
MAX_ROWS = 1_000
"""Rows of a table: racers times values of the axes that are compared one by one, such as problems."""


def sweep(command: SweepCommand) -> int:
    """Run the sweep, write its results, and return the exit code."""
    chosen = build_sweep(command)
    jobs = 1 if command.jobs is None else int(read_number(JOBS, command.jobs))
    check_output(command, chosen)
    with ExitStack() as stack:
        signals = stack.enter_context(Signals())
        kept = None if command.output is None else stack.enter_context(unfinished(command.output, chosen, command))
        try:
            result = complete(chosen, signals, kept, command.scheduler, jobs, say)
        except (DataError, ClusterError) as error:
            raise UsageError(str(error)) from None
        signals.end_on_signal()  # a signal while results are written ends the program at once
        with results(command.output) as file:
            write(command, result, file)
        if kept is not None and result.done.all():
            kept.remove()
    if signals.received:
        say(f"stopped by {signals.received.name} after {int(result.done.sum()):,} of {chosen.cells:,} runs")
        return 128 + signals.received
    failed = list(failures(result))
    for sentence in failed:
        say(sentence)
    return int(bool(failed))


def build_sweep(command: SweepCommand) -> Sweep:
    """Make the sweep: the file first, then the flags, which override it. Raises UsageError."""
    scenario, table = from_file(command, scenario_to_race(command.scenario))
    try:
        axes = command.axes or table.axes or (default_axis(scenario),)
        return Sweep(
            scenario, axes, until=command.until or table.until or "steps", share=chosen_share(command, table, axes)
        )
    except SweepError as error:
        raise UsageError(str(error)) from None


def chosen_share(command: SweepCommand, table: sweep_toml.SweepTable, axes: tuple[str, ...]) -> float:
    """The share of the way that is left at the target; 0, which is the race's target, where that is given instead."""
    if command.share is not None:
        return read_number(SHARE, command.share)
    if "target" in dict(command.scenario.settings) or any(axis.split("=")[0].strip() == "target" for axis in axes):
        return 0.0
    return sweep_toml.DEFAULT_SHARE if table.share is None else table.share


def from_file(command: SweepCommand, scenario: Scenario) -> tuple[Scenario, sweep_toml.SweepTable]:
    """The table `[sweep]` of the scenario file, and the scenario with the racers that it names. Raises UsageError."""
    name = command.scenario.file
    if name is None:
        return scenario, sweep_toml.SweepTable()
    try:
        text = read_text(Path(name))
        table = sweep_toml.read_table(text)
        swept = scenario if command.scenario.racers else table.swept(scenario)
        if not command.axes:
            sweep_toml.read_axes(text, swept, table.axes or ())
    except FileError as error:
        raise UsageError(str(error)) from None
    except ValueError as error:
        raise UsageError(f"{shown_path(name)}: {error}") from None
    return swept, table


def check_output(command: SweepCommand, chosen: Sweep) -> None:
    """Raise UsageError for a table with too many rows to read, arrays on a terminal, or a picture without axes."""
    racers, conditions, _, _ = AxisRoles(chosen).shape
    if command.format in ("table", "json") and racers * conditions > MAX_ROWS:
        raise UsageError(
            f"{racers * conditions:,} rows are too many for a {command.format}: at most {MAX_ROWS:,} are allowed; "
            "--format csv and npz have every run"
        )
    if command.format == "npz" and command.output is None and sys.stdout.isatty():
        raise UsageError("arrays are no text for a terminal: name an --output FILE, or pipe them on")
    if command.plot:
        from tui.cli.sweep_plot import plotted_axes  # plotext

        plotted_axes(chosen)


@contextmanager
def unfinished(output: str, chosen: Sweep, command: SweepCommand) -> Iterator[UnfinishedSweep | None]:
    """The file beside the output that keeps what is done; none beside a device. Raises UsageError."""
    path = Path(output)
    try:
        device = is_device(path)
        if not device:
            check_replaceable(path)
    except OSError as error:
        raise UsageError(f"can't write --output {shown_path(output)}: {reason(error)}") from None
    if device:
        yield None
        return
    try:
        kept = UnfinishedSweep(path, chosen, resume=command.resume)
    except FileError as error:
        raise UsageError(str(error)) from None
    with kept:
        yield kept


def write(command: SweepCommand, result: SweepResult, file: TextIO) -> None:
    """Write the results in the requested format."""
    if command.format == "csv":
        write_csv(result, file)
    elif command.format == "json":
        write_json(result, file)
    elif command.format == "npz":
        write_npz(result, file)
    else:
        from tui.cli.sweep_table import write_table  # rich

        write_table(result, file)
        if command.plot:
            from tui.cli.sweep_plot import write_plot  # plotext

            write_plot(result, file)


def say(sentence: str) -> None:
    """Say something on stderr."""
    print(f"fallline sweep: {safe_text(sentence)}", file=sys.stderr)
