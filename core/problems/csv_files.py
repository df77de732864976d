"""Read tables from CSV files of bounded size, with or without a header, with decimal points or commas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.hyper import shown
from core.input_files import read_file, reason, shown_path
from core.problems.tables import DataError, Table, is_missing
from core.safe_text import safe_text

MAX_BYTES = 1_000_000
MAX_ROWS = 10_000


def read_table(path: str) -> Table:
    """The table in a file, at most 10,000 rows and 1 MB; raises DataError.

    Fields are separated by tabs, semicolons, commas or blanks, whichever of these the first line has; where it is tabs
    or semicolons, a comma in a number is a decimal comma. Empty lines and lines that begin with # are skipped. The
    first line is a header if nothing in it is a number.
    """
    name = shown(Path(path).name or path)
    lines = [(number, line) for number, line in _lines(path, name) if line.strip() and not line.startswith("#")]
    if len(lines) > MAX_ROWS + 1:
        raise DataError(f"{name} has {len(lines)} lines: at most {MAX_ROWS} rows are allowed")
    delimiter = next((mark for mark in "\t;," if lines and mark in lines[0][1]), None)
    rows = tuple((number, _fields(line, delimiter, name, number)) for number, line in lines)
    table = Table(name, (), rows, decimal_comma=delimiter in ("\t", ";"))
    if rows and _is_header(rows[0][1], table):
        table = replace(table, header=tuple(safe_text(field.strip()) for field in rows[0][1]), rows=rows[1:])
    if len(table.rows) < 2:
        raise DataError(f"{name} has {'1 row' if table.rows else '0 rows'} of data: at least 2 are needed")
    return table


def _is_header(fields: Sequence[str], table: Table) -> bool:
    return not all(map(is_missing, fields)) and all(table.number(field) is None for field in fields)


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
