"""Parse the command line of `fallline record`."""

from __future__ import annotations

from collections.abc import Sequence

from tui.cli.commands import PROGRAM, RecordCommand, UsageError
from tui.cli.parser import Parser, add_scenario, scenario_words

KINDS = (".cast", ".svg")
_OF_CASTS = ("seconds", "fps", "speed")


def record_parser() -> Parser:
    """The parser of the command."""
    about = "Record a race as it is in the app: a film (asciicast) or a picture (SVG)."
    parser = Parser(f"{PROGRAM} record", description=about)
    add_scenario(parser)
    parser.add_flag("--output", metavar="FILE", help="where to: race.cast is a film, race.svg a picture")
    parser.add_flag("--size", metavar="WxH", default="100x30", help="of the screen, in characters; default: 100x30")
    parser.add_flag("--theme", metavar="NAME", default="textual-dark", help="default: textual-dark")
    parser.add_switch("--surface", help="with the landscape in three dimensions")
    parser.add_switch("--ascii", help="all of the screen in ASCII")
    parser.add_flag("--seconds", metavar="S", help="how long the film is; default: 10, or what --speed makes of it")
    parser.add_flag("--fps", metavar="N", help="pictures a second; default: 10")
    parser.add_flag("--speed", metavar="N", help="steps a picture; default: such that all of the race fits")
    parser.add_flag("--at", metavar="STEP", help="the step of an SVG picture; default: the last one")
    parser.add_switch("--progress", help="say on stderr after each picture how many are done")
    return parser


def record_command(words: Sequence[str]) -> RecordCommand:
    """The command that the words mean. Raises UsageError; --help prints and exits."""
    found = record_parser().read(words)
    if found.output is None:
        raise UsageError("choose an output file: --output race.cast or --output race.svg")
    kind = next((kind for kind in KINDS if found.output.lower().endswith(kind)), None)
    if kind is None:
        raise UsageError(f"--output must end in .cast (a film) or .svg (a picture) (got {found.output})")
    if kind == ".svg":
        for name in _OF_CASTS:
            if getattr(found, name) is not None:
                raise UsageError(f"--{name} is for films, and {found.output} is a picture")
    elif found.at is not None:
        raise UsageError(f"--at is for pictures, and {found.output} is a film")
    return RecordCommand(
        scenario=scenario_words(found),
        output=found.output,
        kind=kind,
        size=found.size,
        theme=found.theme,
        surface=found.surface,
        ascii=found.ascii,
        at=found.at,
        seconds=found.seconds,
        fps=found.fps,
        speed=found.speed,
        progress=found.progress,
    )
