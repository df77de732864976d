"""Read tables from CSV files of bounded size, with or without a header."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.arrays import Array
from core.hyper import shown
from core.input_files import read_file, reason, shown_path
from core.number_text import read_number, rounded
from core.safe_text import safe_text
from core.suggestion import hint

MAX_BYTES = 1_000_000
MAX_ROWS = 10_000
MAX_NUMBER = 1e12  # sums of 10,000 squares stay finite, and differences keep correct digits


SMALLEST_SPREAD = 1e-80  # a slope over it has at most 92 digits, and the square of neither vanishes


class DataError(ValueError):
    """A file that cannot be used as data; the message names the file, and the line if there is one."""


@dataclass(frozen=True)
class Table:
    """Rows of fields with their line numbers; `header` is empty where the file has none."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, Sequence[str]], ...]

    def column(self, which: str) -> tuple[str, int]:
        """Name and index of a column, chosen by name or by number from 1; raises DataError."""
        if which in self.header:
            return which, self.header.index(which)
        if which.isdecimal() and which.isascii() and 1 <= int(which) <= 1_000:
            index = int(which) - 1
            return self.header[index] if index < len(self.header) else f"column {which}", index
        if not self.header:
            raise DataError(f"{self.name} has no header, so columns are numbers from 1: got {shown(which)}")
        raise DataError(f"{self.name} has no column '{shown(which)}'{hint(which, self.header, 'it has')}")

    def texts(self, index: int) -> list[tuple[int, str]]:
        """The fields of a column with their line numbers; raises DataError for a row that is too short."""
        for line, fields in self.rows:
            if len(fields) <= index:
                raise self._error(line, f"column {index + 1} is missing: the line has {len(fields)}")
        return [(line, fields[index].strip()) for line, fields in self.rows]

    def numbers(self, name: str, index: int) -> Array:
        """A column of finite numbers, (n,), read-only."""
        found = []
        for line, text in self.texts(index):
            number = read_number(text)
            if number is None or not abs(number) <= MAX_NUMBER:
                allowed = f"a number of at most ±{rounded(MAX_NUMBER)}"
                raise self._error(line, f"{shown(name)} must be {allowed}: got {shown(text)}")
            found.append(number)
        numbers = np.array(found)
        spread = float(np.ptp(numbers))
        if 0 < spread < SMALLEST_SPREAD:
            must = f"spread over at least {rounded(SMALLEST_SPREAD)}, or be the same in every row"
            raise DataError(f"{self.name}: {shown(name)} must {must}: its numbers lie within {rounded(spread)}")
        numbers.flags.writeable = False
        return numbers

    def labels(self, name: str, index: int) -> Array:
        """A column of two different values as 0 and 1 in their order, (n,), read-only."""
        texts = self.texts(index)
        known = sorted({text for _, text in texts}, key=lambda text: (read_number(text) or 0.0, text))
        if len(known) != 2:
            some = ", ".join(map(shown, known[:4]))
            raise DataError(f"{self.name}: {shown(name)} must have two different values: got {len(known)} ({some})")
        labels = np.array([float(known.index(text)) for _, text in texts])
        labels.flags.writeable = False
        return labels

    def _error(self, line: int, sentence: str) -> DataError:
        return DataError(f"{self.name}, line {line}: {sentence}")


Reader = Callable[[str], Table]
"""Reads the table of a file, given its path."""


def read_table(path: str) -> Table:
    """The table in a file, at most 10,000 rows and 1 MB; raises DataError.

    Fields are separated by commas, semicolons, tabs or blanks, whichever the first line has; empty lines and lines
    that begin with # are skipped. The first line is a header if nothing in it is a number.
    """
    name = shown(Path(path).name or path)
    lines = [(number, line) for number, line in _lines(path, name) if line.strip() and not line.startswith("#")]
    if len(lines) > MAX_ROWS + 1:
        raise DataError(f"{name} has {len(lines)} lines: at most {MAX_ROWS} rows are allowed")
    delimiter = next((mark for mark in "\t;," if lines and mark in lines[0][1]), None)
    rows = [(number, _fields(line, delimiter, name, number)) for number, line in lines]
    header: tuple[str, ...] = ()
    if rows and not any(read_number(field.strip()) is not None for field in rows[0][1]):
        header = tuple(safe_text(field.strip()) for field in rows.pop(0)[1])
    if len(rows) < 2:
        raise DataError(f"{name} has {len(rows)} rows of data: at least 2 are needed")
    return Table(name, header, tuple(rows))


def refuse_files(path: str) -> Table:
    """The reader that refuses every file: raises DataError."""
    raise DataError(f"data={shown(path)}: files are not read here")


def _lines(path: str, name: str) -> list[tuple[int, str]]:
    try:
        content = read_file(path, MAX_BYTES)
    except OSError as error:
        raise DataError(f"can't read the data {shown_path(path)}: {reason(error)}") from error
    if len(content) > MAX_BYTES:
        raise DataError(f"{name} is too large: at most {MAX_BYTES // 1_000_000} MB is allowed")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{name} is not UTF-8 text") from None
    return list(enumerate(io.StringIO(text, newline=None).read().split("\n"), 1))


def _fields(line: str, delimiter: str | None, name: str, number: int) -> Sequence[str]:
    if delimiter is None:
        return re.split(r"\s+", line.strip())
    try:
        (fields,) = csv.reader([line], delimiter=delimiter, strict=True)
    except (csv.Error, ValueError) as error:
        raise DataError(f"{name}, line {number}: {error}") from error
    return fields
