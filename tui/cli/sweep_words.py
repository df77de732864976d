"""Parse the command line of `fallline sweep`."""

from __future__ import annotations

from collections.abc import Sequence

from tui.cli.commands import PROGRAM, SweepCommand, UsageError
from tui.cli.parser import Parser, add_scenario, scenario_words

FORMATS = ("table", "csv", "json", "npz")
UNTIL = ("steps", "target")


def sweep_parser() -> Parser:
    """The parser of the command."""
    about = "Run thousands of races at once, and tell the best setting of each racer and how sure it is."
    epilog = "Without an axis it sweeps four decades of learning rates around those of the racers."
    parser = Parser(f"{PROGRAM} sweep", description=about, epilog=epilog)
    add_scenario(parser)
    parser.add_flag(
        "--axis",
        action="append",
        default=[],
        metavar="NAME=VALUES",
        help="what differs: 'lr=1e-5..1/60' has 60 values, 'seed=0..31' whole numbers, 'beta1=[0.8,0.9]' those; "
        "x and y are the start. Once for each axis",
    )
    parser.add_argument("--until", choices=UNTIL, help="when a run ends; default: steps, after all of them")
    parser.add_flag(
        "--share",
        metavar="X",
        help="the target is this share of f(start) - f*; default: 0.01, or --target where it is given",
    )
    group = parser.add_argument_group("output")
    parser.flags += ["--format", "--output"]
    group.add_argument("--format", choices=FORMATS, help="csv and npz have every run; default: table")
    group.add_argument(
        "--output", metavar="FILE", help="write there, all or nothing; FILE.unfinished keeps what is done"
    )
    group.add_argument("--resume", action="store_true", help="go on where a sweep to this --output was ended")
    group.add_argument("--plot", action="store_true", help="draw one axis as curves, or two as a map, below the table")
    group = parser.add_argument_group("processes")
    parser.flags += ["--jobs", "--scheduler"]
    group.add_argument("--jobs", metavar="N", help="run in N processes; default: 1")
    group.add_argument("--scheduler", metavar="URL", help="run on a Dask cluster: tcp://HOST:PORT or tls://HOST:PORT")
    return parser


def sweep_command(words: Sequence[str]) -> SweepCommand:
    """The command that the words mean. Raises UsageError; --help prints and exits."""
    found = sweep_parser().read(words)
    shape = found.format or "table"
    if shape != "table" and found.plot:
        raise UsageError(f"--plot goes with the table, not with --format {shape}")
    if found.resume and found.output is None:
        raise UsageError("--resume goes on with an --output FILE: name it")
    if found.jobs is not None and found.scheduler is not None:
        raise UsageError("--jobs is for this machine, --scheduler for a cluster: choose one")
    return SweepCommand(
        scenario=scenario_words(found),
        axes=tuple(found.axis),
        until=found.until,
        share=found.share,
        format=shape,
        output=found.output,
        jobs=found.jobs,
        scheduler=found.scheduler,
        resume=found.resume,
        plot=found.plot,
    )
