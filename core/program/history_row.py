"""The row of a history that an update leads to, as generated code writes it."""

from __future__ import annotations

from functools import cached_property

from core.frozen import frozen
from core.program.assemble import NEXT_F, NEXT_G, Block, Evaluate, Program, StateVariable
from core.program.coordinates import components, spread

ANSWER_F, ANSWER_G = "f__answer", "g__answer"


def answer_of(program: Program) -> StateVariable | None:
    """The state that holds the rule's answer; None where that is theta."""
    return next((variable for variable in program.state if variable.name == program.answer), None)


def with_answer(update: Block, answer: StateVariable) -> Block:
    """An update that also computes loss and gradient at the answer."""
    return Block((*update.lines, Evaluate(answer.after, ANSWER_F, ANSWER_G)), update.vectors | {ANSWER_G})


@frozen
class HistoryRow:
    """A row: (theta, f, ‖∇f‖); the same of the answer, where that is not theta; and the rate, where the rule has one.

    The rate is that of the update that led there.
    """

    program: Program
    dims: int

    @cached_property
    def answer(self) -> StateVariable | None:
        """The state that holds the answer, where that is not theta."""
        return answer_of(self.program)

    @property
    def points(self) -> int:
        """The number of points in a row, each with its loss and gradient."""
        return 1 if self.answer is None else 2

    @property
    def width(self) -> int:
        """The number of values in a row."""
        return self.points * (self.dims + 2) + (self.program.rate is not None)

    @cached_property
    def block(self) -> Block:
        """The update, with what is computed for the row alone."""
        return self.program.update if self.answer is None else with_answer(self.program.update, self.answer)

    @property
    def results(self) -> list[str]:
        """What is computed for the row alone."""
        answer = [] if self.answer is None else [ANSWER_F, *components(ANSWER_G, self.dims)]
        return answer if self.program.rate is None else [*answer, self.program.rate]

    @property
    def values(self) -> list[str]:
        """The values of the row as code."""
        row = [*components(self.program.theta, self.dims), NEXT_F, _norm(components(NEXT_G, self.dims))]
        if self.answer is not None:
            point = spread(self.answer.after, True, self.block.vectors, self.dims)
            row += [*point, ANSWER_F, _norm(components(ANSWER_G, self.dims))]
        return row if self.program.rate is None else [*row, self.program.rate]


def _norm(names: list[str]) -> str:
    """√(a² + b² + …) as code, without overflow in the squares."""
    text = names[0] if len(names) > 1 else f"abs({names[0]})"
    for name in names[1:]:
        text = f"hypot({text}, {name})"
    return text
