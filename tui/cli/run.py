"""`fallline run`: race without a screen. Results go to stdout, progress and messages to stderr."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, TextIO

from core.hyper import integer
from core.race import Race
from core.safe_text import safe_text
from core.settings import MAX_STEPS
from core.status import FAILED
from tui.cli.build import read_number, scenario_to_race
from tui.cli.commands import RunCommand, UsageError
from tui.cli.output import results
from tui.cli.signals import Signals
from tui.export.formats import write_csv, write_json

if TYPE_CHECKING:
    from tui.cli.progress import Progress

EVERY = integer("every", "N", 1, "Write every N-th step.", 1, MAX_STEPS)
SLICE = 0.1  # seconds between two checks for signals and updates of the progress bar
QUICK = 0.5  # seconds; a shorter run shows no progress bar


def run(command: RunCommand) -> int:
    """Run the race, write the results, and return the exit code."""
    scenario = scenario_to_race(command.scenario)
    if not scenario.racers:
        raise UsageError("there are no racers: add some, such as --racer 'adam lr=0.1' (see fallline list optimizers)")
    every = 1 if command.every is None else int(read_number(EVERY, command.every))
    with ExitStack() as stack:
        signals = stack.enter_context(Signals())
        file = stack.enter_context(results(command.output))
        race = complete(scenario.race(), signals)
        if race.problem.data is not None and race.problem.data.left_out:
            say(race.problem.data.left_out_text)
        signals.end_on_signal()  # a signal while results are written ends the program at once
        write(command, race, every, file)
    if signals.received:
        say(f"stopped by {signals.received.name} after {race.steps} of {scenario.steps} steps")
        return 128 + signals.received
    failed = _tell_failed_code(race)
    return int(failed or (command.strict and _tell_failures(race)))


def _tell_failed_code(race: Race) -> bool:
    """Say how code of the user's own failed; return whether any did."""
    failed = {racer.name: racer.status.sentence for racer in race.racers if racer.status.kind == "failed"}
    for name, sentence in failed.items():
        say(f"{name} failed: {sentence}")
    return bool(failed)


def _tell_failures(race: Race) -> bool:
    """Name the racers that diverged or are growing; return whether there are any."""
    kinds = {racer.name: racer.status.kind for racer in race.racers}
    failed = {kind: [name for name in kinds if kinds[name] == kind] for kind in FAILED}
    for kind, names in failed.items():
        if names:
            say(f"{len(names)} of {len(kinds)} racers {kind}: {', '.join(names)}")
    return any(failed.values())


def complete(race: Race, signals: Signals) -> Race:
    """Run the race to its end, or until a signal arrives."""
    end = race.scenario.steps
    with ExitStack() as stack:
        progress: Progress | None = None
        slices = 0
        while race.steps < end and not signals.received:
            race = race.advance(end, seconds=SLICE)
            slices += 1
            if progress is None and slices * SLICE >= QUICK and sys.stderr.isatty():
                from tui.cli.progress import Progress  # only for a long run

                progress = stack.enter_context(Progress(end))
            if progress is not None:
                progress.show(race.steps)
    return race


def write(command: RunCommand, race: Race, every: int, file: TextIO) -> None:
    """Write the race in the requested format."""
    if command.format == "json":
        write_json(race, every, file, theta=command.theta)
    elif command.format == "csv":
        write_csv(race, every, file, theta=command.theta)
    else:
        from tui.cli.table import write_table  # rich

        write_table(race, file)
        if command.plot:
            from tui.cli.plot import write_plot  # plotext

            write_plot(race, file)


def say(sentence: str) -> None:
    print(f"fallline run: {safe_text(sentence)}", file=sys.stderr)
