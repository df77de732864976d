"""Frozen values: what `dataclass(frozen=True)` makes of a class, at a quarter of its cost.

`dataclasses` compiles seven methods for each class, in half a millisecond: with 150 classes a tenth of the app's start.
Here `__init__` alone is compiled; the other methods are shared by all classes, or close over the names of the fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, NoReturn, TypeVar, dataclass_transform, overload

T = TypeVar("T")


@overload
def frozen(cls: type[T], /) -> type[T]: ...


@overload
def frozen(*, eq: bool = True, kw_only: bool = False) -> Callable[[type[T]], type[T]]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T] | None = None, /, *, eq: bool = True, kw_only: bool = False) -> Any:
    """Make a class a frozen dataclass: `@frozen`, or `@frozen(eq=False)` to compare by identity.

    As with `dataclass`, methods that the class itself defines stay.
    """

    def decorate(cls: type[T]) -> type[T]:
        cls.__doc__ = cls.__doc__ or cls.__name__  # else dataclass inspects the signature for one: 0.3 ms
        dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(cls)
        declared = fields(cls)  # type: ignore[arg-type] # a dataclass by now
        methods: dict[str, Callable[..., object]] = {"__repr__": represent}
        if "__init__" not in vars(cls):
            methods["__init__"] = compile_init(cls, declared)
        if eq:
            methods |= comparison([each.name for each in declared if each.compare])
        for name, method in methods.items():
            if vars(cls).get(name) is None:  # Python sets __hash__ to None where __eq__ is defined
                setattr(cls, name, method)
        cls.__setattr__, cls.__delattr__ = refuse_to_set, refuse_to_delete  # type: ignore[method-assign]
        return cls

    return decorate if cls is None else decorate(cls)


def compile_init(cls: type, declared: tuple[Field[Any], ...]) -> Callable[..., None]:
    """`__init__`: its arguments are the fields; then it calls `__post_init__`, if there is one."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_MISSING": MISSING}
    arguments = {False: ["self"], True: ["*"]}  # by position, by name only
    lines = []
    for each in declared:
        name, default, value = each.name, "", each.name
        if each.default_factory is not MISSING:
            known[f"_{name}"] = each.default_factory
            default, value = "=_MISSING", f"_{name}() if {name} is _MISSING else {name}"
        elif each.default is not MISSING:
            known[f"_{name}"] = each.default
            default = f"=_{name}"
        arguments[bool(each.kw_only)].append(name + default)
        lines.append(f"_set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("self.__post_init__()")
    listed = arguments[False] + (arguments[True] if len(arguments[True]) > 1 else [])
    exec(f"def __init__({', '.join(listed)}):\n " + "\n ".join(lines or ["pass"]), known)
    init: Callable[..., None] = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


def comparison(names: list[str]) -> dict[str, Callable[..., object]]:
    """`__eq__` and `__hash__` by the values of these fields, for instances of one class."""
    if len(names) > 1:
        key: Callable[[object], tuple[object, ...]] = attrgetter(*names)
    else:

        def key(value: object) -> tuple[object, ...]:
            return tuple(getattr(value, name) for name in names)

    def equals(value: object, other: object) -> bool:
        return key(value) == key(other) if other.__class__ is value.__class__ else NotImplemented

    def hash_of(value: object) -> int:
        return hash(key(value))

    return {"__eq__": equals, "__hash__": hash_of}


@recursive_repr()
def represent(value: Any) -> str:
    """The class and its fields, as a call."""
    shown = ", ".join(f"{each.name}={getattr(value, each.name)!r}" for each in fields(value) if each.repr)
    return f"{value.__class__.__qualname__}({shown})"


def refuse_to_set(_value: object, name: str, _new: object) -> NoReturn:
    """Raise FrozenInstanceError."""
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def refuse_to_delete(_value: object, name: str) -> NoReturn:
    """Raise FrozenInstanceError."""
    raise FrozenInstanceError(f"cannot delete field {name!r}")
