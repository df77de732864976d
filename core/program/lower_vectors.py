"""Lower the lines of a program for many parameters: a vector stays one value, and a line one call an operation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from core.formula.nodes import REDUCTIONS, Call, Num
from core.formula.rule import GROUP_REDUCTIONS
from core.formula.simplify import substitute
from core.program.assemble import Assign, Block, Evaluate
from core.program.lower import Depends, Lowered, Lowering, lowered
from core.program.objective import Objective


def lower_vectors(
    block: Block, objective: Objective, inputs: Iterable[tuple[str, Depends]], outputs: Sequence[str]
) -> Lowered:
    """Lower a block; inputs and outputs are names of whole values, such as `theta__0`."""
    return lowered(_VectorLowering(block, objective, inputs), outputs)


class _VectorLowering(Lowering):
    def input(self, name: str, depends: Depends) -> int:
        return self.graph.input(name, depends, vector=name in self.block.vectors)

    def assign(self, line: Assign) -> None:
        self.names[line.target] = self.tree(substitute(line.node, {}))

    def evaluate(self, line: Evaluate) -> None:
        self.names[line.f], self.names[line.g] = self.graph.evaluate_whole(self.names[line.at], line.sampled)

    def call(self, node: Call, args: list[int]) -> int:
        reduction = GROUP_REDUCTIONS.get(node.op, node.op)
        if reduction not in REDUCTIONS:
            return super().call(node, args)
        first = args[0]
        if reduction != "sum":
            first = self.graph.apply("mul", first, args[-1])  # norm has one argument, dot two
        total = self._total(first, grouped=reduction != node.op)
        return self.graph.apply("sqrt", total) if reduction == "norm" else total

    def _total(self, number: int, *, grouped: bool) -> int:
        if self.graph.values[number].vector:
            return self.graph.total(number, self.objective.parts if grouped else ())
        count = self.graph.constant(Num(float(self.objective.dims)))  # one number stands for all coordinates
        return self.graph.apply("mul", number, count)
