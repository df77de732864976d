"""A table of texts: its columns as numbers or as two classes, without the rows that miss a value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from core.arrays import Array
from core.frozen import frozen
from core.hyper import got, shown
from core.number_text import read_number, rounded
from core.safe_text import safe_text
from core.suggestion import suggestion

MAX_NUMBER = 1e12  # sums of 10,000 squares stay finite, and differences keep correct digits
SMALLEST_SPREAD = 1e-80  # a slope over it has at most 92 digits, and the square of neither vanishes
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?"})
"""The cells without a value, in lower case."""
MAX_CLASSES = 10
MAX_NAMED = 8  # columns that an error names


Fits = Callable[[int], bool]
"""Whether a column, by its index, would do."""


class DataError(ValueError):
    """A file that cannot be used as data; the message names the file, and the line if there is one."""


def is_missing(text: str) -> bool:
    """Whether a cell holds no value: it is empty, NA, NaN, null, none or ?."""
    return text.strip().lower() in MISSING


@frozen
class Table:
    """Rows of fields with their line numbers; `header` is empty where the file has none."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, Sequence[str]], ...]
    decimal_comma: bool = False

    def column(self, which: str, fits: Fits | None = None) -> tuple[str, int]:
        """Name and index of a column, chosen by name or by number from 1; raises DataError.

        The error names the columns that would do, those that fit.
        """
        if which in self.header:
            return which, self.header.index(which)
        if which.isdecimal() and which.isascii() and 1 <= int(which) <= 1_000:
            return self._title(int(which) - 1), int(which) - 1
        fitting = self._fitting(fits)
        if not self.header:
            sentence = f"{self.name} has no header, so columns are numbers from 1{got(which)}"
            raise DataError(f"{sentence}{fitting}")
        raise DataError(f'{self.name} has no column "{shown(which)}"{suggestion(which, self.header) or fitting}')

    def complete(self, numbers: Sequence[str], labels: Sequence[str] = ()) -> tuple[Table, int]:
        """The table without the rows in which one of these columns has no value, and how many these are."""
        wanted = [(which, self._holds_numbers) for which in numbers] + [(which, self._divides) for which in labels]
        cells = [self._texts(self.column(which, fits)[1], fits) for which, fits in wanted]
        kept = tuple(row for row, *texts in zip(self.rows, *cells, strict=True) if not any(map(is_missing, texts)))
        left_out = len(self.rows) - len(kept)
        if len(kept) < 2:
            columns = ", ".join(shown(self.column(which)[0]) for which, _ in wanted)
            raise DataError(f"{self.name} has {len(kept)} rows without an empty or NA cell in {columns}: 2 are needed")
        return replace(self, rows=kept), left_out

    def numbers(self, which: str) -> Array:
        """A column of finite numbers, (n,), read-only."""
        name, index = self.column(which)
        found = []
        for (line, _), text in zip(self.rows, self._texts(index), strict=True):
            number = self.number(text)
            if number is None or not abs(number) <= MAX_NUMBER:
                wrong = "is not a number" if number is None else f"is beyond ±{rounded(MAX_NUMBER)}"
                sentence = f"{_column(name)} {wrong}{got(text)}{self._fitting(self._holds_numbers)}"
                raise self._error(line, sentence)
            found.append(number)
        numbers = np.array(found)
        spread = float(np.ptp(numbers))
        if 0 < spread < SMALLEST_SPREAD:
            must = f"spread over at least {rounded(SMALLEST_SPREAD)}, or be the same in every row"
            raise DataError(f"{self.name}: {shown(name)} must {must}: its numbers lie within {rounded(spread)}")
        numbers.flags.writeable = False
        return numbers

    def varying_numbers(self, which: str, so: str) -> Array:
        """A column of numbers that are not all the same; raises DataError, which ends with `so`."""
        numbers = self.numbers(which)
        if (numbers == numbers[0]).all():
            same = f"{shown(self.column(which)[0])} is the same in every row, so {so}"
            raise DataError(f"{self.name}: {same}{self._fitting(self._varies)}")
        return numbers

    def labels(self, which: str, classes: int = 2) -> tuple[Array, tuple[str, ...]]:
        """A column of so many different values as 0, 1 … in their order, (n,), read-only; and the values."""
        name, index = self.column(which)
        texts = self._texts(index)
        known = self._classes(index)
        if len(known) != classes:
            some = ", ".join(map(shown, known[:4]))
            fitting = self._fitting(lambda other: len(self._classes(other)) == classes)
            number = "two" if classes == 2 else f"{classes}"
            must = f"must have {number} different values (got {len(known)}: {some}{', …' if len(known) > 4 else ''})"
            allowed = f"; classes={len(known)} allows them" if 2 <= len(known) <= MAX_CLASSES else ""
            raise DataError(f"{self.name}: {shown(name)} {must}{allowed}{fitting}")
        numbers = {text: float(number) for number, text in enumerate(known)}
        labels = np.array([numbers[text] for text in texts])
        labels.flags.writeable = False
        return labels, tuple(map(safe_text, known))

    def number(self, text: str) -> float | None:
        """The number in a cell, None where there is none."""
        plain = text.replace(",", ".") if self.decimal_comma and "." not in text else text
        return read_number(plain.strip())

    # Columns that would do

    def _fitting(self, fits: Fits | None) -> str:
        """`. Choose from: height, weight`, as the end of an error."""
        if fits is None:
            return ""
        names = list(map(shown, self._labels(fits)))
        return f". Choose from: {_listed(names)}" if names else ". No other column would do"

    @property
    def number_columns(self) -> list[str]:
        """The names, or numbers, of the columns of numbers."""
        return self._labels(self._holds_numbers)

    def class_columns(self, classes: int = 2) -> list[str]:
        """The names, or numbers, of the columns of so many different values."""
        return self._labels(lambda index: len(self._classes(index)) == classes)

    def _labels(self, fits: Fits) -> list[str]:
        width = max(len(fields) for _, fields in self.rows)
        return [self._label(index) for index in range(width) if self._is_full(index) and fits(index)]

    def _is_full(self, index: int) -> bool:
        return all(len(fields) > index for _, fields in self.rows)

    def _values(self, index: int) -> list[str]:
        return [text for text in self._texts(index) if not is_missing(text)]

    def _holds_numbers(self, index: int) -> bool:
        numbers = [self.number(text) for text in self._values(index)]
        return len(numbers) > 1 and all(number is not None and abs(number) <= MAX_NUMBER for number in numbers)

    def _varies(self, index: int) -> bool:
        return self._holds_numbers(index) and len({self.number(text) for text in self._values(index)}) > 1

    def _divides(self, index: int) -> bool:
        return len(self._classes(index)) == 2

    def _classes(self, index: int) -> list[str]:
        return sorted(set(self._values(index)), key=lambda text: (self.number(text) or 0.0, text))

    # Names and cells

    def _label(self, index: int) -> str:
        """What chooses a column: its name, or else its number."""
        return self.header[index] if index < len(self.header) and self.header[index] else str(index + 1)

    def _title(self, index: int) -> str:
        """What an error or an axis calls a column."""
        label = self._label(index)
        return label if label in self.header else f"column {label}"

    def _texts(self, index: int, fits: Fits | None = None) -> list[str]:
        """The fields of a column; raises DataError for a row that is too short."""
        for line, fields in self.rows:
            if len(fields) <= index:
                sentence = f"column {index + 1} is missing: the line has {len(fields)}{self._fitting(fits)}"
                raise self._error(line, sentence)
        return [fields[index].strip() for _, fields in self.rows]

    def _error(self, line: int, sentence: str) -> DataError:
        return DataError(f"{self.name}, line {line}: {sentence}")


def _column(name: str) -> str:
    return shown(name) if name.startswith("column ") else f'column "{shown(name)}"'


def _listed(names: list[str]) -> str:
    return ", ".join(names[:MAX_NAMED]) + (", …" if len(names) > MAX_NAMED else "")


Reader = Callable[[str], Table]
"""Reads the table of a file, given its path."""
