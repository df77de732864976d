"""Update rules: several lines of formulas that declare state and say how theta moves.

    m: 0                                  state and its first value
    at: theta - lr*beta*m                 where the gradient is taken (by default at theta)
    answer: x                             the state that the method returns (by default theta)
    lr: rate                              the named value that is the rule's own learning rate, for plots
    m = beta*m + g                        a named value; text after # says what the line is for
    theta = theta - lr*m

`theta` and `g` have one value a coordinate; `f` (loss), `t` (1, 2, …), `lr` (already scheduled) and the
hyperparameters have one value. What a new name holds is inferred.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from core.formula.errors import FormulaError
from core.formula.nodes import CONSTANTS, FUNCTIONS, REDUCTIONS, Call, Node, free_names, rewrite
from core.formula.parse import Grammar, read
from core.formula.simplify import make, substitute
from core.formula.text import ascii_text, pretty, symbol
from core.frozen import frozen
from core.safe_text import safe_text

MAX_RULE = 2000
MAX_NAME = 24
BUILT_IN_NAMES = frozenset({"theta", "g", "f", "t", "lr"})
_READ_ONLY = frozenset({"g", "f", "t", "lr"})
_CLAUSES = frozenset({"at", "answer", "lr"})
_LINE = re.compile(r"( *)([A-Za-z_][A-Za-z0-9_]*)( *)(:|=(?!=))")
_ALL_FUNCTIONS = {**FUNCTIONS, **REDUCTIONS}
GROUP_REDUCTIONS = {f"group_{op}": op for op in REDUCTIONS}
"""The operations that reduce each group of coordinates by itself, and give its value to each of them."""


@frozen
class Statement:
    """One line: `name` receives the value of `node`; `note` says what it is for."""

    name: str
    node: Node
    note: str = ""
    line: int = 1


@frozen
class Rule:
    """A checked update rule. `initial` declares state, `body` is run once an update, in order."""

    initial: tuple[Statement, ...]
    at: Node | None
    body: tuple[Statement, ...]
    vectors: frozenset[str]
    """The names that hold one value a coordinate."""
    answer: str | None = None
    """The state that the method returns, such as an average of the iterates; None where it returns theta."""
    rate: str | None = None
    """The named value that is the learning rate of an update, where the rule computes its own."""

    @property
    def state(self) -> tuple[str, ...]:
        """The names that survive an update, theta aside."""
        return tuple(statement.name for statement in self.initial)

    @property
    def evaluations(self) -> int:
        """Gradients that one update uses: two where `at` reads the gradient at theta."""
        return 2 if self.at is not None and "g" in free_names(self.at) else 1

    def bind(self, values: Mapping[str, float]) -> Rule:
        """Decide every test that reads only `values`; drop the other branches, and the lines that only those read."""
        bound = replace(
            self,
            initial=tuple(replace(s, node=decide(s.node, values)) for s in self.initial),
            at=None if self.at is None else decide(self.at, values),
            body=tuple(replace(s, node=decide(s.node, values)) for s in self.body),
        )
        idle = _needed(self) - _needed(bound)
        return replace(
            bound,
            initial=tuple(s for s in bound.initial if s.name not in idle),
            body=tuple(s for s in bound.body if s.name not in idle),
        )


def per_group(rule: Rule) -> Rule:
    """The rule with its reductions over each group of coordinates instead of all."""

    def build(op: str, args: tuple[Node, ...]) -> Node:
        return Call(f"group_{op}" if op in REDUCTIONS else op, args)

    def grouped(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        return tuple(replace(s, node=rewrite(s.node, lambda name: name, build)) for s in statements)

    at = None if rule.at is None else rewrite(rule.at, lambda name: name, build)
    return _with_shapes(replace(rule, initial=grouped(rule.initial), at=at, body=grouped(rule.body)))


def with_rates(rule: Rule) -> Rule | None:
    """The rule where lr has one value a coordinate; None where it computes numbers of the model from lr."""
    found = _with_shapes(rule, ("theta", "g", "lr"))
    statements = (*rule.initial, *rule.body)
    reduces = any(_reduces(s.node) for s in statements)
    if reduces and any(s.name in found.vectors - rule.vectors for s in rule.initial):
        return None
    return replace(found, rate=None if rule.rate in found.vectors else rule.rate)


def _reduces(node: Node) -> bool:
    return isinstance(node, Call) and (node.op in REDUCTIONS or any(map(_reduces, node.args)))


def decide(node: Node, values: Mapping[str, float]) -> Node:
    """Take the branches of `where` that `values` decide, and leave all else as written."""

    def build(op: str, args: tuple[Node, ...]) -> Node:
        if op == "where" and free_names(args[0]) <= values.keys():
            return make(op, (substitute(args[0], values), *args[1:]))
        # a decided branch may leave a neutral operation behind: v/1 is v
        return make(op, args) if op in ("mul", "div") else Call(op, args)

    return rewrite(node, lambda name: name, build)


def _needed(rule: Rule) -> frozenset[str]:
    """The names that theta, the answer and the rate depend on, over any number of updates."""
    live = {"theta"} | (free_names(rule.at) if rule.at is not None else set())
    live |= {name for name in (rule.answer, rule.rate) if name is not None}
    statements = (*rule.initial, *rule.body)
    while True:
        reads = set().union(*(free_names(s.node) for s in statements if s.name in live))
        if reads <= live:
            return frozenset(live)
        live |= reads


def parse_rule(text: str, hypers: Iterable[str] = (), *, flags: Iterable[str] = (), words: Iterable[str] = ()) -> Rule:
    """Read an update rule over the named hyperparameters, flags, and the words of choices.

    Raises FormulaError with line, column and what was expected.
    """
    if len(text) > MAX_RULE:
        raise FormulaError(f"{len(text)} characters are too many", expected=f"at most {MAX_RULE}")
    return _RuleReader(frozenset(hypers), frozenset(flags), frozenset(words)).read(text)


class _RuleReader:
    def __init__(self, hypers: frozenset[str], flags: frozenset[str], words: frozenset[str]) -> None:
        self.parameters = hypers | words
        self.flags = flags
        self.initial: list[Statement] = []
        self.body: list[Statement] = []
        self.at: Node | None = None
        self.named: dict[str, _Piece] = {}
        """The lines `answer: NAME` and `lr: NAME`."""

    def read(self, text: str) -> Rule:
        lines = [self._split(number, line) for number, line in enumerate(text.splitlines(), 1)]
        pieces = [piece for piece in lines if piece is not None]
        for piece in pieces:
            if piece.declares and piece.name not in _CLAUSES:
                self._declare(piece)
        for piece in pieces:
            if piece.name == "at":
                self._set_at(piece)
            elif piece.declares and piece.name in _CLAUSES:
                self._name(piece)
            elif not piece.declares:
                self._assign(piece)
        if all(statement.name != "theta" for statement in self.body):
            last = max(len(text.splitlines()), 1)
            raise FormulaError("the rule never moves theta", line=last, expected="a line theta = …")
        rule = _with_shapes(Rule(tuple(self.initial), self.at, tuple(self.body), frozenset()))
        answers = ("theta", *(name for name in rule.state if name in rule.vectors))
        rates = ("lr", *(s.name for s in rule.body if s.name not in rule.vectors))
        return replace(rule, answer=self._named("answer", answers), rate=self._named("lr", rates))

    def _split(self, number: int, line: str) -> _Piece | None:
        code, _, note = line.partition("#")
        if not code.strip():
            return None
        match = _LINE.match(code)
        if match is None:
            raise FormulaError(
                "this is neither state nor a value",
                line=number,
                expected="name: first value, or name = expression",
            )
        indent, name, _, mark = match.groups()
        column = len(indent) + 1
        if name in self.parameters | self.flags | CONSTANTS.keys() | _ALL_FUNCTIONS.keys() or (
            (mark == "=" and name in _READ_ONLY | _CLAUSES) or name in _READ_ONLY - _CLAUSES
        ):
            raise FormulaError(f"'{name}' cannot be set", line=number, column=column, expected="a name of your own")
        if name.startswith("_") or "__" in name or len(name) > MAX_NAME or keyword.iskeyword(name):
            raise FormulaError(
                f"'{name}' is no good name",
                line=number,
                column=column,
                expected=f"letters, digits, single _ (at most {MAX_NAME})",
            )
        return _Piece(number, name, mark == ":", code[match.end() :], match.end(), safe_text(note.strip()))

    def _formula(self, piece: _Piece, names: Iterable[str]) -> Node:
        grammar = Grammar(frozenset(names) | self.parameters, self.flags, _ALL_FUNCTIONS)
        return read(piece.text, grammar, limit=MAX_RULE, line=piece.line, offset=piece.offset)

    def _declare(self, piece: _Piece) -> None:
        known = [statement.name for statement in self.initial]
        if piece.name in known or piece.name == "theta":
            raise FormulaError(f"'{piece.name}' is declared already", line=piece.line, expected="each name once")
        node = self._formula(piece, {"theta", "g", "f", "lr", *known})
        self.initial.append(Statement(piece.name, node, piece.note, piece.line))

    def _set_at(self, piece: _Piece) -> None:
        if self.at is not None or self.body:
            raise FormulaError("'at' stands once, before the values", line=piece.line, expected="one at: line")
        self.at = self._formula(piece, {"theta", "g", "t", "lr", *(s.name for s in self.initial)})

    def _name(self, piece: _Piece) -> None:
        if self.named.setdefault(piece.name, piece) is not piece:
            raise FormulaError(f"'{piece.name}' stands twice", line=piece.line, expected=f"one {piece.name}: line")

    def _named(self, clause: str, choices: tuple[str, ...]) -> str | None:
        """The value that the line `clause: NAME` names; None for the first of the choices, the default."""
        piece = self.named.get(clause)
        if piece is None:
            return None
        name = piece.text.strip()
        if name not in choices:
            values = "a state that has one value a coordinate" if clause == "answer" else "one number"
            raise FormulaError(
                f"'{safe_text(name)}' cannot be the {clause}",
                line=piece.line,
                column=piece.offset + 1,
                expected=f"the name of {values}: {', '.join(dict.fromkeys(choices))}",
            )
        return None if name == choices[0] else name

    def _assign(self, piece: _Piece) -> None:
        known = BUILT_IN_NAMES | {s.name for s in self.initial} | {s.name for s in self.body}
        node = self._formula(piece, known)
        self.body.append(Statement(piece.name, node, piece.note, piece.line))


@frozen
class _Piece:
    line: int
    name: str
    declares: bool
    text: str
    offset: int
    note: str


def _with_shapes(rule: Rule, given: Iterable[str] = ("theta", "g")) -> Rule:
    """Infer the vectors: names whose formula reads theta, g or another vector, unless a reduction sums it up."""
    vectors = set(given)
    statements = (*rule.initial, *rule.body)
    while True:
        found = {s.name for s in statements if is_vector(s.node, vectors)} - vectors
        if not found:
            break
        vectors |= found
    for statement in statements:
        _check_reductions(statement, vectors)
    return replace(rule, vectors=frozenset(vectors))


def is_vector(node: Node, vectors: Iterable[str]) -> bool:
    """Whether a tree has one value a coordinate, as the names in `vectors` have."""
    vectors = frozenset(vectors)
    if isinstance(node, Call):
        return node.op not in REDUCTIONS and any(is_vector(arg, vectors) for arg in node.args)
    return bool(free_names(node) & vectors)


def _check_reductions(statement: Statement, vectors: Iterable[str]) -> None:
    stack: list[Node] = [statement.node]
    while stack:
        node = stack.pop()
        if isinstance(node, Call):
            if node.op in REDUCTIONS and not all(is_vector(arg, vectors) for arg in node.args):
                raise FormulaError(
                    f"{node.op} runs over coordinates, and {ascii_text(node)} has none",
                    line=statement.line,
                    expected="a value made of theta, g or state that has one value a coordinate",
                )
            stack.extend(node.args)


def rule_text(rule: Rule) -> str:
    """The rule in the language itself; `parse_rule` of it gives the same rule."""
    at = [] if rule.at is None else [f"at: {ascii_text(rule.at)}"]
    named = [f"{clause}: {name}" for clause, name in (("answer", rule.answer), ("lr", rule.rate)) if name is not None]
    lines = [*(_line(s, ":") for s in rule.initial), *at, *named, *(_line(s, " =") for s in rule.body)]
    return "\n".join(lines) + "\n"


def _line(statement: Statement, mark: str) -> str:
    note = f"  # {statement.note}" if statement.note else ""
    return f"{statement.name}{mark} {ascii_text(statement.node)}{note}"


def equations(rule: Rule, symbols: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The rule as a textbook prints it, a line each: `m̂ ← m / (1 − β₁ᵗ)`."""
    shown = dict(symbols or {})

    def name(text: str) -> str:
        return shown.get(text, symbol(text))

    first = [f"{name(s.name)} = {pretty(s.node, shown)} at first" for s in rule.initial]
    at = [] if rule.at is None else [f"g = ∇f({pretty(rule.at, shown)})"]
    answer = [] if rule.answer is None else [f"answer: {name(rule.answer)}"]
    return (*first, *at, *(f"{name(s.name)} ← {pretty(s.node, shown)}" for s in rule.body), *answer)
