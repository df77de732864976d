"""The finished parts of a sweep under way, kept in a file beside its output, so that a killed sweep can go on.

The file begins with a line that says which sweep it is. A record follows for each part: its length and checksum, the
part, and its columns. A record that a kill has cut off is left out.
"""

from __future__ import annotations

import fcntl
import json
import os
import stat
import struct
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import numpy as np

from core.input_files import NOT_REGULAR, read_file, reason, shown_path, unusable_name
from core.problems import data_file
from core.program.outcomes import POINTS, Outcomes, no_outcomes
from core.specs import ProblemSpec
from core.sweep import Sweep, SweepResult, sweep_toml
from core.sweep.parts import Part, problem_of
from core.sweep.places import PROBLEM
from tui.state.files import FileError
from tui.version import version

SUFFIX = ".unfinished"
MAX_FIRST_LINE = 1_000_000
MAX_DATA = 10_000_000
_FLAGS = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
_RECORD = struct.Struct("<QI")  # length, checksum
_PART = struct.Struct("<4Q")  # racer, begin, end, number of fixed axes
_FIXED = struct.Struct("<2Q")
_FIELDS = (("loss", "<f8"), ("best", "<f8"), ("tail", "<f8"), ("hit", "<i8"), ("last", "<i8"), ("diverged", "|b1"))


class UnfinishedSweep:
    """The file of a sweep whose results go to `output`; nobody else writes to it. Raises FileError.

    Leaving it removes a file in which nothing is kept.
    """

    def __init__(self, output: Path, sweep: Sweep, *, resume: bool) -> None:
        self.path = output.with_name(output.name + SUFFIX)
        self._sweep = sweep
        self._kept = 0
        self._file = self._opened()
        try:
            self._claim(resume)
        except BaseException:
            self._file.close()
            raise

    def _opened(self) -> BinaryIO:
        try:
            descriptor = os.open(self.path, _FLAGS, 0o666)
        except (OSError, ValueError) as error:
            told = reason(error if isinstance(error, OSError) else unusable_name())
            raise FileError(f"can't write {shown_path(self.path)}: {told}") from None
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise FileError(f"can't write {shown_path(self.path)}: {NOT_REGULAR}")
        return os.fdopen(descriptor, "r+b")

    def _claim(self, resume: bool) -> None:
        name = shown_path(self.path)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise FileError(f"another sweep is writing {name}") from None
        first = self._file.readline(MAX_FIRST_LINE)
        mine = identity(self._sweep)
        if len(first) < len(mine) and mine.startswith(first):  # cut off by a kill
            self._file.seek(0)
            self._file.truncate()
            first = b""
        if first and not resume:
            raise FileError(f"{name} keeps a sweep that was ended: --resume goes on with it; delete it to begin anew")
        if first and first != mine:
            raise FileError(f"{name} keeps another sweep: choose another --output, or delete it")
        if not first:
            self._file.write(mine)
            self._file.flush()

    def restore(self, result: SweepResult) -> None:
        """Enter the parts that are kept into a result. Raises DataError."""
        end = self._file.tell()
        for part, columns in self._records():
            result.put(part, columns, problem_of(self._sweep, part))
            end = self._file.tell()
            self._kept += 1
        self._file.seek(end)
        self._file.truncate()

    def _records(self) -> Iterator[tuple[Part, Outcomes]]:
        while len(head := self._file.read(_RECORD.size)) == _RECORD.size:
            length, checksum = _RECORD.unpack(head)
            left = os.fstat(self._file.fileno()).st_size - self._file.tell()
            payload = self._file.read(min(length, left))
            if len(payload) < length or zlib.crc32(payload) != checksum:
                return
            yield decoded(payload, self._sweep.scenario.problem.entry.dims)

    def keep(self, part: Part, columns: Outcomes) -> None:
        """Add a finished part. Raises OSError."""
        payload = encoded(part, columns)
        self._file.write(_RECORD.pack(len(payload), zlib.crc32(payload)) + payload)
        self._file.flush()
        self._kept += 1

    def __enter__(self) -> UnfinishedSweep:
        return self

    def __exit__(self, *_: object) -> None:
        if not self._kept:
            self.remove()
        self._file.close()

    def remove(self) -> None:
        """Remove the file: the sweep is finished, and its results are written."""
        self.path.unlink(missing_ok=True)


def identity(sweep: Sweep) -> bytes:
    """A line that tells which sweep it is, with the versions and the data that its numbers depend on."""
    problems = [sweep.scenario.problem]
    problems += [ProblemSpec.parse(str(each)) for axis in sweep.axes if axis.name == PROBLEM for each in axis.values]
    files = [file for problem in problems if (file := data_file(problem.values))]
    found = {
        "fallline": version(),
        "numpy": np.__version__,
        "sweep": sweep_toml.write(sweep),
        "data": list(map(_digest, files)),
        **({"code": flags} if (flags := sweep.scenario.code_flags) else {}),
    }
    return json.dumps(found).encode() + b"\n"


def _digest(file: str) -> str:
    """What tells whether a file has changed; empty if it can't be read, which a run tells better."""
    try:
        return sha256(read_file(file, MAX_DATA)).hexdigest()
    except OSError:
        return ""


def encoded(part: Part, columns: Outcomes) -> bytes:
    """A part with its columns as bytes."""
    fixed = [_FIXED.pack(*pair) for pair in part.fixed]
    flat = [np.asarray(getattr(columns, name), dtype=kind).tobytes() for name, kind in _FIELDS]
    points = [np.ascontiguousarray(getattr(columns, name), dtype="<f8").tobytes() for name in POINTS]
    return b"".join([_PART.pack(part.racer, part.begin, part.end, len(fixed)), *fixed, *flat, *points])


def decoded(payload: bytes, dims: int) -> tuple[Part, Outcomes]:
    """What `encoded` has written."""
    racer, begin, end, count = _PART.unpack_from(payload)
    at = _PART.size
    fixed = tuple(_FIXED.unpack_from(payload, at + i * _FIXED.size) for i in range(count))
    at += count * _FIXED.size
    columns = no_outcomes(dims, end - begin)
    for name, kind in (*_FIELDS, *((name, "<f8") for name in POINTS)):
        target = getattr(columns, name)
        target[...] = np.frombuffer(payload, kind, target.size, at).reshape(target.shape)
        at += target.size * np.dtype(kind).itemsize
    return Part(racer, fixed, begin, end), columns
