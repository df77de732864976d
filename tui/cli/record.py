"""`fallline record`: run the app without a terminal and write an asciicast or an SVG picture."""

from __future__ import annotations

import re
import sys

from core.hyper import Hyper, integer, real
from core.settings import MAX_STEPS
from tui.cli.build import read_number, scenario_to_race
from tui.cli.commands import RecordCommand, UsageError
from tui.cli.output import results
from tui.cli.signals import Signals
from tui.export.film import MAX_SIZE, MIN_SIZE, PROGRESS

AT = integer("at", "k", 0, "The step of the picture.", 0, MAX_STEPS)
SECONDS = real("seconds", "s", 10.0, "How long the film is.", 0.1, 3600.0)
FPS = real("fps", "n", 10.0, "Pictures a second.", 0.1, 60.0)
SPEED = integer("speed", "n", 1, "Steps a picture.", 1, 100_000)
STAY = 2.0  # seconds that the last picture stays


def record(command: RecordCommand) -> int:
    """Write the recording, and return the exit code. Raises UsageError before the race runs."""
    scenario = scenario_to_race(command.scenario)
    width, height = read_size(command.size)
    fps = _setting(FPS, command.fps, 10.0)
    steps = chosen_steps(command, scenario.steps)

    from tui import recording  # textual

    themes = recording.themes()
    if command.theme not in themes:
        raise UsageError(f"--theme must be one of {', '.join(themes)} (got {command.theme})")
    stage = recording.Stage(width, height, command.theme, command.surface, command.ascii)
    with Signals() as signals, results(command.output) as file:
        signals.end_on_signal()  # which removes the unfinished file
        if command.kind == ".cast":
            recording.film(scenario, steps, stage, fps, STAY, file, tell if command.progress else None)
        else:
            file.write(recording.still(scenario, steps[-1], stage))
    return 0


def tell(done: int, all: int) -> None:
    """Say how many pictures are done."""
    print(PROGRESS.format(done=done, all=all), file=sys.stderr, flush=True)


def read_size(text: str) -> tuple[int, int]:
    """Parse width and height of a screen in characters. Raises UsageError."""
    found = re.fullmatch(r"\s*(\d{1,4})\s*[x×]\s*(\d{1,4})\s*", text)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not (MIN_SIZE[0] <= size[0] <= MAX_SIZE[0] and MIN_SIZE[1] <= size[1] <= MAX_SIZE[1]):
        raise UsageError(
            f"--size must be from {MIN_SIZE[0]}x{MIN_SIZE[1]} to {MAX_SIZE[0]}x{MAX_SIZE[1]} characters (got {text})"
        )
    return size


def chosen_steps(command: RecordCommand, last: int) -> list[int]:
    """The step of each picture: a cast spreads the race over its duration, or takes so many steps a picture."""
    if command.kind == ".svg":
        step = int(_setting(AT, command.at, last))
        if step > last:
            raise UsageError(f"--at must lie within the race, which has {last} steps (got {step})")
        return [step]
    fps = _setting(FPS, command.fps, 10.0)
    count = max(round(_setting(SECONDS, command.seconds, 10.0) * fps), 2)
    if command.speed is None:
        return [round(index * last / (count - 1)) for index in range(count)]
    speed = int(_setting(SPEED, command.speed, 1))
    whole = -(-last // speed) + 1
    count = whole if command.seconds is None else min(count, whole)
    return [min(index * speed, last) for index in range(count)]


def _setting(hyper: Hyper, text: str | None, default: float) -> float:
    return default if text is None else read_number(hyper, text)
