"""Parse a formula by a closed whitelist of syntax, names and functions; nothing in it is executed."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import field

from core.formula.errors import FormulaError
from core.formula.nodes import CONSTANTS, FUNCTIONS, Call, Name, Node, Num
from core.formula.series import SERIES, coordinate, series
from core.frozen import frozen
from core.suggestion import suggestion

MAX_DEPTH = 80
MAX_NODES = 1500
MAX_FORMULA = 400

_BINARY: Mapping[type[ast.AST], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "div",
    ast.Pow: "pow",
}
_COMPARE: Mapping[type[ast.AST], str] = {
    ast.Lt: "lt",
    ast.LtE: "le",
    ast.Gt: "gt",
    ast.GtE: "ge",
    ast.Eq: "eq",
    ast.NotEq: "ne",
}
_OPERATORS = "+ - * / ^"
MAX_WRITTEN_OUT = 6000
"""The most terms that the sums of a formula write out."""


@frozen
class Grammar:
    """What one formula may mention: names, flags (only as the test of `where`) and functions.

    With `whole` it may also hold sums and products over an index, `sum(i, 1, 4, x[i]^2)`, and coordinates `x[2]`;
    `whole` are the values of names that bounds and indices may read.
    """

    names: frozenset[str]
    flags: frozenset[str] = frozenset()
    functions: Mapping[str, tuple[int, int]] = field(default_factory=lambda: FUNCTIONS)
    whole: Mapping[str, float] | None = None


def parse(
    text: str, names: Iterable[str], *, whole: Mapping[str, float] | None = None, limit: int = MAX_FORMULA
) -> Node:
    """Read one formula over `names`, at most `limit` characters; the bounds of its sums read the values `whole`.

    Raises FormulaError with line, column and what was expected.
    """
    return read(text, Grammar(frozenset(names), whole=whole or {}), limit=limit)


def read(text: str, grammar: Grammar, *, limit: int, line: int = 1, offset: int = 0) -> Node:
    """`parse` with a whole grammar, for a text that starts after `offset` columns of `line`."""
    _check_characters(text, limit, line, offset)
    stripped = text.lstrip(" ")
    offset += len(text) - len(stripped)
    rewritten, columns = _rewrite_carets(stripped.rstrip(" "))
    reader = FormulaReader(grammar, line, offset, columns)
    if not rewritten:
        raise FormulaError("the formula is empty", line=line, column=offset + 1, expected="an expression")
    return reader.tree(rewritten)


def _check_characters(text: str, limit: int, line: int, offset: int) -> None:
    if len(text) > limit:
        raise FormulaError(
            f"{len(text)} characters are too many",
            line=line,
            column=offset + limit + 1,
            expected=f"at most {limit}",
        )
    for index, character in enumerate(text):
        if not " " <= character <= "~" or character in "#\\'\"`@;":
            raise FormulaError(
                f"the character {character!a} is not part of the language",
                line=line,
                column=offset + index + 1,
                expected="ASCII letters, digits, . , _ ( ) < > = ! and " + _OPERATORS,
            )


def _rewrite_carets(text: str) -> tuple[str, list[int]]:
    """Rewrite `^` as `**`; also return the original column of each new column."""
    pieces: list[str] = []
    columns: list[int] = []
    for index, character in enumerate(text):
        piece = "**" if character == "^" else character
        pieces.append(piece)
        columns.extend([index] * len(piece))
    columns.append(len(text))
    return "".join(pieces), columns


class FormulaReader:
    """Walks one `ast` tree by exact node types, counting nodes and depth."""

    def __init__(self, grammar: Grammar, line: int, offset: int, columns: list[int]) -> None:
        self.grammar = grammar
        self.line = line
        self.offset = offset
        self.columns = columns
        self.count = 0
        self.written_out = 0
        self.indices: Mapping[str, int] = {}
        """The present value of the index of each sum and product around."""

    def tree(self, text: str) -> Node:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # CPython warns of `1or 2` and the like while parsing
                parsed = ast.parse(text, mode="eval")
        except SyntaxError as error:
            raise self._syntax(error, text) from None
        except (ValueError, MemoryError, RecursionError):
            raise self.error("this cannot be read", 0, "a shorter, flatter expression") from None
        return self.visit(parsed.body, 1)

    def _syntax(self, error: SyntaxError, text: str) -> FormulaError:
        reason = (error.msg or "").split(".")[0].lower()
        column = max((error.offset or 1) - 1, 0)
        if "never closed" in reason:
            return self.error('unclosed "("', column, "")
        if "unmatched" in reason or "does not match" in reason:
            return self.error(f'"{text[column : column + 1]}" closes nothing', column, "")
        if "too many nested" in reason:
            return self.error(reason, column, "a flatter expression")
        if text[-1] in "+-*/(,<>=!." or column >= len(text):
            return self.error("the formula ends too early", len(text), "a number, a name or '('")
        return self.error("this cannot be read", column, f"an expression of numbers, names, functions and {_OPERATORS}")

    def error(self, message: str, column: int, expected: str) -> FormulaError:
        original = self.columns[min(column, len(self.columns) - 1)]
        return FormulaError(message, line=self.line, column=self.offset + original + 1, expected=expected)

    def visit(self, item: ast.expr, depth: int) -> Node:
        self.count += not self.indices
        self.written_out += bool(self.indices)
        if depth > MAX_DEPTH:
            raise self.error("the formula is nested too deeply", item.col_offset, f"at most {MAX_DEPTH} levels")
        count, most = (self.written_out, MAX_WRITTEN_OUT) if self.indices else (self.count, MAX_NODES)
        if count > most:
            raise self.error("the formula is too long", item.col_offset, f"at most {most} terms")
        kind = type(item)
        if kind is ast.Constant:
            return self.number(item)
        if kind is ast.Name:
            return self.name(item)
        if kind is ast.BinOp:
            return self.binary(item, depth)
        if kind is ast.UnaryOp:
            return self.unary(item, depth)
        if kind is ast.Call:
            return self.call(item, depth)
        if kind is ast.Subscript and self.grammar.whole is not None:
            return coordinate(self, item)
        if kind is ast.Compare:
            raise self.error(
                "a comparison stands alone",
                item.col_offset,
                "comparisons only as the test of where(test, a, b)",
            )
        raise self.error(
            f"{_WORDS.get(kind.__name__, 'this')} is not part of the language",
            item.col_offset,
            f"numbers, names, functions and {_OPERATORS}",
        )

    def number(self, item: ast.expr) -> Node:
        assert isinstance(item, ast.Constant)
        if isinstance(item.value, bool) or not isinstance(item.value, (int, float)):
            raise self.error("this is not a real number", item.col_offset, "a number such as 2 or 1e-3")
        try:
            return Num(float(item.value))
        except OverflowError:
            return Num(float("inf"))

    def name(self, item: ast.expr) -> Node:
        assert isinstance(item, ast.Name)
        if item.id in self.indices:
            return Num(float(self.indices[item.id]))
        if item.id in self.grammar.names or item.id in CONSTANTS:
            return Name(item.id)
        if item.id in self.grammar.flags:
            raise self.error(f"the flag '{item.id}' is not a number", item.col_offset, f"where({item.id}, a, b)")
        if item.id in self.grammar.functions:
            raise self.error(f"'{item.id}' is a function", item.col_offset, f"{item.id}(…)")
        raise self.unknown("name", item.id, item.col_offset, [*self.grammar.names, *CONSTANTS])

    def unknown(self, what: str, word: str, column: int, allowed: Iterable[str]) -> FormulaError:
        allowed = sorted(allowed)
        return self.error(
            f'unknown {what} "{word[:40]}"{suggestion(word, allowed)}', column, "one of " + ", ".join(allowed)
        )

    def binary(self, item: ast.expr, depth: int) -> Node:
        assert isinstance(item, ast.BinOp)
        op = _BINARY.get(type(item.op))
        if op is None:
            column = getattr(item.left, "end_col_offset", None) or item.col_offset
            raise self.error("this operator is not part of the language", column, f"one of {_OPERATORS}")
        return Call(op, (self.visit(item.left, depth + 1), self.visit(item.right, depth + 1)))

    def unary(self, item: ast.expr, depth: int) -> Node:
        assert isinstance(item, ast.UnaryOp)
        if type(item.op) not in (ast.UAdd, ast.USub):
            raise self.error("this operator is not part of the language", item.col_offset, f"one of {_OPERATORS}")
        operand = self.visit(item.operand, depth + 1)
        if type(item.op) is ast.UAdd:
            return operand
        return Num(-operand.value) if isinstance(operand, Num) else Call("neg", (operand,))

    def call(self, item: ast.expr, depth: int) -> Node:
        assert isinstance(item, ast.Call)
        if type(item.func) is not ast.Name:
            raise self.error("only named functions can be called", item.col_offset, "a function such as sqrt(x)")
        name = item.func.id
        if self.grammar.whole is not None and name in SERIES:
            return series(self, item, name, depth)
        arity = self.grammar.functions.get(name)
        if arity is None:
            raise self.unknown("function", name, item.col_offset, self.grammar.functions)
        if item.keywords or any(type(arg) is ast.Starred for arg in item.args):
            raise self.error(f"{name} takes plain arguments", item.col_offset, f"{name}(a, …)")
        fewest, most = arity
        if not fewest <= len(item.args) <= most:
            count = str(fewest) if fewest == most else f"{fewest} to {most}"
            raise self.error(f"{name} got {len(item.args)} arguments", item.col_offset, f"{count}")
        if name == "where":
            test = self.test(item.args[0], depth + 1)
            return Call(name, (test, *(self.visit(arg, depth + 1) for arg in item.args[1:])))
        return Call(name, tuple(self.visit(arg, depth + 1) for arg in item.args))

    def test(self, item: ast.expr, depth: int) -> Node:
        if type(item) is ast.Name and item.id in self.grammar.flags:
            return Name(item.id)
        if type(item) is ast.Compare and len(item.ops) == 1 and type(item.ops[0]) in _COMPARE:
            sides = (item.left, item.comparators[0])
            left, right = (self.visit(side, depth + 1) for side in sides)
            return Call(_COMPARE[type(item.ops[0])], (left, right))
        expected = "one comparison such as x < 0" + (" or a flag" if self.grammar.flags else "")
        raise self.error("this is not a test", item.col_offset, expected)


_WORDS = {
    "Attribute": "an attribute",
    "Subscript": "a subscript",
    "Lambda": "a lambda",
    "ListComp": "a comprehension",
    "SetComp": "a comprehension",
    "DictComp": "a comprehension",
    "GeneratorExp": "a comprehension",
    "JoinedStr": "a string",
    "NamedExpr": "':='",
    "Tuple": "a tuple",
    "List": "a list",
    "Set": "a set",
    "Dict": "a dictionary",
    "IfExp": "'if … else'",
    "BoolOp": "'and' or 'or'",
    "Await": "'await'",
    "Yield": "'yield'",
    "YieldFrom": "'yield'",
    "Starred": "'*'",
    "Slice": "a slice",
}
