"""Write a lowered update as LLVM's assembly language, for WIDTH columns at a time, in the order of scalar code."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence

from core.formula.nodes import COMPARISONS
from core.program.lower import Apply, Constant, Depends, Lowered

WIDTH = 8
"""Columns of one vector instruction; arrays are as wide as a multiple of it."""
_VECTOR = f"<{WIDTH} x double>"
_MASK = f"<{WIDTH} x i1>"
_ARITHMETIC = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv"}
_COMPARISONS = {"lt": "olt", "le": "ole", "gt": "ogt", "ge": "oge", "eq": "oeq", "ne": "une"}
_INTRINSICS = {"sqrt": "sqrt", "abs": "fabs", "floor": "floor"}
LIBRARY = dict.fromkeys(("exp", "log", "sin", "cos", "tan", "tanh"), 1) | {"pow": 2, "fmod": 2}
"""Functions of the C library and how many arguments they take."""


def declarations() -> str:
    """The functions that the code calls."""
    library = (f"declare double @fall_{name}({', '.join(['double'] * count)})\n" for name, count in LIBRARY.items())
    intrinsics = (f"declare {_VECTOR} @llvm.{name}.v{WIDTH}f64({_VECTOR})\n" for name in _INTRINSICS.values())
    return "".join((*library, *intrinsics))


class Writer:
    """Writes the lines of one loop body; `known` holds the name or the constant of each value so far."""

    def __init__(self, lowered: Lowered) -> None:
        self.known = {n: _splat(v.value) for n in lowered.order if isinstance(v := lowered.values[n], Constant)}
        self._values = lowered.values
        self._lines: list[str] = []
        self._head: list[str] = []
        self._count = 0

    @property
    def text(self) -> str:
        """The lines of the body."""
        return "".join(f"  {line}\n" for line in self._lines)

    @property
    def head(self) -> str:
        """The lines before the loop over columns."""
        return "".join(f"  {line}\n" for line in self._head)

    def _new(self, text: str) -> str:
        self._count += 1
        self._lines.append(f"%t{self._count} = {text}")
        return f"%t{self._count}"

    def table(self, numbers: Sequence[int]) -> None:
        """Read the values of the step, the same for all columns."""
        for column, number in enumerate(numbers):
            name = f"%s{column}"
            self._head += [
                f"{name}.at = add i64 %table_row, {column}",
                f"{name}.pointer = getelementptr double, ptr %table, i64 {name}.at",
                f"{name}.value = load double, ptr {name}.pointer",
                f"{name}.one = insertelement {_VECTOR} poison, double {name}.value, i32 0",
                f"{name} = shufflevector {_VECTOR} {name}.one, {_VECTOR} poison, <{WIDTH} x i32> zeroinitializer",
            ]
            self.known[number] = name

    def _pointer(self, array: str, row: int, base: str) -> str:
        at = self._new(f"add i64 {base}, {row}")
        offset = self._new(f"mul i64 {at}, %width")
        place = self._new(f"add i64 {offset}, %i")
        return self._new(f"getelementptr double, ptr %{array}, i64 {place}")

    def load(self, numbers: Iterable[int | None], array: str, base: str = "0") -> None:
        """Read rows of an array, one for each value; None is a row that nothing reads."""
        for row, number in enumerate(numbers):
            if number is not None:
                self.known[number] = self._new(f"load {_VECTOR}, ptr {self._pointer(array, row, base)}, align 8")

    def store(self, numbers: Sequence[int], array: str, base: str | int = "0") -> None:
        """Write values to rows of an array."""
        for row, number in enumerate(numbers):
            pointer = self._pointer(array, row, str(base))
            self._lines.append(f"store {_VECTOR} {self.known[number]}, ptr {pointer}, align 8")

    def summarize(self, finite: Sequence[int], measured: int) -> None:
        """Keep up the summary: theta and its loss are the values `finite`."""
        pointers = [self._pointer("summary", row, "0") for row in range(3)]
        lowest, odd, peak = (self._new(f"load {_VECTOR}, ptr {pointer}, align 8") for pointer in pointers)
        loss = self.known[measured]
        lowest = self._select(self._compare("olt", loss, lowest), loss, lowest)
        for number in finite:
            value = self.known[number]
            odd = self._new(f"fadd {_VECTOR} {odd}, {self._new(f'fsub {_VECTOR} {value}, {value}')}")
        for number in finite[:-1]:
            size = self._new(f"call {_VECTOR} @llvm.fabs.v{WIDTH}f64({_VECTOR} {self.known[number]})")
            peak = self._select(self._compare("ogt", size, peak), size, peak)
        for value, pointer in zip((lowest, odd, peak), pointers, strict=True):
            self._lines.append(f"store {_VECTOR} {value}, ptr {pointer}, align 8")

    def compute(self, numbers: Iterable[int]) -> None:
        """Compute values in order."""
        for number in numbers:
            value = self._values[number]
            assert isinstance(value, Apply)
            self.known[number] = self._apply(value.op, [self.known[arg] for arg in value.args], value.args)

    def _apply(self, op: str, args: list[str], numbers: tuple[int, ...]) -> str:
        if op in _ARITHMETIC:
            return self._new(f"{_ARITHMETIC[op]} {_VECTOR} {args[0]}, {args[1]}")
        if op in _COMPARISONS:
            return self._compare(_COMPARISONS[op], *args)
        if op in _INTRINSICS:
            name = f"llvm.{_INTRINSICS[op]}.v{WIDTH}f64"
            return self._new(f"call {_VECTOR} @{name}({_VECTOR} {args[0]})")
        if op in LIBRARY:
            return self._library(op, args)
        if op == "neg":
            return self._new(f"fneg {_VECTOR} {args[0]}")
        if op == "where":
            test = self._values[numbers[0]]
            compared = isinstance(test, Apply) and test.op in COMPARISONS and test.depends not in Depends.STEP
            mask = args[0] if compared else self._compare("une", args[0], _splat(0.0))
            return self._select(mask, args[1], args[2])
        return getattr(self, f"_{op}")(*args)  # type: ignore[no-any-return]

    def _compare(self, how: str, left: str, right: str) -> str:
        return self._new(f"fcmp {how} {_VECTOR} {left}, {right}")

    def _select(self, mask: str, yes: str, no: str) -> str:
        return self._new(f"select {_MASK} {mask}, {_VECTOR} {yes}, {_VECTOR} {no}")

    def _min(self, a: str, b: str, how: str = "ole") -> str:
        taken = self._new(f"or {_MASK} {self._compare(how, a, b)}, {self._compare('uno', a, a)}")
        return self._select(taken, a, b)

    def _max(self, a: str, b: str) -> str:
        return self._min(a, b, "oge")

    def _sign(self, x: str) -> str:
        zero = _splat(0.0)
        other = self._select(self._compare("olt", x, zero), _splat(-1.0), self._new(f"fmul {_VECTOR} {x}, {zero}"))
        return self._select(self._compare("ogt", x, zero), _splat(1.0), other)

    def _mod(self, a: str, b: str) -> str:
        """Python's a % b: the remainder has the sign of b."""
        zero, rest = _splat(0.0), self._library("fmod", [a, b])
        signs = self._new(f"xor {_MASK} {self._compare('olt', b, zero)}, {self._compare('olt', rest, zero)}")
        moved = self._new(f"and {_MASK} {signs}, {self._compare('une', rest, zero)}")
        return self._select(moved, self._new(f"fadd {_VECTOR} {rest}, {b}"), rest)

    def _library(self, name: str, args: Sequence[str]) -> str:
        """A function of the C library, column by column."""
        result = "poison"
        for i in range(WIDTH):
            parts = [self._new(f"extractelement {_VECTOR} {arg}, i32 {i}") for arg in args]
            one = self._new(f"call double @fall_{name}({', '.join(f'double {part}' for part in parts)})")
            result = self._new(f"insertelement {_VECTOR} {result}, double {one}, i32 {i}")
        return result


def _splat(value: float) -> str:
    """A number as a constant of all columns, by its bits."""
    bits = f"double 0x{struct.unpack('>Q', struct.pack('>d', value))[0]:016X}"
    return f"<{', '.join([bits] * WIDTH)}>"
