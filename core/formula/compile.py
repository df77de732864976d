"""Functions from trees: one for plain floats, one for arrays, both with IEEE answers and no exceptions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.formula.emit import Emitter
from core.formula.nodes import Node
from core.formula.numeric import NUMPY, PLAIN, RAISED

Floats = tuple[float, ...]
Array = npt.NDArray[np.float64]


def build(source: str, name: str, namespace: Mapping[str, Any], extra: Mapping[str, Any] | None = None) -> Any:
    """Compile generated source and return one function of it; the only `exec` of the project.

    The source comes from a checked tree, never from a user's text.
    """
    scope = {**namespace, **(extra or {})}
    exec(compile(source, f"<{name}>", "exec"), scope)
    return scope[name]


def _source(nodes: Sequence[Node], args: Sequence[str], *, lazy: bool) -> str:
    emitter = Emitter(nodes, lazy=lazy)
    results = [emitter.value(node) for node in nodes]
    body = "".join(f"    {line}\n" for line in emitter.lines)
    return f"def formula({', '.join(args)}):\n{body}    return ({', '.join(results)},)\n"


def scalar_function(nodes: Sequence[Node], args: Sequence[str]) -> Callable[..., Floats]:
    """A function of plain floats that returns the value of each node; never raises."""
    source = _source(nodes, args, lazy=True)
    plain = build(source, "formula", PLAIN)
    guarded: Any = None

    def call(*values: float) -> Floats:
        nonlocal guarded
        try:
            return tuple(map(float, plain(*values)))
        except RAISED:
            if guarded is None:
                guarded = build(source, "formula", NUMPY)
            with np.errstate(all="ignore"):
                return tuple(map(float, guarded(*map(np.float64, values))))

    return call


def array_function(nodes: Sequence[Node], args: Sequence[str]) -> Callable[..., tuple[Array, ...]]:
    """A function of arrays that returns each node's values, broadcast to the common shape of the arguments."""
    function = build(_source(nodes, args, lazy=False), "formula", NUMPY)

    def call(*values: npt.ArrayLike) -> tuple[Array, ...]:
        arrays = [np.asarray(value, dtype=np.float64) for value in values]
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        with np.errstate(all="ignore"):
            results = function(*arrays)
        return tuple(np.broadcast_to(np.asarray(result, dtype=np.float64), shape) for result in results)

    return call
