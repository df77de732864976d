"""Sums and products over an index, `sum(i, 1, n, x[i]^2)`: they are written out as the formula is read."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Protocol

from core.formula.errors import FormulaError
from core.formula.nodes import CONSTANTS, Call, Name, Node, Num
from core.number_text import write_number

SERIES = {"sum": "add", "prod": "mul"}
"""Sums and products over an index, and the operator between their terms."""
EMPTY = {"sum": 0.0, "prod": 1.0}
MAX_TERMS: Mapping[str, int] = {"sum": 100, "prod": 30}
"""Each derivative of a product is a product of all its other factors."""
MAX_WHOLE = 1000

_WHOLE: Mapping[type[ast.AST], Callable[[int, int], int]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}


class Grammar(Protocol):
    """What a sum needs of a grammar: names, and the values that bounds and indices may read."""

    @property
    def names(self) -> frozenset[str]: ...

    @property
    def whole(self) -> Mapping[str, float] | None: ...


class FormulaReader(Protocol):
    """What a sum needs of the reader of a formula."""

    indices: Mapping[str, int]

    @property
    def grammar(self) -> Grammar: ...

    def visit(self, item: ast.expr, depth: int) -> Node: ...

    def error(self, message: str, column: int, expected: str) -> FormulaError: ...

    def unknown(self, what: str, word: str, column: int, allowed: Iterable[str]) -> FormulaError: ...


def series(reader: FormulaReader, item: ast.Call, name: str, depth: int) -> Node:
    """Write out a sum or a product over an index; raises FormulaError."""
    if item.keywords or len(item.args) != 4 or type(item.args[0]) is not ast.Name:
        raise reader.error(f"{name} goes over an index", item.col_offset, f"{name}(i, 1, 4, x[i]^2)")
    index, outer = item.args[0].id, reader.indices
    if index in reader.grammar.names or index in CONSTANTS or index in outer:
        raise reader.error(f"'{index}' means something else already", item.args[0].col_offset, "an index such as i")
    first, last = whole(reader, item.args[1]), whole(reader, item.args[2])
    most = MAX_TERMS[name]
    if not -1 <= last - first < most:
        raise reader.error(
            f"{name} from {first} to {last}{_read(reader, item)}",
            item.args[1].col_offset,
            f"between 1 and {most} terms",
        )
    terms: list[Node] = []
    for number in range(first, last + 1):
        reader.indices = {**outer, index: number}
        terms.append(reader.visit(item.args[3], depth + 1))
    reader.indices = outer
    return reduce(lambda left, right: Call(SERIES[name], (left, right)), terms) if terms else Num(EMPTY[name])


def _read(reader: FormulaReader, item: ast.Call) -> str:
    """The values that the bounds of a sum read, as the end of an error: ` (n = 30)`."""
    known = {**(reader.grammar.whole or {}), **reader.indices}
    read = {part.id for bound in item.args[1:3] for part in ast.walk(bound) if isinstance(part, ast.Name)}
    told = ", ".join(f"{name} = {write_number(known[name])}" for name in sorted(read) if name in known)
    return f" ({told})" if told else ""


def coordinate(reader: FormulaReader, item: ast.expr) -> Node:
    """`x[2]` is x2; raises FormulaError."""
    assert isinstance(item, ast.Subscript)
    if type(item.value) is not ast.Name or item.value.id != "x":
        raise reader.error("only x has an index", item.col_offset, "a coordinate such as x[i]")
    if type(item.slice) is ast.Slice:
        raise reader.error("a slice is not part of the language", item.col_offset, "a coordinate such as x[i]")
    name = f"x{whole(reader, item.slice)}"
    if name not in reader.grammar.names:
        raise reader.unknown("name", name, item.col_offset, reader.grammar.names)
    return Name(name)


def whole(reader: FormulaReader, item: ast.expr) -> int:
    """The value of a sum, difference or product of whole numbers, indices and names; raises FormulaError."""
    if type(item) is ast.Constant and type(item.value) is int and item.value <= MAX_WHOLE:
        return item.value
    if type(item) is ast.Name and item.id in reader.indices:
        return reader.indices[item.id]
    if type(item) is ast.Name and item.id in (reader.grammar.whole or {}):
        return _whole_value(reader, item)
    if type(item) is ast.UnaryOp and type(item.op) is ast.USub:
        return -whole(reader, item.operand)
    if type(item) is ast.BinOp and type(item.op) in _WHOLE:
        found = _WHOLE[type(item.op)](whole(reader, item.left), whole(reader, item.right))
        if abs(found) <= MAX_WHOLE:
            return found
    raise reader.error(
        "this is no whole number", item.col_offset, "numbers, indices and names with a whole value, such as i+1 or n-1"
    )


def _whole_value(reader: FormulaReader, item: ast.Name) -> int:
    value = (reader.grammar.whole or {})[item.id]
    if not value.is_integer() or abs(value) > MAX_WHOLE:
        raise reader.error(
            f"{item.id} = {write_number(value)} is no whole number up to {MAX_WHOLE}", item.col_offset, f"{item.id}=5"
        )
    return int(value)


def whole_names(text: str) -> frozenset[str]:
    """The names that the bounds and indices of a formula read, apart from its own indices; none if it has an error."""
    try:
        parsed = ast.parse(text.strip().replace("^", "**"), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return frozenset()
    parts, indices = list[ast.expr](), set[str]()
    for item in ast.walk(parsed):
        if isinstance(item, ast.Subscript):
            parts.append(item.slice)
        elif isinstance(item, ast.Call) and isinstance(item.func, ast.Name) and item.func.id in SERIES:
            parts += item.args[1:3]
            indices |= {part.id for part in item.args[:1] if isinstance(part, ast.Name)}
    names = {part.id for item in parts for part in ast.walk(item) if isinstance(part, ast.Name)}
    return frozenset(names - indices)
