"""Compile trees to functions of plain floats or of arrays; they return inf or NaN and never raise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any

import numpy as np

from core.arrays import Array, ArrayLike
from core.formula.emit import Emitter, Mode, function_source
from core.formula.nodes import Node
from core.formula.numeric import PLAIN, RAISED, in_numpy
from core.formula.simplify import substitute

Floats = tuple[float, ...]


def build(
    source: str, name: str, namespace: Mapping[str, Any], extra: Mapping[str, Any] | None = None
) -> Callable[..., Any]:
    """Compile generated source and return one function of it; the only `exec` of the project.

    The source comes from a checked tree, never from a user's text.
    """
    scope = {**namespace, **(extra or {})}
    exec(compile(source, f"<{name}>", "exec"), scope)
    function: Callable[..., Any] = scope[name]
    return function


class Twin:
    """A generated function on plain floats, with a fallback on numpy scalars for arguments on which floats raise.

    `write` returns the source for a mode; `extra` are functions of floats that the source may call.
    """

    def __init__(
        self, write: Callable[[Mode], str], name: str, extra: Mapping[str, Callable[..., Floats] | None] | None = None
    ) -> None:
        self._write = write
        self._name = name
        self._extra = dict(extra or {})

    @cached_property
    def plain(self) -> Callable[..., Any]:
        """The fast form; raises one of RAISED where plain floats do."""
        return build(self._write("plain"), self._name, PLAIN, self._extra)

    @cached_property
    def guarded(self) -> Callable[..., Any]:
        """The form on numpy scalars; never raises. Call it within `np.errstate(all="ignore")`."""
        extra = {name: _on_scalars(function) for name, function in self._extra.items() if function}
        return build(self._write("guarded"), self._name, in_numpy(), extra)

    def __call__(self, *values: float) -> Floats:
        """The results as plain floats, from the guarded form if the plain one raises."""
        try:
            return tuple(map(float, self.plain(*values)))
        except RAISED:
            with np.errstate(all="ignore"):
                return tuple(map(float, self.guarded(*map(np.float64, values))))


def _on_scalars(function: Callable[..., Floats]) -> Callable[..., tuple[np.float64, ...]]:
    return lambda *values: tuple(map(np.float64, function(*map(float, values))))


def _source(nodes: Sequence[Node], args: Sequence[str], mode: Mode) -> str:
    folded = [substitute(node, {}) for node in nodes]
    emitter = Emitter(folded, mode)
    results = [emitter.value(node) for node in folded]
    return function_source("formula", args, emitter.lines, results)


def scalar_function(nodes: Sequence[Node], args: Sequence[str]) -> Callable[..., Floats]:
    """A function of plain floats that returns the value of each node; never raises."""
    return Twin(partial(_source, nodes, args), "formula")


def array_function(nodes: Sequence[Node], args: Sequence[str]) -> Callable[..., tuple[Array, ...]]:
    """A function of arrays that returns each node's values, broadcast to the common shape of the arguments."""
    function = build(_source(nodes, args, "array"), "formula", in_numpy())

    def call(*values: ArrayLike) -> tuple[Array, ...]:
        arrays = [np.asarray(value, dtype=np.float64) for value in values]
        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        with np.errstate(all="ignore"):
            results = function(*arrays)
        return tuple(_spread(result, shape) for result in results)

    return call


def _spread(result: Any, shape: tuple[int, ...]) -> Array:
    """A result in the shape of the arguments; `broadcast_to` takes longer than many a formula, so only where needed."""
    found: Array = np.asarray(result, dtype=np.float64)
    if found.shape == shape:
        return found
    return np.broadcast_to(found, shape) if found.ndim else np.full(shape, found)
