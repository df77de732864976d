"""The error of the formula language."""

from __future__ import annotations


class FormulaError(ValueError):
    """A text that is not a formula: the position of the error, and what was expected there.

    `line` and `column` count from 1; `expected` says what is allowed, or is empty.
    """

    def __init__(self, message: str, *, line: int = 1, column: int = 1, expected: str = "") -> None:
        self.message = message
        self.line = line
        self.column = column
        self.expected = expected
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        position = f"line {self.line}, column {self.column}" if self.line > 1 else f"column {self.column}"
        tail = f"; expected {self.expected}" if self.expected else ""
        return f"{position}: {self.message}{tail}"
